"""Labels of a case or a pallet: what is common to the lots in it, its SSCC, and the code that leads to its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aril.domain.errors import Invalid, NotFound
from aril.domain.membership import Member
from aril.i18n import between, places
from aril.labelling.design import Design
from aril.labelling.errors import LabelError
from aril.labelling.record import LabelRecord
from aril.services.enterprises.filing import acting
from aril.services.label_press import label_order, labels
from aril.services.lots import parcel
from aril.services.lots.origin import origin_of
from aril.services.lots.parcel import ParcelView
from aril.services.site import Site

USUAL = "pallet-100x150"
OF_A_PARCEL = "pallet-"
"""How the names of the designs begin that say what is known of a case or a pallet."""
JOINED = ("product", "product_en")
"""What is said of all lots, one after the other, where it is not the same."""


@dataclass(frozen=True, slots=True)
class ParcelOffer:
    """What can be printed for a unit; `fault` says why the chosen design cannot, and then there is no picture."""

    parcel: ParcelView
    designs: tuple[Design, ...]
    design: Design
    language: str
    picture: bytes
    fault: LabelError | None


def offer(site: Site, sscc: str, design_name: str, language: str, actor: Member) -> ParcelOffer:
    """What can be printed for a unit, with its label as it will be; raises `NotFound`."""
    seen = parcel.view(site, sscc, actor)
    design = labels.design_of(site, design_name or USUAL)
    names = [name for name in labels.designs(site) if name.startswith(OF_A_PARCEL)]
    record = _record(site, seen, language or design.languages[0], actor)
    picture, fault = labels.pictured(design, record, language)
    return ParcelOffer(seen, tuple(labels.readable(site, names)), design, language, picture, fault)


def order(
    site: Site, sscc: str, values: Mapping[str, str], actor: Member, at: datetime, key: str = ""
) -> str:
    """Order labels of a unit that the actor's organisation loaded; answers the id of their job.

    `values` are those of `label_order.order`. A label of another kind would bear codes that lead nowhere. Raises
    `Invalid`, `NotFound`, `NotApproved`, `KeyReused`, and the `LabelError` of an element that cannot be printed.
    """
    if not sscc.strip():
        raise Invalid.at("sscc", "This is needed.")
    seen = parcel.view(site, sscc.strip(), actor)
    if not seen.is_own:
        raise NotFound("SSCC", sscc)
    record = _record(site, seen, values.get("language", ""), actor)
    design = values.get("design") or USUAL
    if not design.startswith(OF_A_PARCEL):
        raise NotFound("label design", design, "design")
    return label_order.order_parcel(site, seen.sscc, record, {**values, "design": design}, actor, at, key)


def _record(site: Site, seen: ParcelView, language: str, actor: Member) -> LabelRecord:
    english = language[:2] == "en"
    with site.db.read() as session:
        own = acting(session, actor)
        inside = [lot for lot, _ in seen.lots.values()]
        known = [labels.record_of(session, site, lot, language).fields for lot in inside]
        origin = places(language, origin_of(session, *inside)) if not seen.others else ""
        name = own.name_en if english and own.name_en else own.name
    boxes = {"count": str(seen.boxes)} if seen.boxes else {}
    fields = _of_all(known, between(language)) | boxes
    fields |= {"origin": origin, "enterprise": name, "sscc": seen.sscc}
    return LabelRecord(fields, f"{site.base_url}/00/{seen.sscc}")


def _of_all(known: Sequence[Mapping[str, str]], comma: str) -> dict[str, str]:
    """What is the same for every lot, and `JOINED` of all of them."""
    if not known:
        return {}
    same = {name: value for name, value in known[0].items() if all(each.get(name) == value for each in known)}
    joined = {name: comma.join(dict.fromkeys(each.get(name, "") for each in known)) for name in JOINED}
    return same | {name: text for name, text in joined.items() if text}
