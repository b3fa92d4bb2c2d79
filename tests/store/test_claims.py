"""Rows that are work: each is done once, whoever does it."""

import threading
from datetime import timedelta

from aril.store import claims
from aril.store.database import Database
from tests import chores
from tests.chores import LEASE, Chore
from tests.make import NOW

LATER = NOW + LEASE


def take(database: Database, who: str, now=NOW) -> Chore | None:
    with database.write() as session:
        return claims.claim(session, Chore, who, now, LEASE)


def test_what_has_been_due_for_longest_comes_first(database: Database) -> None:
    chores.wanted(database, NOW, NOW - timedelta(days=1), NOW + timedelta(seconds=1), None)

    taken = [take(database, "a"), take(database, "b"), take(database, "c")]

    assert [row and row.id for row in taken] == [2, 1, None]


def test_a_claimed_row_is_due_again_when_the_lease_ends(database: Database) -> None:
    chores.wanted(database, NOW)
    take(database, "a")

    assert take(database, "b", LATER - timedelta(microseconds=1)) is None
    assert take(database, "b", LATER).claim == "b"


def test_who_lost_the_claim_changes_nothing(database: Database) -> None:
    chores.wanted(database, NOW)
    slow = take(database, "slow")
    quick = take(database, "quick", LATER)

    with database.write() as session:
        results = [
            claims.keep(session, slow, LATER + LEASE),
            claims.settle(session, slow, None, done_by="slow"),
            claims.settle(session, quick, None, done_by="quick"),
            claims.settle(session, quick, None, done_by="quick, again"),
        ]

    assert results == [False, False, True, False]
    assert chores.done(database) == ["quick"]


def test_a_lease_that_is_kept_holds(database: Database) -> None:
    chores.wanted(database, NOW)
    row = take(database, "a")
    with database.write() as session:
        assert claims.keep(session, row, LATER + LEASE, done_by="half")

    assert take(database, "b", LATER) is None
    assert chores.done(database) == ["half"]


def test_many_who_claim_at_once_get_different_rows(database: Database) -> None:
    chores.wanted(database, *[NOW] * 40)
    taken: list[int] = []
    start = threading.Barrier(4)

    def claim_all() -> None:
        start.wait()
        while row := take(database, threading.current_thread().name):
            taken.append(row.id)

    threads = [threading.Thread(target=claim_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == list(range(1, 41))
