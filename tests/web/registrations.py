"""Registering as people do it: the form, its files, and what came of it."""

import io

from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from aril.store import organisations
from aril.store.accounts import UserRow
from aril.store.database import Database
from aril.store.organisations import OrganisationRow
from tests import make, samples

FORM = {
    "chain": "test-pomegranate",
    "name": "示例石榴合作社",
    "uscc": samples.uscc(7),
    "kind": "cooperative",
    "activity": "grower",
    "region": "370404",
    "address": "榴园镇示例村",
    "legal_representative": "示例甲",
    "chief_quality_officer": "示例乙",
    "phone": "13800000000",
    "person": "示例丙",
    "login": "13800000000",
    "password": make.PASSWORD,
    "repeated": make.PASSWORD,
}
CERTIFICATE = {"certificate-1-kind": "绿色食品", "certificate-1-number": "LB-18-0001"}
PDF = b"%PDF-1.7 an example"


def multipart(fields: dict[str, str], files: dict[str, tuple[str, bytes]]) -> dict[str, object]:
    """The body of a form with files, as a browser sends it."""
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
        for name, value in fields.items()
    ]
    parts += [
        f'Content-Disposition: form-data; name="{name}"; filename="{file}"\r\n\r\n'.encode() + content
        for name, (file, content) in files.items()
    ]
    body = b"".join(b"--frontier\r\n" + part + b"\r\n" for part in parts) + b"--frontier--\r\n"
    return {"data": body, "content_type": "multipart/form-data; boundary=frontier"}


def send(
    client: FlaskClient,
    path: str = "/register",
    files: dict[str, tuple[str, bytes]] | None = None,
    **values: str,
) -> TestResponse:
    fields = {**FORM, **values, "csrf_token": make.token_of(client, path)}
    return client.post(path, **multipart(fields, files or {}))


def filed(db: Database) -> list[OrganisationRow]:
    with db.read() as session:
        row = organisations.by_uscc(session, FORM["uscc"])
        return [row] if row else []


def people(db: Database) -> int:
    with db.read() as session:
        return session.query(UserRow).count()


def picture(width: int = 40, height: int = 30) -> bytes:
    buffer = io.BytesIO()
    Image.new("1", (width, height)).save(buffer, "PNG")
    return buffer.getvalue()
