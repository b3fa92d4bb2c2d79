"""The reports that were written, and one of them with its verdict in words."""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from aril.domain.inspection import Ground, Judgement, Verdict
from aril.domain.membership import Role
from aril.services.lots.finding import page_of
from aril.services.quality import reports
from aril.services.quality.reports import ReportFile
from aril.web.access import allow
from aril.web.here import member, site
from aril.web.inspection import blueprint
from aril.web.text import called, ngettext, word
from aril.web.text import gettext as _


@dataclass(frozen=True, slots=True)
class Saying:
    """A verdict in words: one line each, the reasons and what follows from it."""

    kind: str
    word: str
    lines: tuple[str, ...]


@blueprint.get("/reports")
@allow(Role.INSPECTOR)
def index() -> ResponseReturnValue:
    written = reports.written(site(), member(), request.args.get("after", ""))
    return render_template("inspection/reports.html", written=written)


@blueprint.get("/reports/<report>")
@allow(Role.INSPECTOR, subject="report")
def report(report: str) -> ResponseReturnValue:
    file = reports.show(site(), report)
    path = page_of(file.about.lot)
    return render_template("inspection/report.html", file=file, said=_said(file), path=path)


def _said(file: ReportFile) -> Saying:
    judgements = file.report.judgements
    match file.report.verdict:
        case Verdict.CONFORMING:
            bases = tuple(dict.fromkeys(each.basis for each in judgements))
            line = ngettext(
                "The one item is within its limit, by {bases}.",
                "All {n} items are within their limits, by {bases}.",
                len(judgements),
                bases=bases,
            )
            return Saying("pass", _("Passed"), (line,))
        case Verdict.NON_CONFORMING:
            failed = [each for each in judgements if each.verdict is Verdict.NON_CONFORMING]
            return Saying("fail", _("Failed"), (*(_above(file, each) for each in failed), _stopped(file)))
        case Verdict.NOT_JUDGED:
            return Saying("hold", _("Not judged"), tuple(_why_not(file)))


def _above(file: ReportFile, judgement: Judgement) -> str:
    reading = judgement.reading
    item = called(file.about.item(reading.substance))
    if reading.value is None or judgement.limit is None:
        return _("{item}: {ground}.", item=item, ground=judgement.ground)
    return _(
        "{item}: {value} {unit}, above the limit of {limit} {unit} by {basis}.",
        item=item,
        value=reading.value,
        limit=judgement.limit,
        unit=reading.unit,
        basis=judgement.basis,
    )


def _why_not(file: ReportFile) -> list[str]:
    """Each ground once, with the items that it kept from a verdict."""
    grounds: dict[Ground, list[str]] = {}
    for each in file.report.judgements:
        if each.verdict is Verdict.NOT_JUDGED:
            grounds.setdefault(each.ground, []).append(called(file.about.item(each.reading.substance)))
    return [
        _("{ground}: {items}.", ground=word(ground).capitalize(), items=tuple(items))
        for ground, items in grounds.items()
    ]


def _stopped(file: ReportFile) -> str:
    """What became of the lot; it may have been released since."""
    if file.about.lot.state == "active":
        return _("The lot was stopped, and has been released since.")
    if not file.stopped:
        return _("The lot is stopped at once: it can be neither moved nor sold.")
    return ngettext(
        "The lot and the one lot made of it are stopped at once: they can be neither moved nor sold.",
        "The lot and the {n} lots made of it are stopped at once: they can be neither moved nor sold.",
        file.stopped,
    )
