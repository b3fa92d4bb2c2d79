"""What a request brings beside its path: who asks, and the fields of its JSON object."""

import math
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from flask import request

from aril.api.description import Operation
from aril.domain.errors import Invalid
from aril.domain.membership import Member
from aril.domain.reading import Fields
from aril.services.people import tokens
from aril.services.people.tokens import Scope
from aril.services.site import Site


def actor(site: Site, scope: Scope, at: datetime) -> Member:
    """For whom the program acts that asks; raises as `tokens.holder` does."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return tokens.holder(site, secret.strip() if kind.lower() == "bearer" else "", scope, at)


def fields(operation: Operation, most: int) -> dict[str, str]:
    """The fields that an operation's body names, as texts like those of a form; any other is not read.

    None of them where nothing was sent and nothing need be. Raises 413 for more than `most` bytes, and `Invalid` for
    what is no object, or with every field that has another type.
    """
    body = operation.body
    assert body is not None
    request.max_content_length = most
    if not request.get_data(cache=True) and not body.is_required:
        return {}
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        raise Invalid.at("", "Send a JSON object.")
    kinds = {name: schema["type"] for name, schema in body.schema["properties"].items() if name in sent}
    reading = Fields({})
    texts = {name: reading.attempt(partial(_text, name, kinds[name], sent[name])) for name in kinds}
    reading.check()
    return {name: text for name, text in texts.items() if text is not None}


def _text(name: str, kind: str, value: Any) -> str:
    is_number = type(value) is int or (isinstance(value, float) and math.isfinite(value))
    if kind == "string":
        if not isinstance(value, str):
            raise Invalid.at(name, "A text is expected here.")
        if "\0" in value:
            raise Invalid.at(name, "This contains a control character, which nobody can read.")
        return value
    if kind == "integer":
        if not is_number or value != int(value):  # to JSON, 24.0 is as whole as 24
            raise Invalid.at(name, "A whole number is expected here.")
        return str(int(value))
    if not is_number:
        raise Invalid.at(name, "A number is expected here.")
    return f"{Decimal(repr(value)):f}"
