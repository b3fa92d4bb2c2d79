"""A certificate for localhost that signs itself, and a way in by TLS to a server that speaks plain HTTP."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def certificate(folder: Path) -> Path:
    """A file with a key and its certificate, for localhost and 127.0.0.1, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "localhost.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return path


@contextmanager
def door(to_port: int, pem: Path, listener: socket.socket) -> Iterator[None]:
    """For as long as the block, whoever comes to the listener by TLS is led to a port of this machine."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    keeper = threading.Thread(target=_keep, args=(listener, context, to_port), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        keeper.join()


def _keep(listener: socket.socket, context: ssl.SSLContext, to_port: int) -> None:
    with suppress(OSError):  # the listener was closed
        while True:
            visitor, _ = listener.accept()
            threading.Thread(target=_lead, args=(visitor, context, to_port), daemon=True).start()


def _lead(visitor: socket.socket, context: ssl.SSLContext, to_port: int) -> None:
    """One request, one answer: what asks says `Connection: close`."""
    with (
        suppress(OSError),
        context.wrap_socket(visitor, server_side=True) as outside,
        socket.create_connection(("127.0.0.1", to_port)) as inside,
    ):
        inside.sendall(outside.recv(65536))
        while answer := inside.recv(65536):
            outside.sendall(answer)
