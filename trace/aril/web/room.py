"""A room: the pages of one audience, and its entries in the menu."""

from dataclasses import dataclass

from flask import Blueprint


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu. Only those see it whom the view at `endpoint` lets in."""

    endpoint: str
    label: str


@dataclass(frozen=True, slots=True)
class Room:
    """A blueprint and its menu; the first entry that somebody may open is where they start."""

    blueprint: Blueprint
    menu: tuple[Entry, ...] = ()
