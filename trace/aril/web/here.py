"""What a view may ask for: the settings, the database, the time, and who is there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app
from flask_login import UserMixin, current_user

from aril.config import Settings
from aril.domain.errors import NotFound
from aril.domain.membership import Member
from aril.services.lots.finding import name_of
from aril.services.people.accounts import Rules
from aril.services.site import Site
from aril.store.database import Database
from aril.web.room import Room


@dataclass(frozen=True, slots=True)
class Running:
    """One running service: what `create_app` was given and put together."""

    settings: Settings
    site: Site
    rules: Rules
    clock: Callable[[], datetime]
    rooms: tuple[Room, ...]
    machines: frozenset[str]


@dataclass(frozen=True, slots=True)
class Visitor(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """Who is signed in. `member` is None for a person who belongs to no organisation."""

    token: str
    user_id: str
    member: Member | None

    def get_id(self) -> str:
        return self.token


def settings() -> Settings:
    return _running().settings


def site() -> Site:
    """What most services take first."""
    return _running().site


def name_of_lot(epc: str, code: str) -> str:
    """What a lot goes by in addresses (`finding.name_of`)."""
    return name_of(site(), epc, code)


def database() -> Database:
    return _running().site.db


def rules() -> Rules:
    """How strict the door is, for the services that let people in."""
    return _running().rules


def rooms() -> tuple[Room, ...]:
    """The audiences this service has pages for, in the order of the menu."""
    return _running().rooms


def machines() -> frozenset[str]:
    """The names of the blueprints that serve programs."""
    return _running().machines


def now() -> datetime:
    """The time of this request's acts, in UTC. Views pass it on; nothing below reads a clock."""
    return _running().clock()


def visitor() -> Visitor | None:
    """Who is signed in, whatever they may do; None for a stranger."""
    return cast(Visitor, current_user) if current_user.is_authenticated else None


def member() -> Member:
    """For whom the person acts. Only in views that declare a role: the guard has checked it there."""
    here = visitor()
    if here is None or here.member is None:
        raise NotFound("organisation", "")
    return here.member


def _running() -> Running:
    return cast(Running, current_app.extensions["aril"])
