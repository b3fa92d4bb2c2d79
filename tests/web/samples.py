"""A record of each kind for `test_access`: one that a member may see, and one that they may not.

A room with records of its own adds one function here, named by the argument of its URLs.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from aril.domain.enterprise import HeldCertificate
from aril.domain.membership import Member, Role
from aril.domain.printer import Printer, PrinterKind
from aril.epcis.controls import Controls
from aril.epcis.reading import read_event
from aril.gs1 import allocation
from aril.services.enterprises import filing
from aril.services.ledger import capture, querying
from aril.services.site import Site
from aril.services.spreadsheets import files
from aril.services.subscribing import subscriptions
from aril.store import organisations, printers
from aril.store.allotments import AllotmentRow
from aril.store.database import Database
from aril.store.farm import PlotRow
from aril.store.inspection import ReportRow
from aril.store.labels import LabelBindingRow, LabelJobRow
from aril.store.lots import HoldingRow, LotRow
from aril.store.papers import CertificateRow
from aril.store.tokens import ApiTokenRow
from tests import make, samples


@dataclass(frozen=True)
class World:
    """Two organisations that have nothing to do with each other, in different provinces."""

    db: Database
    mine: str
    theirs: str


@dataclass(frozen=True)
class Sample:
    """Ids of a record that the member may see and of one that exists and is not for them."""

    seen: str
    hidden: str


Sampler = Callable[[World, Member], Sample]
Maker = Callable[[World, Member], str]
SAMPLES: dict[str, Sampler] = {}


def sample(kind: str) -> Callable[[Sampler], Sampler]:
    def register(sampler: Sampler) -> Sampler:
        SAMPLES[kind] = sampler
        return sampler

    return register


def of_both(kind: str) -> Callable[[Maker], Maker]:
    """The same of one's own organisation and of the other one; the function makes one of theirs and answers its id."""

    def register(one: Maker) -> Maker:
        SAMPLES[kind] = lambda world, member: Sample(
            one(world, replace(member, organisation_id=world.mine)),
            one(world, replace(member, organisation_id=world.theirs)),
        )
        return one

    return register


@sample("colleague")
def _colleague(world: World, member: Member) -> Sample:
    stranger = make.member(world.db, Role.GROWER, organisation_id=world.theirs)
    return Sample(member.user_id, stranger.user_id)


@of_both("token")
def _token(world: World, owner: Member) -> str:
    token_id = f"token-{make.number()}"
    with world.db.write() as session:
        session.add(
            ApiTokenRow(
                id=token_id,
                token_hash=f"hash-{token_id}",
                organisation_id=owner.organisation_id,
                label="till",
                scopes="query",
                created_by=owner.user_name,
                created_at=make.NOW,
            )
        )
    return token_id


@of_both("numbers")
def _numbers(world: World, owner: Member) -> str:
    numbers_id = f"numbers-{make.number()}"
    with world.db.write() as session:
        session.add(
            AllotmentRow(
                id=numbers_id,
                organisation_id=owner.organisation_id,
                kind="sscc",
                prefix="6901234",
                extension=0,
                first=make.number(),
                count=1,
                by=owner.user_name,
                allotted_at=make.NOW,
            )
        )
    return numbers_id


@of_both("parcel")
def _parcel(world: World, owner: Member) -> str:
    (sscc,) = allocation.ssccs("6901234", following=make.number()).take(1).keys
    event = {
        "type": "AggregationEvent",
        "eventTime": "2026-09-12T10:00:00+08:00",
        "eventTimeZoneOffset": "+08:00",
        "action": "ADD",
        "parentID": f"https://id.gs1.org/00/{sscc}",
        "childEPCs": ["https://id.gs1.org/00/369012345000000029"],
    }
    site = site_of(world)
    with world.db.write() as session:
        capture.event(session, site, read_event(event), owner, make.NOW)
    return str(sscc)


@of_both("subscription")
def _subscription(world: World, owner: Member) -> str:
    site = Site(world.db, samples.Terms(samples.NAMESPACE), samples.BASE_URL, Path(), ())
    controls, name = Controls("https://client.example.com/events"), f"query-{make.number()}"
    querying.keep_query(site, owner, name, {}, make.NOW)
    return subscriptions.subscribe(site, owner, name, controls, querying.TRANSLATED, make.NOW).id


@sample("filing")
def _filing(world: World, _member: Member) -> Sample:
    return Sample(world.mine, world.theirs)


def site_of(world: World) -> Site:
    """A site on the world's database, its chain adopted."""
    return samples.site(world.db, Path(str(world.db.url.database)).parent)


@of_both("attachment")
def _attachment(world: World, owner: Member) -> str:
    """A filing with a scan in it."""
    site = site_of(world)
    scan = files.park(site, b"%PDF-1.7", make.NOW)
    held = HeldCertificate("营业执照", "1", "", None, None, scan, "licence.pdf")
    with world.db.read() as session:
        row = session.get_one(organisations.OrganisationRow, owner.organisation_id)
    changed = samples.enterprise(uscc=row.uscc, certificates=(held,))
    filing.submit(site, changed, "示例", make.NOW, organisation_id=owner.organisation_id)
    return filing.attachment_key(owner.organisation_id, held)


@of_both("plot")
def _plot(world: World, owner: Member) -> str:
    plot_id = f"plot-{make.number()}"
    with world.db.write() as session:
        session.add(
            PlotRow(
                id=plot_id,
                organisation_id=owner.organisation_id,
                code=plot_id,
                name="示例地块",
                region=make.YICHENG,
                area=Decimal(100),
                product="pomegranate",
                variety="daqingpitian",
                outline=[],
                datum="WGS-84",
                claims_indication=False,
            )
        )
    return plot_id


@of_both("lot")
def _lot(world: World, owner: Member) -> str:
    code = f"LOT-{make.number()}"
    epc = f"https://aril.example/lot/{code}"
    with world.db.write() as session:
        session.add(
            LotRow(
                epc=epc,
                code=code,
                gtin="",
                organisation_id=owner.organisation_id,
                chain="pomegranate",
                product="pomegranate",
                variety="",
                grade="",
                plot_id="",
                made_on=make.NOW.date(),
                quantity=Decimal(10),
                remaining=Decimal(10),
                state="active",
                reason="",
            )
        )
        session.add(HoldingRow(lot=epc, organisation_id=owner.organisation_id, quantity=Decimal(10)))
    return code


@of_both("job")
def _job(world: World, owner: Member) -> str:
    job_id = f"job-{make.number()}"
    with world.db.write() as session:
        session.add(
            LabelJobRow(
                id=job_id,
                organisation_id=owner.organisation_id,
                lot="",
                name="roll",
                design="roll-60x40",
                design_text="",
                language="zh",
                placement={},
                fields={},
                uri="https://trace.example/t/",
                linear="",
                has_serials=True,
                count=10,
                per_page=1,
                start=1,
                net_weight=Decimal(0),
                over=Decimal(0),
                ordered_by="示例",
                ordered_at=make.NOW,
                state="done",
                started_from=0,
                done=10,
                length=0,
                symbols=10,
                pages_rendered=1,
                writer_state="",
            )
        )
    return job_id


@of_both("binding")
def _binding(world: World, owner: Member) -> str:
    binding_id = f"binding-{make.number()}"
    with world.db.write() as session:
        session.add(
            LabelBindingRow(
                id=binding_id,
                organisation_id=owner.organisation_id,
                job="any",
                first=1,
                last=10,
                lot="https://aril.example/lot/any",
                net_weight=Decimal(0),
                over=Decimal(0),
                by="示例",
                bound_at=make.NOW,
                unbound_reason="",
            )
        )
    return binding_id


@of_both("certificate")
def _certificate(world: World, owner: Member) -> str:
    certificate_id = f"certificate-{make.number()}"
    with world.db.write() as session:
        session.add(
            CertificateRow(
                id=certificate_id,
                organisation_id=owner.organisation_id,
                lot="https://aril.example/lot/any",
                number=certificate_id,
                product="石榴",
                quantity=Decimal(10),
                origin="示例",
                issued_on=make.NOW.date(),
                producer="示例",
                contact="",
                basis=["controls"],
                signed_by="示例",
                wording="2025-4/1",
            )
        )
    return certificate_id


@of_both("printer")
def _printer(world: World, owner: Member) -> str:
    printer_id = f"printer-{make.number()}"
    described = Printer(printer_id, printer_id, PrinterKind.OFFICE, "", 300, "lot-a4-24")
    with world.db.write() as session:
        printers.keep(session, described, owner.organisation_id, "示例", make.NOW)
    return printer_id


@of_both("report")
def _report(world: World, owner: Member) -> str:
    report_id = f"report-{make.number()}"
    with world.db.write() as session:
        session.add(
            ReportRow(
                id=report_id,
                organisation_id=owner.organisation_id,
                lot="https://aril.example/lot/示例",
                number=report_id,
                sample_number="示例",
                task="routine",
                laboratory="示例检验中心",
                accreditation="",
                sampled_on=make.NOW.date(),
                issued_on=make.NOW.date(),
                inspector="示例",
                verdict="conforming",
            )
        )
    return report_id
