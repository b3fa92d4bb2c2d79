"""What is printed of a place and of a sample: the sign at the edge of a plot, and the seal over a sample's bag."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from aril.domain.inspection import TaskKind
from aril.domain.membership import Member
from aril.domain.reading import Fields, sure
from aril.domain.region import Region
from aril.domain.units import AreaUnit, in_mu
from aril.i18n import word
from aril.labelling.record import LabelRecord
from aril.services.enterprises.filing import acting
from aril.services.label_press import labels
from aril.services.label_press.papers import Paper
from aril.services.orchards import orchard
from aril.services.quality.reports import to_test
from aril.services.site import Site

PLOT_SIGN = "plot-sign-a4"
SAMPLE_SEAL = "sample-seal-70x50"
CHINESE = "zh_CN"


def plot_sign(site: Site, plot_id: str, page: str, language: str, actor: Member, at: datetime) -> Paper:
    """The sign of one of the actor's plots, whose code leads to the plot's page; raises `NotFound`."""
    card = orchard.plot_file(site, plot_id, actor, at).card
    plot, english = card.plot, language == "en"
    fields = {
        "enterprise": actor.organisation_name,
        "plot": plot.code,
        "plot_name": plot.name,
        "product": card.product.name,
        "product_en": card.product.name_en,
        "variety": card.variety.name_en if english else card.variety.name,
        "area": f"{in_mu(plot.area):f} {word(language if english else CHINESE, AreaUnit.MU)}",
        "planted": str(plot.planted or ""),
        "origin": Region(plot.region).full_name,
        "host": urlsplit(site.base_url).hostname or "",
    }
    record = LabelRecord(fields, uri=f"{site.base_url}{page}")
    return Paper(labels.design_of(site, PLOT_SIGN), record, language[:2], plot.code)


def sample_seal(site: Site, scanned: str, values: Mapping[str, str], actor: Member) -> Paper:
    """The seal of a sample of a lot.

    `values` are those of the report's form: `sample_number`, `task` and `sampled_on`. Raises `Invalid`, `NotFound`,
    and `NotApproved`.
    """
    fields = Fields(values)
    sample = fields.text("sample_number", at_most=64)
    task = fields.choice("task", TaskKind)
    sampled_on = fields.day("sampled_on")
    fields.check()
    lot = to_test(site, scanned)
    with site.db.read() as session:
        acting(session, actor)
        known = labels.record_of(session, site, lot, CHINESE)
    record = LabelRecord(
        {
            **known.fields,
            "sample": sample,
            "task": word(CHINESE, task),
            "sampled_at": sure(sampled_on).isoformat(),
            "sampled_by": actor.user_name,
        },
        uri=known.uri,
    )
    return Paper(labels.design_of(site, SAMPLE_SEAL), record, CHINESE[:2], sample)
