"""Facts that are no EPCIS events and stand in the same log: filings, plots, inputs, reports, certificates.

Each kind of record is one frozen value; its JSON is what is hashed, and reading the JSON gives the value
back. Adding a kind is adding a row to `KINDS` and a projector beside the others.
"""

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from aril.domain.allotment import Allotment
from aril.domain.certificate import CertificateVoided, PromiseCertificate
from aril.domain.chain import ChainAdopted
from aril.domain.enterprise import FilingStep
from aril.domain.farm import InputUse, Plot
from aril.domain.inspection import Report
from aril.domain.label import (
    LabelIssue,
    LabelsBound,
    LabelsCancelled,
    LabelsOrdered,
    LabelsReprinted,
    LabelsUnbound,
    LabelsWithdrawn,
)
from aril.domain.limits import LimitsLoaded
from aril.domain.log_key import KeyRotated
from aril.domain.own_link import LinkHost, OwnLink


@dataclass(frozen=True, slots=True)
class TradeItem:
    """A GTIN of an enterprise and what it stands for. The number is the enterprise's own, from GS1."""

    gtin: str
    organisation_id: str
    chain: str
    product: str
    name: str
    variety: str = ""
    grade: str = ""


Record = (
    FilingStep
    | ChainAdopted
    | LimitsLoaded
    | TradeItem
    | Plot
    | InputUse
    | Report
    | PromiseCertificate
    | CertificateVoided
    | LabelsOrdered
    | LabelIssue
    | LabelsReprinted
    | LabelsCancelled
    | LabelsWithdrawn
    | LabelsBound
    | LabelsUnbound
    | LinkHost
    | OwnLink
    | Allotment
    | KeyRotated
)

KINDS: dict[str, type] = {
    "filing": FilingStep,
    "chain": ChainAdopted,
    "limits": LimitsLoaded,
    "trade-item": TradeItem,
    "plot": Plot,
    "input": InputUse,
    "report": Report,
    "certificate": PromiseCertificate,
    "certificate-void": CertificateVoided,
    "label-order": LabelsOrdered,
    "labels": LabelIssue,
    "label-reprint": LabelsReprinted,
    "label-cancel": LabelsCancelled,
    "label-withdrawal": LabelsWithdrawn,
    "label-binding": LabelsBound,
    "label-unbinding": LabelsUnbound,
    "link-host": LinkHost,
    "link": OwnLink,
    "numbers": Allotment,
    "log-key": KeyRotated,
}

_KIND_OF = {type_: kind for kind, type_ in KINDS.items()}
_ADAPTERS: dict[str, TypeAdapter[Any]] = {kind: TypeAdapter(type_) for kind, type_ in KINDS.items()}


def kind_of(record: Record) -> str:
    """The name of a record's kind in the ledger."""
    return _KIND_OF[type(record)]


def to_json(record: Record) -> dict[str, Any]:
    """A record as JSON values; decimals as strings, so that 12.50 stays 12.50."""
    value: dict[str, Any] = _ADAPTERS[kind_of(record)].dump_python(record, mode="json")
    return value


def from_json(kind: str, value: dict[str, Any]) -> Record:
    """The record of a kind in `KINDS` from its JSON values."""
    record: Record = _ADAPTERS[kind].validate_python(value)
    return record
