"""An organisation's printers: described once, measured on each paper, asked how they are, and printed to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from aril.domain.errors import Invalid, NotFound, Refusal
from aril.domain.membership import Member
from aril.domain.printer import Offset, Printer, PrinterKind, read_offset
from aril.domain.reading import Fields, sure
from aril.labelling.calibration import calibrate
from aril.labelling.design import Design
from aril.labelling.geometry import mm
from aril.labelling.layout import Placement
from aril.labelling.press import press
from aril.printing import tspl, zpl
from aril.printing.address import Address
from aril.printing.errors import PrinterError, Progress
from aril.printing.ipp import IppPrinter
from aril.printing.raw import RawPrinter
from aril.printing.state import Status
from aril.services.enterprises.filing import acting
from aril.services.label_press import labels
from aril.services.people.access import visible
from aril.services.site import Site
from aril.store import label_sendings
from aril.store import printers as store

RESOLUTIONS = (203, 300, 600)
_LANGUAGES = {PrinterKind.ZPL: zpl, PrinterKind.TSPL: tspl}
_MOST_PRINTERS = 50


@dataclass(eq=False)
class NotDirect(Refusal):
    template: ClassVar[str] = "“{name}” is printed to by download; this site sends nothing to it."
    name: str


@dataclass(eq=False)
class PrinterBusy(Refusal):
    template: ClassVar[str] = (
        "“{name}” is printing labels that were sent before. Try again when they are printed."
    )
    name: str


@dataclass(eq=False)
class TooManyPrinters(Refusal):
    template: ClassVar[str] = "There are {most} printers already. Remove one that is gone."
    most: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that printers are measured on, with a design that stands for it."""

    key: str
    design: Design


@dataclass(frozen=True, slots=True)
class Asked:
    """What a printer answered; `fault` says why it did not."""

    status: Status
    fault: PrinterError | None


def printers_of(site: Site, actor: Member) -> list[Printer]:
    """The printers of the actor's organisation, by name."""
    with site.db.read() as session:
        return store.printers_of(session, actor.organisation_id)


def direct(site: Site, actor: Member) -> list[Printer]:
    """Those that this site sends to; none where it reaches no network."""
    return [each for each in printers_of(site, actor) if each.kind.is_direct and site.printers.is_open]


def printer(site: Site, printer_id: str, actor: Member, where: str = "") -> Printer:
    """A printer of the actor's organisation; raises `NotFound`, for a printer that was chosen in the field `where`."""
    with site.db.read() as session:
        return _own(session, printer_id, actor, where)


def add(site: Site, values: Mapping[str, str], actor: Member, at: datetime) -> Printer:
    """Add a printer from the fields of its form; raises `Invalid` with every fault, `NotApproved`, `TooManyPrinters`.

    The fields are `name`, `kind`, `address`, `dpi`, `design`, `speed`, `darkness` and `mute`.
    """
    wanted = _parse(site, values, site.new_id())
    with site.db.write() as session:
        if len(store.printers_of(session, actor.organisation_id)) >= _MOST_PRINTERS:
            raise TooManyPrinters(_MOST_PRINTERS)
        _keep(session, wanted, actor, at)
    return wanted


def change(site: Site, printer_id: str, values: Mapping[str, str], actor: Member, at: datetime) -> Printer:
    """Describe a printer anew; what was measured stays. Raises as `add`, and `NotFound`."""
    wanted = _parse(site, values, printer_id)
    with site.db.write() as session:
        before = _own(session, printer_id, actor)
        _keep(session, wanted, actor, at)
    return replace(wanted, offsets=before.offsets)


def remove(site: Site, printer_id: str, actor: Member) -> Printer:
    """Forget a printer and what was measured; raises `NotFound`, `NotApproved`."""
    with site.db.write() as session:
        acting(session, actor)
        gone = _own(session, printer_id, actor)
        store.remove(session, printer_id)
    return gone


def papers(site: Site) -> list[Paper]:
    """The papers that designs are for, each once, with the first of its designs."""
    found: dict[str, Paper] = {}
    for design in labels.readable(site, labels.designs(site)):
        found.setdefault(paper_of(design), Paper(paper_of(design), design))
    return list(found.values())


def paper_of(design: Design) -> str:
    """What offsets are kept by: a page's size in mm. Labels on the same page shift alike."""
    return f"{mm(design.sheet.width)}x{mm(design.sheet.height)}"


def calibration(
    site: Site, printer_id: str, design_name: str, language: str, actor: Member
) -> tuple[bytes, str]:
    """The sheet to be measured, as it is without any offset, and its file's name; raises `NotFound`."""
    chosen = printer(site, printer_id, actor)
    design = labels.design_of(site, design_name)
    return b"".join(_sheet(chosen, design, language)), f"test-{paper_of(design)}.{chosen.kind.output}"


def print_calibration(
    site: Site, printer_id: str, design_name: str, language: str, actor: Member, at: datetime
) -> Progress:
    """Send the sheet to the printer; raises `NotFound`, `NotDirect`, `PrinterBusy` and every `PrinterError`."""
    chosen = printer(site, printer_id, actor)
    return _tried(site, chosen, _sheet(chosen, labels.design_of(site, design_name), language), at)


def keep_offset(
    site: Site, printer_id: str, values: Mapping[str, str], actor: Member, at: datetime
) -> tuple[str, Offset]:
    """Keep what was read off the sheet of a `design`: `right` and `down` in mm. Answers the paper and the offset.

    Raises `Invalid` with every fault, and `NotFound`.
    """
    fields = Fields(values)
    right, down = (fields.through(side, read_offset) for side in ("right", "down"))
    fields.check()
    paper = paper_of(labels.design_of(site, fields.raw("design")))
    offset = Offset(sure(right), sure(down))
    with site.db.write() as session:
        acting(session, actor)
        _own(session, printer_id, actor)
        store.keep_offset(session, printer_id, paper, offset, actor.user_name, at)
    return paper, offset


def usual_design(chosen: Printer) -> str:
    """The name of the design that a printer usually prints, or of one for its kind of paper."""
    return chosen.design or (labels.LOT_ROLL if chosen.kind.is_thermal else labels.LOT_SHEET)


def placement(chosen: Printer, design: Design, start: int = 1) -> Placement:
    """How a printer's jobs lie on a design's paper."""
    offset = chosen.offset_on(paper_of(design))
    return Placement(offset.right, offset.down, start)


def test_label(site: Site, printer_id: str, design_name: str, actor: Member) -> tuple[bytes, str]:
    """One label with sample data where the printer's offset puts it, and its file's name.

    Raises `NotFound` and `LabelError`.
    """
    chosen = printer(site, printer_id, actor)
    design = labels.design_of(site, design_name)
    return b"".join(_sample(chosen, design)), f"sample-{design.name}.{chosen.kind.output}"


def print_test_label(site: Site, printer_id: str, design_name: str, actor: Member, at: datetime) -> Progress:
    """Send one label with sample data.

    Raises `NotFound`, `NotDirect`, `PrinterBusy`, `LabelError` and every `PrinterError`.
    """
    chosen = printer(site, printer_id, actor)
    return _tried(site, chosen, _sample(chosen, labels.design_of(site, design_name)), at)


def ask(site: Site, printer_id: str, actor: Member) -> Asked:
    """Ask a printer how it is; raises `NotFound` and `NotDirect`."""
    chosen = printer(site, printer_id, actor)
    try:
        return Asked(device_of(chosen).status(site.printers), None)
    except PrinterError as fault:
        return Asked(Status(), fault)


def device_of(chosen: Printer) -> RawPrinter | IppPrinter:
    """What speaks to a printer; raises `NotDirect` for one that is printed to by download."""
    if not chosen.kind.is_direct:
        raise NotDirect(chosen.name)
    address = Address.parse(chosen.address, ipp=chosen.kind == PrinterKind.IPP)
    if chosen.kind == PrinterKind.IPP:
        return IppPrinter(address)
    return RawPrinter(address, chosen.kind, chosen.answers)


def deliver(
    site: Site, chosen: Printer, chunks: Iterator[bytes], count: int, name: str = "aril"
) -> Iterator[Progress]:
    """So many labels on their way to a printer; raises `NotDirect` and every `PrinterError`."""
    device = device_of(chosen)
    if isinstance(device, IppPrinter):
        return device.deliver(site.printers, chunks, name, count)
    return device.deliver(
        site.printers, chunks, _LANGUAGES[chosen.kind].settings(chosen.speed, chosen.darkness)
    )


def endpoint_of(site: Site, chosen: Printer) -> str:
    """Where a printer is, the same for all its entries; raises `NotDirect`, and `PrinterError` where it cannot be."""
    return site.printers.endpoint(device_of(chosen).address)


def _tried(site: Site, chosen: Printer, chunks: Iterator[bytes], at: datetime) -> Progress:
    """Send one page that nobody has ordered, unless it would come out in the middle of somebody's labels."""
    endpoint = endpoint_of(site, chosen)
    with site.db.read() as session:
        if label_sendings.busy_until(session, endpoint, at):
            raise PrinterBusy(chosen.name)
    progress = Progress()
    for progress in deliver(site, chosen, chunks, 1):  # noqa: B007 - the last one is wanted
        pass
    return progress


def _sample(chosen: Printer, design: Design) -> Iterator[bytes]:
    return press(
        design,
        [design.sample()],
        format=chosen.kind.output,
        dpi=chosen.dpi,
        font=labels.font(),
        placement=placement(chosen, design),
    )


def _sheet(chosen: Printer, design: Design, language: str) -> Iterator[bytes]:
    return calibrate(design, format=chosen.kind.output, dpi=chosen.dpi, font=labels.font(), language=language)


def _parse(site: Site, values: Mapping[str, str], printer_id: str) -> Printer:
    fields = Fields(values)
    name = fields.text("name", at_most=60)
    kind = fields.choice("kind", PrinterKind)
    address = None
    if kind.is_direct:
        address = fields.through(
            "address", lambda text, where: Address.parse(text, ipp=kind == PrinterKind.IPP, where=where)
        )
    dpi = fields.whole("dpi", least=RESOLUTIONS[0], most=RESOLUTIONS[-1])
    if dpi and dpi not in RESOLUTIONS:
        fields.refuse("dpi", "Choose one of the list; found “{value}”.", value=str(dpi))
    speed = darkness = None
    if language := _LANGUAGES.get(kind):
        speed, darkness = (
            fields.whole(field, least=known.start, most=known.stop - 1, required=False)
            for field, known in (("speed", language.SPEEDS), ("darkness", language.DARKNESS))
        )
    design = fields.raw("design")
    if design and design not in set(labels.designs(site)):
        fields.refuse("design", "Choose one of the list; found “{value}”.", value=design)
    fields.check()
    return Printer(
        id=printer_id,
        name=name,
        kind=kind,
        address=str(address) if address else "",
        dpi=sure(dpi),
        design=design,
        speed=speed,
        darkness=darkness,
        answers=not fields.raw("mute"),
    )


def _keep(session: Session, wanted: Printer, actor: Member, at: datetime) -> None:
    own = acting(session, actor)
    taken = Invalid.at("name", "Another printer is called “{name}”.", name=wanted.name)
    if store.is_named(session, own.id, wanted.name, wanted.id):
        raise taken
    try:
        store.keep(session, wanted, own.id, actor.user_name, at)
    except IntegrityError:  # it was added a moment ago
        raise taken from None


def _own(session: Session, printer_id: str, actor: Member, where: str = "") -> Printer:
    found = store.printer(session, printer_id, actor.organisation_id)
    if found is None:
        raise NotFound("printer", printer_id, where)
    return found


@visible("printer")
def _sees_printer(session: Session, member: Member, printer_id: str) -> bool:
    return store.printer(session, printer_id, member.organisation_id) is not None
