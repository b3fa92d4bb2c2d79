"""A phone that scans a label: how it asks, and what a reader reads on its page."""

import re

from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from werkzeug.test import TestResponse

from aril import config, resources
from aril.domain.lot import Lot
from aril.services.lots.finding import page_of
from aril.store.database import Database
from aril.web.app import create_app
from tests import make, samples

EVIL = "<script>alert(1)</script>"
PHONE = {
    "Accept-Language": "zh-CN,zh;q=0.9",
    "User-Agent": "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0",
}


def service_on(database: Database, compiled_pages: BytecodeCache) -> Flask:
    settings = config.load(resources.default_settings()).changed({"site.namespace": samples.NAMESPACE})
    app = create_app(settings, database, secret="s" * 32, clock=lambda: make.NOW.replace(hour=1))
    app.jinja_env.bytecode_cache = compiled_pages
    return app


def look(phone: FlaskClient, lot: Lot) -> TestResponse:
    return look_at(phone, page_of(lot))


def look_at(phone: FlaskClient, path: str) -> TestResponse:
    return phone.get(path, headers=PHONE)


def text(answer: TestResponse) -> str:
    assert answer.status_code == 200
    return plain(answer.text)


def plain(page: str) -> str:
    """What a reader reads, in one line."""
    without_tags = re.sub(r"<[^>]*>", " ", page).replace("&lt;", "<").replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(without_tags.split())
