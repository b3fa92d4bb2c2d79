"""A label on its page before it is printed, with what may be chosen about it."""

from flask import render_template

from aril.services.label_press import label_jobs, printers
from aril.services.label_press.labels import Offer
from aril.services.label_press.parcel_labels import ParcelOffer
from aril.web.here import member, site
from aril.web.preview import as_image
from aril.web.text import titled, translate


def offering(template: str, offered: Offer | ParcelOffer, epc: str) -> str:
    """The page that offers a label of the lot or parcel with this EPC."""
    known = printers.printers_of(site(), member())
    return render_template(
        template,
        offered=offered,
        designs=[(design.name, titled(design.titles)) for design in offered.designs],
        picture=as_image(offered.picture),
        fault=translate(offered.fault) if offered.fault else "",
        key=site().new_id(),
        jobs=label_jobs.jobs_of(site(), member(), epc),
        epc=epc,
        printers=[(each.id, each.name) for each in known],
        usual=next((each.id for each in known if each.design == offered.design.name), ""),
        printed_in=offered.language or offered.design.languages[0],
    )
