"""What there is to see in a loaded demonstration: addresses to open, and who signs in how."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from aril.domain.lot import Lot, LotState
from aril.domain.membership import Role
from aril.services.label_press import labels
from aril.services.site import Site
from aril.store import accounts, lots
from aril.store.accounts import UserRow
from aril.store.organisations import OrganisationRow

PASSWORD = "shiliu-shili"  # noqa: S105 - of invented people, and printed at each start
PLACES = {
    Role.GROWER: "north-slope",
    Role.PACKER: "fragrance",
    Role.INSPECTOR: "laboratory",
    Role.TRADER: "corner-shop",
    Role.REGULATOR: "office",
    Role.ADMINISTRATOR: "office",
}
"""For each role, the enterprise of the cast whose person signs in under the role's name."""


@dataclass(frozen=True, slots=True)
class LogIn:
    """A person who may sign in; the log-in name is the role."""

    role: Role
    person: str
    organisation: str
    password: str = field(default=PASSWORD, repr=False)

    @property
    def login(self) -> str:
        return self.role.value


@dataclass(frozen=True, slots=True)
class Loaded:
    """Whole addresses: of the office, and of consumer pages by what they show."""

    office: str
    consumer: str
    without_gtin: str
    on_hold: str
    recalled: str
    log_ins: tuple[LogIn, ...]


def is_loaded(session: Session) -> bool:
    return accounts.user_by_login(session, Role.REGULATOR) is not None


def tour(site: Site) -> Loaded:
    """What to open, on a site where the demonstration is loaded."""
    with site.db.read() as session:
        shop = _organisation(session, Role.TRADER)
        region = _organisation(session, Role.REGULATOR).region
        offered = [lot for lot, _ in lots.lots_held_by(session, shop.id) if lot.state is LotState.ACTIVE]
        return Loaded(
            office=f"{site.base_url}/office",
            consumer=_first(site, (lot for lot in offered if lot.gtin)),
            without_gtin=_first(site, (lot for lot in offered if not lot.gtin)),
            on_hold=_first(site, lots.lots_in_state(session, LotState.ON_HOLD, region)),
            recalled=_first(site, lots.lots_in_state(session, LotState.RECALLED, region)),
            log_ins=tuple(_log_in(session, role) for role in PLACES),
        )


def _first(site: Site, some: Iterable[Lot]) -> str:
    """The address of the first lot; empty where somebody has used them all up since."""
    return next((labels.address(site, lot) for lot in some), "")


def _log_in(session: Session, role: Role) -> LogIn:
    return LogIn(role, _user(session, role).name, _organisation(session, role).name)


def _organisation(session: Session, role: Role) -> OrganisationRow:
    (organisation_id, _), *_ = accounts.organisations_of(session, _user(session, role).id)
    return session.get_one(OrganisationRow, organisation_id)


def _user(session: Session, role: Role) -> UserRow:
    user = accounts.user_by_login(session, role)
    assert user is not None, "a loaded demonstration has a person for each role"
    return user
