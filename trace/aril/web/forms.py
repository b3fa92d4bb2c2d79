"""How a form comes back to its sender when something in it is wrong.

A form is two views at one address: a GET view that draws the page and a POST view that reads `request.form`,
calls one service and redirects. When the POST view (or the service) raises `Invalid`, `Refusal` or
`TooManyAttempts`, the error handler calls the GET view again; the macros of `macros/form.html` find what
was typed and what is wrong with it here, so neither view handles errors.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from flask import Flask, current_app, g, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from aril.domain.errors import ArilError, Finding
from aril.web import access
from aril.web.text import translate

View = TypeVar("View", bound=Callable[..., Any])


def install(app: Flask) -> None:
    app.jinja_env.globals.update(
        typed=typed, typed_all=typed_all, fault=fault, findings=findings, labelled=labelled, label_of=label_of
    )


def form_on(endpoint: str) -> Callable[[View], View]:
    """Name the page that holds this POST view's form, where it is not the GET view of the same address.

    It is called with the same arguments; `".show"` is a view of the same room.
    """

    def mark(view: View) -> View:
        view.form_page = endpoint  # type: ignore[attr-defined]
        return view

    return mark


def shown_again(found: Sequence[Finding]) -> Any:
    """The page of the form that was sent, with what was typed and what is wrong; None where there is none."""
    if request.method != "POST" or request.endpoint is None or "again" in g:
        return None
    page = _page()
    if page is None:
        return None
    sent: MultiDict[str, str] = MultiDict()
    with suppress(HTTPException):  # too large to be read
        sent = request.form
    g.again = True
    g.findings = tuple(found)
    try:
        return _drawn(page, sent)
    except (ArilError, HTTPException):  # the page itself is gone, or no longer theirs
        g.findings = ()
        return None


def filled_in(values: Mapping[str, str]) -> Any:
    """The page of the form that was sent, as it was typed but for `values`; nothing is wrong with it."""
    page = _page()
    assert page is not None, "who fills a form in says where it stands"
    sent = MultiDict(request.form)
    for name, value in values.items():
        sent[name] = value
    return _drawn(page, sent)


def _drawn(page: tuple[str, dict[str, Any]], sent: MultiDict[str, str]) -> Any:
    endpoint, arguments = page
    g.address = url_for(endpoint, **arguments)
    g.typed = sent
    return access.check(endpoint, arguments) or current_app.view_functions[endpoint](**arguments)


def key_of(form: Mapping[str, str]) -> str:
    """The key of what a form wants: sent twice as it was, it is one wish; changed on the same page, it is another."""
    if "key" not in form:
        return ""
    said = sorted((name, value) for name, value in form.items() if name != "csrf_token")
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def typed(name: str, otherwise: object = "") -> object:
    """What the sender typed in a field, else the value it starts with."""
    return g.typed.get(name, otherwise) if "typed" in g else otherwise


def typed_all(name: str, otherwise: Sequence[str] = ()) -> Sequence[str]:
    """The chosen values of a field that takes several."""
    return g.typed.getlist(name) if "typed" in g else otherwise


def fault(name: str) -> str | None:
    """What is wrong with a field, in the reader's language."""
    sentences = [translate(finding) for finding in g.get("findings", ()) if finding.where == name]
    return " ".join(sentences) or None


def labelled(name: str, label: str) -> str:
    """The label itself, remembered for the summary above the form."""
    g.setdefault("labels", {})[name] = label
    return label


def label_of(name: str) -> str | None:
    """The label of a field on this page; None where there is no such field."""
    found: str | None = g.get("labels", {}).get(name)
    return found


def findings() -> list[tuple[str, str]]:
    """Each fault of the form, where and what, in the order of the page; first those that are about the whole."""
    places = {name: place for place, name in enumerate(g.get("labels", {}))}
    found = sorted(g.get("findings", ()), key=lambda finding: places.get(finding.where, -1))
    return [(finding.where, translate(finding)) for finding in found]


def _page() -> tuple[str, dict[str, Any]] | None:
    assert request.endpoint is not None
    named = getattr(current_app.view_functions[request.endpoint], "form_page", None)
    if named is not None:
        endpoint = f"{request.blueprint}{named}" if named.startswith(".") else named
        return endpoint, dict(request.view_args or {})
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None
    try:
        endpoint, arguments = adapter.match(request.path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return None if endpoint == request.endpoint else (endpoint, dict(arguments))
