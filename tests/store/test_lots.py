"""Lots by what they are asked for."""

from aril.store import lots
from aril.store.database import Database

MANY = [f"https://trace.example/lot/{number}" for number in range(70_000)]
"""More values than PostgreSQL takes in one statement, as a recall may reach lots."""


def test_as_many_lots_are_asked_for_as_a_recall_reaches(database: Database) -> None:
    with database.read() as session:
        assert lots.lots_by_epc(session, MANY) == {}
        assert lots.holdings_of(session, MANY) == []
        assert lots.transits_of(session, MANY) == []
