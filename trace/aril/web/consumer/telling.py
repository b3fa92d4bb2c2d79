"""What a lot's standing means for whoever holds it: one word, and one sentence of what to do."""

from dataclasses import dataclass
from datetime import datetime

from aril.domain.moment import CHINA
from aril.domain.standing import Standing
from aril.web.text import gettext as _


@dataclass(frozen=True, slots=True)
class Telling:
    """The band on top of the page. `kind` is its colour, `sign` its icon."""

    kind: str
    sign: str
    word: str
    advice: str


def telling(standing: Standing) -> Telling:
    """In the reader's language."""
    match standing:
        case Standing.PASSED:
            return Telling(
                "pass",
                "pass",
                _("Tested and passed"),
                _("Compare the name and the origin below with what you hold."),
            )
        case Standing.RECALLED:
            return Telling(
                "fail",
                "fail",
                _("Recalled: do not eat it"),
                _("Take it back to where you bought it, or call us. You have done nothing wrong."),
            )
        case Standing.DESTROYED:
            return Telling(
                "fail",
                "fail",
                _("This lot was destroyed"),
                _("None of it should be on sale. If you hold some, do not eat it and call us."),
            )
        case Standing.VOID:
            return Telling(
                "hold",
                "unknown",
                _("Recorded in error"),
                _(
                    "Its producer has declared that this lot does not exist. If you hold its label, please call us."
                ),
            )
        case Standing.ON_HOLD:
            return Telling(
                "hold",
                "hold",
                _("Sale is stopped"),
                _("Do not buy or eat it for now. Keep it, and look here again in some days, or call us."),
            )
        case Standing.FAILED:
            return Telling(
                "hold",
                "hold",
                _("Once failed, now released"),
                _("A test found too much of something. The office has released the lot since; see below."),
            )
        case Standing.NOT_JUDGED:
            return Telling(
                "hold",
                "unknown",
                _("Tested, not judged"),
                _("A laboratory has measured this lot, and something could not be judged; why stands below."),
            )
        case Standing.PARTLY_TESTED:
            return Telling(
                "plain",
                "unknown",
                _("Tested in part"),
                _("Laboratories tested some of what went into this lot, but not all of it."),
            )
        case Standing.UNTESTED:
            return Telling(
                "plain",
                "unknown",
                _("Not tested"),
                _(
                    "No laboratory has tested this lot. Below stands whose it is and what is known of its way."
                ),
            )


def unknown() -> Telling:
    """For a code that nobody has."""
    return Telling(
        "hold",
        "unknown",
        _("This code is unknown"),
        _("We have no lot under it. Most often a character is wrong."),
    )


def unknown_lot(code: str) -> Telling:
    """For a lot number that stands on a label of a known product, and nowhere here."""
    return Telling(
        "hold",
        "unknown",
        _("This lot is unknown here"),
        _("We know the product below, but no lot “{code}” of it. Do not rely on the label.", code=code),
    )


def no_code() -> Telling:
    """For what cannot be a code; what is wrong with it is said beside."""
    return Telling(
        "hold", "unknown", _("This is not one of our codes"), _("Nothing was found, and here is why.")
    )


def not_yet() -> Telling:
    """For a label that was printed before there was a lot."""
    return Telling(
        "plain",
        "unknown",
        _("This label is not yet in use"),
        _(
            "It is one of ours and was printed in advance. What it stands for appears here once it is on a box."
        ),
    )


def withdrawn(at: datetime | None) -> Telling:
    """For a label that its maker withdrew, or whose print was stopped."""
    if at is None:
        advice = _(
            "Its print was stopped: it should be on no produce. Ask whoever sold it to you. If they cannot explain it, "
            "report it."
        )
    else:
        advice = _(
            "Its maker withdrew it on {day}: it should be on no produce. Ask whoever sold it to you. If they cannot "
            "explain it, report it.",
            day=at.astimezone(CHINA).date(),
        )
    return Telling("fail", "fail", _("This label was withdrawn"), advice)
