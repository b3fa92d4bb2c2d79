"""What a consumer is told of a lot first: its state, else what laboratories found; nothing counts as half tested."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from aril.domain.inspection import Report, Verdict
from aril.domain.lot import Edge, Lot, LotState


class Standing(StrEnum):
    """One word for a lot, as its label's reader needs it."""

    RECALLED = "recalled"
    DESTROYED = "destroyed"
    VOID = "void"
    ON_HOLD = "on_hold"
    FAILED = "failed"  # free again, though a laboratory's last word on it was a failing one
    NOT_JUDGED = "not_judged"
    PARTLY_TESTED = "partly_tested"
    UNTESTED = "untested"
    PASSED = "passed"

    @property
    def is_stopped(self) -> bool:
        """Whether none of the lot should be sold or eaten."""
        return self in _STATES.values()


_STATES = {
    LotState.RECALLED: Standing.RECALLED,
    LotState.DESTROYED: Standing.DESTROYED,
    LotState.VOID: Standing.VOID,
    LotState.ON_HOLD: Standing.ON_HOLD,
}
_VERDICTS = {
    Verdict.CONFORMING: Standing.PASSED,
    Verdict.NON_CONFORMING: Standing.FAILED,
    Verdict.NOT_JUDGED: Standing.NOT_JUDGED,
}
_WORST_FIRST = (Verdict.NON_CONFORMING, Verdict.NOT_JUDGED, Verdict.CONFORMING)


def standing(lot: Lot, edges: Iterable[Edge], reports: Iterable[Report]) -> Standing:
    """Where a lot stands, given every edge above it and every report on it and on what went into it.

    Only institutions' reports count. A lot without one of its own has passed when all that went into it has.
    """
    if lot.state in _STATES:
        return _STATES[lot.state]
    known = _verdicts(report for report in reports if report.task.by_institution)
    parents: dict[str, list[str]] = {}
    for edge in edges:
        parents.setdefault(edge.child, []).append(edge.parent)
    verdict = _of_all(lot.epc, parents, known)
    if verdict is None:
        return Standing.PARTLY_TESTED if known else Standing.UNTESTED
    return _VERDICTS[verdict]


def _verdicts(reports: Iterable[Report]) -> dict[str, Verdict]:
    """For each lot what was found last; of several reports of one day the worst."""
    latest: dict[str, list[Report]] = {}
    for report in reports:
        others = latest.get(report.lot, [])
        if not others or report.issued_on > others[0].issued_on:
            latest[report.lot] = [report]
        elif report.issued_on == others[0].issued_on:
            others.append(report)
    return {lot: _worst(each.verdict for each in same_day) for lot, same_day in latest.items()}


def _of_all(epc: str, parents: Mapping[str, Iterable[str]], known: Mapping[str, Verdict]) -> Verdict | None:
    """The verdict on a lot, or the worst of all that went into it; None where any of that is untested."""
    found: set[Verdict] = set()
    seen, waiting = {epc}, [epc]
    while waiting:
        each = waiting.pop()
        above = set(parents.get(each, ()))
        if each in known:
            found.add(known[each])
        elif not above:
            return None
        else:
            waiting += above - seen
            seen |= above
    return _worst(found) if found else None


def _worst(verdicts: Iterable[Verdict]) -> Verdict:
    some = set(verdicts)
    return next(verdict for verdict in _WORST_FIRST if verdict in some)
