"""Packing lots into a new one."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from aril.domain import packing
from aril.domain.lot import Lot
from aril.domain.membership import Member
from aril.domain.moment import CHINA
from aril.domain.packing import Packing
from aril.services.enterprises.filing import acting
from aril.services.ledger import capture
from aril.services.lots.finding import lot_at_hand
from aril.services.orchards.harvest import check_gtin
from aril.services.site import Site
from aril.store import lots, organisations


def record(
    site: Site, values: Mapping[str, str], inputs: Sequence[tuple[str, str]], actor: Member, at: datetime
) -> Lot:
    """Record a packing of (scanned code, weight) inputs and answer its lot.

    Raises `Invalid`, `NotFound` for a code the actor does not hold, `MoreOutThanIn`, `ProductsMixed`,
    `LotNotFree`, `NotEnoughHeld`, `NotApproved`.
    """
    packed = Packing.parse(values, inputs, today=at.astimezone(CHINA).date())
    with site.db.write() as session:
        organisation = acting(session, actor)
        check_gtin(session, packed.gtin, organisation.id)
        rows = {code.strip(): f"input-{number}" for number, (code, _) in enumerate(inputs, 1)}
        used = {
            key: lot_at_hand(session, site, key, organisation.id, where=rows[key]) for key, _ in packed.inputs
        }
        code = site.new_code()
        place = organisations.as_party(organisation, site.terms).place
        event = packing.decide(packed, used, code=code, place=place, at=at, terms=site.terms)
        capture.event(session, site, event, actor, at)
        made = lots.lot(session, site.terms.lot(code, packed.gtin))
        assert made is not None, "a captured packing has made its lot"
        return made
