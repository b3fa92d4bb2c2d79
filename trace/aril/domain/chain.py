"""A chain as data 「一链一策」: its products, varieties, grades, stages and inspection panel.

Nothing here knows a pomegranate. A chain is one TOML file (`chain_file`); `docs/chains.md` explains each key.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from aril.domain.errors import Refusal
from aril.domain.lot import Lot


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the chain: a variety, a grade, a stage."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Product:
    """A kind of produce. `commodity` is its path in the food classes of GB 2763, from class to commodity."""

    code: str
    name: str
    name_en: str
    commodity: tuple[str, ...]
    varieties: tuple[Term, ...]
    grades: tuple[Term, ...] = ()
    shelf_life_days: int | None = None
    on_food_traceability_list: bool = False

    def variety(self, code: str) -> Term:
        return _named(self.varieties, code)

    def grade(self, code: str) -> Term:
        return _named(self.grades, code)


@dataclass(frozen=True, slots=True)
class PanelItem:
    """One thing to be measured: a substance with the unit its limit is given in and the method standard."""

    substance: str
    name: str
    name_en: str
    unit: str
    method: str


@dataclass(frozen=True, slots=True)
class GeographicalIndication:
    """A protected origin with its box in WGS-84 degrees: west, south, east, north."""

    name: str
    name_en: str
    west: float
    south: float
    east: float
    north: float


NAMELESS = "—"
"""What stands in the place of a name that nobody has said."""


@dataclass(frozen=True, slots=True)
class Chain:
    code: str
    name: str
    name_en: str
    region: str
    office: str
    office_phone: str
    stages: tuple[Term, ...]
    products: tuple[Product, ...]
    panel: tuple[PanelItem, ...]
    indication: GeographicalIndication | None = None
    demonstration: bool = False

    def product(self, code: str) -> Product:
        """Raises `NotOfThisChain`."""
        for product in self.products:
            if product.code == code:
                return product
        raise NotOfThisChain(code, self.name)

    def product_of(self, lot: Lot) -> Product:
        """A lot's product; one of which only its code is known, where a partner's system has called it so."""
        for product in self.products:
            if product.code == lot.product:
                return product
        name = lot.product or NAMELESS
        return Product(lot.product, name, name, commodity=(), varieties=())


def unknown_chain(code: str) -> Chain:
    """A chain that is not in force here: it has no products and measures nothing, so that nothing of it is judged."""
    name = code or NAMELESS
    return Chain(code, name, name, region="", office="", office_phone="", stages=(), products=(), panel=())


@dataclass(frozen=True, slots=True)
class ChainAdopted:
    """The record by which a chain, or a new version of it, comes into force."""

    chain: Chain
    by: str
    on: date


@dataclass(eq=False)
class NotOfThisChain(Refusal):
    template: ClassVar[str] = "“{term}” is no product, variety or grade of the chain {chain}."
    term: str
    chain: str


def _named(terms: tuple[Term, ...], code: str) -> Term:
    for term in terms:
        if term.code == code:
            return term
    return Term(code, code, code)
