"""Serial numbers, reserved for the labels of a job."""

from decimal import Decimal
from random import Random

import pytest
from alembic import command
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from aril.labelling.serial import ENTROPY, serials
from aril.store import labels, migrate
from aril.store.database import Database
from aril.store.labels import IN_A_SERIES, LabelJobRow
from tests import make


def job(session: Session, organisation: str, name: str = "job") -> str:
    session.execute(
        insert(LabelJobRow).values(
            id=name, organisation_id=organisation, lot="", name="", design="", design_text="", language="",
            placement={}, fields={}, uri="", linear="", has_serials=True, count=1, per_page=1, start=1,
            net_weight=Decimal(0), over=Decimal(0), ordered_by="", ordered_at=make.NOW, state="queued",
            started_from=0, done=0, length=0, symbols=0, pages_rendered=0, writer_state="",
        )
    )  # fmt: skip
    return name


def numbers(count: int, seed: int = 0) -> list[str]:
    return serials(Random(seed).randbytes(ENTROPY * count))


def test_the_serials_of_some_labels_are_found_in_their_order(database: Database) -> None:
    organisation, reserved = make.organisation(database), numbers(2 * IN_A_SERIES + 500)

    with database.write() as session:
        labels.reserve(session, job(session, organisation), reserved)
        labels.reserve(session, job(session, organisation, "another"), numbers(1500, 1))

    ranges = [
        (1, 1),
        (1, 2500),
        (999, 1002),
        (1000, 1000),
        (1001, 1001),
        (1500, 2400),
        (2500, 9000),
        (2501, 2600),
    ]
    with database.read() as session:
        for first, last in ranges:
            assert labels.serials_of(session, "job", first, last) == reserved[first - 1 : last]


def test_a_serial_leads_to_its_label(database: Database) -> None:
    organisation, reserved = make.organisation(database), numbers(IN_A_SERIES + 7)

    with database.write() as session:
        labels.reserve(session, job(session, organisation), reserved)

    with database.read() as session:
        found = [labels.unit(session, serial) for serial in (reserved[0], reserved[-1])]
    assert [(unit.job, unit.number) for unit in found if unit] == [("job", 1), ("job", IN_A_SERIES + 7)]


def test_a_serial_that_is_taken_is_refused_with_its_whole_job(database: Database) -> None:
    organisation, (taken, free) = make.organisation(database), numbers(2, 1)
    with database.write() as session:
        labels.reserve(session, job(session, organisation), [taken, *numbers(2)])

    with pytest.raises(IntegrityError), database.write() as session:
        labels.reserve(session, job(session, organisation, "another"), [free, taken])

    with database.read() as session:
        assert labels.unit(session, free) is None
        assert labels.serials_of(session, "another", 1, 3) == []


def test_serials_of_an_older_version_are_put_in_the_order_of_their_labels(empty_database: Database) -> None:
    reserved = numbers(IN_A_SERIES + 2)
    with empty_database.write() as session:
        config = migrate._config()
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "0009")
    organisation = make.organisation(empty_database)
    with empty_database.write() as session:
        for name, some in (("job", reserved), ("another", numbers(2, 1))):
            job(session, organisation, name)
            rows = [{"serial": each, "job": name, "number": number} for number, each in enumerate(some, 1)]
            session.execute(text("INSERT INTO label_serial VALUES (:serial, :job, :number)"), rows)

    migrate.upgrade(empty_database)

    with empty_database.read() as session:
        assert labels.serials_of(session, "job", 1, 5000) == reserved
        assert labels.serials_of(session, "another", 1, 5000) == numbers(2, 1)
        unit = labels.unit(session, reserved[-1])
    assert unit is not None
    assert unit.number == len(reserved)
