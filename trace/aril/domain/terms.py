"""The URIs by which this site names what GS1 does not: its own lots, plots, parties, documents and terms.

They stand under one namespace that never changes, for events that were written stay as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote

from aril.epcis.contexts import EPCIS_CONTEXT, Json

GS1 = "https://id.gs1.org"
LONGEST_ID = 64
REASON = "aril:reason"
"""The key under which an event says why lots are held, freed or destroyed."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Names under `namespace`, which ends with a slash."""

    namespace: str

    @property
    def vocabulary(self) -> str:
        """What the prefix `aril:` of keys in ILMD and extensions stands for."""
        return f"{self.namespace}voc/"

    @property
    def context(self) -> tuple[Json, ...]:
        """The JSON-LD contexts of an event this site writes."""
        return (EPCIS_CONTEXT, {"aril": self.vocabulary})

    @property
    def releasing(self) -> str:
        """The business step that ends a hold; CBV 2.0 has `holding` and no word for its end."""
        return f"{self.vocabulary}BizStep-releasing"

    def lot(self, code: str, gtin: str = "") -> str:
        """The EPC class of a lot: GTIN and lot where there is a GTIN, else a private class of this site."""
        spelled = quote(code, safe="")
        return f"{GS1}/01/{gtin}/10/{spelled}" if gtin else f"{self.namespace}lot/{spelled}"

    def party(self, organisation_id: str, gln: str = "") -> str:
        return f"{GS1}/417/{gln}" if gln else f"{self.namespace}party/{organisation_id}"

    def stand_in(self, party: str) -> str:
        """The id of an organisation that is not known here: what stands in its party URI, else that URI itself."""
        own = f"{self.namespace}party/"
        if party.startswith(own):
            return party.removeprefix(own)[:LONGEST_ID]
        return party if len(party) <= LONGEST_ID else f"party:{sha256(party.encode()).hexdigest()[:40]}"

    def place(self, organisation_id: str, gln: str = "") -> str:
        return f"{GS1}/414/{gln}" if gln else f"{self.namespace}place/{organisation_id}"

    def plot(self, plot_id: str) -> str:
        return f"{self.namespace}plot/{plot_id}"

    def own(self, uri: str) -> tuple[str, str]:
        """(`place`, id) or (`plot`, id) of a place or plot under the namespace; two empty strings for another URI."""
        kind, _, name = uri.removeprefix(self.namespace).partition("/")
        is_own = uri.startswith(self.namespace) and kind in ("place", "plot")
        return (kind, name) if is_own else ("", "")

    def document(self, kind: str, number: str) -> str:
        """A business document of this site, such as a despatch advice or a test report."""
        return f"{self.namespace}document/{kind}/{number}"

    def substance(self, code: str) -> str:
        """What a sensor report on a residue measured."""
        return f"{self.vocabulary}substance-{code}"


class Ilmd:
    """Keys of a lot's master data in its first event."""

    LOT = "aril:lot"
    CHAIN = "aril:chain"
    PRODUCT = "aril:product"
    VARIETY = "aril:variety"
    GRADE = "aril:grade"
    PLOT = "aril:plot"
    HARVEST_DATE = "aril:harvestDate"
    PACK_DATE = "aril:packDate"

    @staticmethod
    def of(values: Mapping[str, str]) -> Mapping[str, Json]:
        """The keys that have a value; what is not known is left out."""
        return {key: value for key, value in values.items() if value}
