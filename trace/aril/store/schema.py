"""Every table there is, gathered in one metadata."""

from aril.store import (
    accounts,
    allotments,
    append_only,
    chains,
    doubts,
    farm,
    inspection,
    jobs,
    label_sendings,
    labels,
    ledger,
    lots,
    organisations,
    own_links,
    papers,
    printers,
    scans,
    subscriptions,
    tokens,
)
from aril.store.database import Base

SUBJECTS = (
    accounts,
    allotments,
    append_only,
    chains,
    label_sendings,
    doubts,
    farm,
    inspection,
    jobs,
    labels,
    ledger,
    lots,
    organisations,
    own_links,
    papers,
    printers,
    scans,
    subscriptions,
    tokens,
)
"""The modules that declare tables; importing them here is what fills the metadata."""

METADATA = Base.metadata
