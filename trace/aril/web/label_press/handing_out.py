"""What becomes of an order: it is sent to a printer, handed out as a file, or has a page that says how far it is."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from aril.services.label_press import label_jobs, label_print, printers
from aril.web.downloads import sent
from aril.web.here import member, now, site


def handed_out(job: str, printer: str) -> ResponseReturnValue:
    """The labels that were just ordered: to be sent to a printer that this site sends to, or to be downloaded."""
    if printer not in {each.id for each in printers.direct(site(), member())}:
        return printed(job)
    label_print.print_now(site(), job, member(), now())
    return redirect(url_for(".job", job=job, printer=printer, _anchor="sending"))


def printed(job: str, *, as_picture: bool = False) -> ResponseReturnValue:
    """The labels that were just ordered, or the page that says how far they are."""
    ordered = label_jobs.show(site(), job, member())
    if ordered.is_at_once:
        label_print.print_now(site(), job, member(), now())
        ordered = label_jobs.show(site(), job, member())
    if not ordered.has_file or ordered.over:
        return redirect(url_for(".job", job=job))
    shown = label_jobs.picture if as_picture else label_jobs.download
    return sent(shown(site(), job, member()))
