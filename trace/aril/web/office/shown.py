"""How the office's pages write what others do not have."""

from aril.domain.enterprise import FilingStatus
from aril.domain.errors import Finding
from aril.domain.lot import Lot
from aril.domain.region import Region
from aril.services.lots.finding import path_of
from aril.web.office import blueprint
from aril.web.text import translate


@blueprint.app_template_filter("percent")
def percent(share: float) -> str:
    """A share from 0 to 1 as people read it: 98.6%, and 100% only where it is all."""
    shown = f"{share * 100:.1f}"
    if shown == "100.0":
        shown = "100" if share == 1 else "99.9"
    return f"{shown}%"


@blueprint.app_template_filter("tell")
def tell(finding: Finding) -> str:
    """What is wrong, in the reader's language."""
    return translate(finding)


@blueprint.app_template_filter("county")
def county(code: str) -> str:
    """A county by its own name, for lists within a region."""
    return Region(code).name


@blueprint.app_template_filter("filing_status")
def filing_status(value: str) -> FilingStatus:
    return FilingStatus(value)


@blueprint.app_template_filter("consumer_page")
def consumer_page(lot: Lot) -> str:
    """The address that the label of a lot carries."""
    return path_of(lot)
