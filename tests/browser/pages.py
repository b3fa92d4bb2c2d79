"""The pages that are looked at: one line each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from aril.domain.membership import Role
from aril.services.people import links
from aril.services.people.accounts import Rules
from aril.services.people.links import Invitation
from tests.browser import codes, desk, harvest, shelves, subscribed
from tests.browser.conftest import Live


@dataclass(frozen=True)
class Page:
    """A page by its address, as somebody with a role (None: a stranger) sees it.

    `send` is a form of the page to be sent as it stands, to see what comes back.
    """

    name: str
    address: str | Callable[[Live], str]
    role: Role | None = None
    send: bool = False


def _invitation(live: Live) -> str:
    invitation = Invitation("13900000001", "示例 果农", frozenset({Role.GROWER, Role.PACKER}))
    administrator = live.people[Role.ADMINISTRATOR]
    return f"/link/{links.invite(live.db, Rules(), administrator, invitation, datetime.now(UTC))}"


def _colleague(live: Live) -> str:
    return f"/people/{live.people[Role.GROWER].user_id}"


PAGES = (
    Page("account-sign-in", "/sign-in"),
    Page("account-sign-in-wrong", "/sign-in", send=True),
    Page("account-me", "/account", Role.GROWER),
    Page("account-people", "/people", Role.ADMINISTRATOR),
    Page("account-people-wrong", "/people", Role.ADMINISTRATOR, send=True),
    Page("account-person", _colleague, Role.ADMINISTRATOR),
    Page("account-programs", "/programs", Role.ADMINISTRATOR),
    Page("account-subscriptions", subscribed.all_of_them, Role.ADMINISTRATOR),
    Page("account-subscription", subscribed.delivered, Role.ADMINISTRATOR),
    Page("account-subscription-failing", subscribed.failing, Role.ADMINISTRATOR),
    Page("account-invitation", _invitation),
    Page("account-office", lambda live: live.first_link),
    Page("grower-home", harvest.home, Role.GROWER),
    Page("grower-plots", harvest.plots, Role.GROWER),
    Page("grower-plot", harvest.plot, Role.GROWER),
    Page("grower-plot-new", "/grower/plots/new", Role.GROWER),
    Page("grower-plot-new-wrong", "/grower/plots/new", Role.GROWER, send=True),
    Page("grower-input", "/grower/inputs/new", Role.GROWER),
    Page("grower-harvest-closed", harvest.closed, Role.GROWER, send=True),
    Page("grower-items", "/grower/items", Role.GROWER),
    Page("grower-lots", harvest.lots, Role.GROWER),
    Page("grower-lot", harvest.lot, Role.GROWER),
    Page("grower-lot-held", harvest.held, Role.GROWER),
    Page("grower-lot-void", harvest.void, Role.GROWER),
    Page("grower-correct", harvest.mistyped, Role.GROWER),
    Page("grower-correct-packing", harvest.packed, Role.GROWER),
    Page("press-choose", "/labels/", Role.GROWER),
    Page("press-lot", harvest.labels, Role.GROWER),
    Page("press-lot-elsewhere", harvest.elsewhere, Role.GROWER),
    Page("press-printers", "/labels/printers", Role.GROWER),
    Page("press-printers-wrong", "/labels/printers", Role.GROWER, send=True),
    Page("press-printer", harvest.printer, Role.GROWER),
    Page("press-printer-edit", lambda live: f"{harvest.printer(live)}/edit", Role.GROWER),
    Page("press-sent", harvest.sent, Role.GROWER),
    Page("press-jobs", harvest.print_jobs, Role.GROWER),
    Page("press-job", harvest.print_job, Role.GROWER),
    Page("press-job-going-on", harvest.print_job_going_on, Role.GROWER),
    Page("press-rolls", harvest.rolls, Role.GROWER),
    Page("press-binding", harvest.binding, Role.GROWER),
    Page("press-withdraw", harvest.withdrawal, Role.GROWER),
    Page("press-withdraw-wrong", harvest.withdrawal, Role.GROWER, send=True),
    Page("consumer-piece", harvest.piece),
    Page("consumer-withdrawn", harvest.withdrawn),
    Page("consumer-not-yet", harvest.not_yet),
    Page("grower-certificate", harvest.certificate, Role.GROWER),
    Page(
        "grower-certificate-paper",
        lambda live: f"{harvest.certificate(live)}/paper?design=certificate-a5",
        Role.GROWER,
    ),
    Page("grower-plot-sign", lambda live: f"{harvest.plot(live)}/sign", Role.GROWER),
    Page("packing", harvest.packing, Role.PACKER),
    Page("packing-wrong", harvest.packing, Role.PACKER, send=True),
    Page("packing-parcel-new", codes.loading, Role.PACKER),
    Page("packing-parcel-wrong", codes.loading, Role.PACKER, send=True),
    Page("press-parcel", codes.loaded, Role.PACKER),
    Page("trade-receive", harvest.receive, Role.TRADER),
    Page("trade-sell", "/trade/sell", Role.TRADER),
    Page("trade-sell-wrong", "/trade/sell", Role.TRADER, send=True),
    Page("trade-ship", harvest.ship, Role.TRADER),
    Page("trade-destroy", "/trade/destroy", Role.TRADER),
    Page("trade-destroy-wrong", "/trade/destroy", Role.TRADER, send=True),
    Page("consumer-home", "/"),
    Page("consumer-passed", shelves.passed),
    Page("consumer-untested", shelves.untested),
    Page("consumer-not-judged", shelves.not_judged),
    Page("consumer-on-hold", shelves.on_hold),
    Page("consumer-recalled", shelves.recalled),
    Page("consumer-void", harvest.void_seen),
    Page("consumer-unknown", "/t/ABCD-EFGH-JKLM-N"),
    Page("consumer-product", codes.product),
    Page("consumer-product-unknown-lot", codes.unknown_lot),
    Page("consumer-product-unknown", codes.unknown_product),
    Page("consumer-enterprise", codes.enterprise),
    Page("consumer-parcel", codes.parcel),
    Page("consumer-parcel-own", codes.parcel, Role.GROWER),
    Page("grower-links", codes.links, Role.GROWER),
    Page("grower-links-wrong", codes.links, Role.GROWER, send=True),
    Page("grower-numbers", codes.numbers, Role.GROWER),
    Page("grower-numbers-given", codes.numbers, Role.GROWER, send=True),
    Page("inspection-home", shelves.desk, Role.INSPECTOR),
    Page("inspection-home-wrong", shelves.desk, Role.INSPECTOR, send=True),
    Page("inspection-form", shelves.form, Role.INSPECTOR),
    Page("inspection-form-wrong", shelves.form, Role.INSPECTOR, send=True),
    Page("inspection-report", shelves.report, Role.INSPECTOR),
    Page("inspection-reports", "/inspection/reports", Role.INSPECTOR),
    Page("filing-register", "/register"),
    Page("filing-register-wrong", "/register", send=True),
    Page("filing-own", "/filing", Role.ADMINISTRATOR),
    Page("filing-change", "/filing/change", Role.ADMINISTRATOR),
    Page("office-home", desk.home, Role.REGULATOR),
    Page("office-enterprises", "/office/enterprises", Role.REGULATOR),
    Page("office-enterprise", desk.filed_first, Role.REGULATOR),
    Page("office-enterprise-changed", desk.filed_anew, Role.REGULATOR),
    Page("office-lots", desk.lots, Role.REGULATOR),
    Page("office-lot", desk.lot, Role.REGULATOR),
    Page("office-lot-on-hold", desk.lot_on_hold, Role.REGULATOR),
    Page("office-doubts", shelves.doubted, Role.REGULATOR),
    Page("office-recall-choose", "/office/recall", Role.REGULATOR),
    Page("office-recall", desk.recall, Role.REGULATOR),
    Page("office-recall-wrong", desk.recall, Role.REGULATOR, send=True),
    Page("office-recalled", desk.recalled, Role.REGULATOR),
    Page("office-limits", "/office/limits", Role.REGULATOR),
    Page("office-limits-wrong", "/office/limits", Role.REGULATOR, send=True),
    Page("office-chains", "/office/chains", Role.REGULATOR),
    Page("office-import", "/office/import", Role.REGULATOR),
    Page("office-import-good", desk.import_good, Role.REGULATOR),
    Page("office-import-bad", desk.import_bad, Role.REGULATOR),
    Page("programs-interface", "/api/docs"),
    Page("error-nothing-here", "/no/such/page"),
    Page("error-not-your-role", "/people", Role.GROWER),
)
