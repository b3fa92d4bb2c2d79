"""What anybody sees of a product by its GTIN, and of an enterprise by its GLN."""

from dataclasses import dataclass

from aril.domain.chain import Chain, Product, Term
from aril.domain.enterprise import Enterprise
from aril.domain.errors import NotFound
from aril.domain.lot import Lot
from aril.domain.records import TradeItem
from aril.services.site import Site
from aril.store import chains, farm, lots, organisations


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product, whose it is, and which of its lots must not be sold.

    `lot` is the one that was asked for, if it is known. The others are not shown: whoever could count them would
    know what the enterprise sells.
    """

    item: TradeItem
    chain: Chain | None
    product: Product | None
    variety: Term | None
    grade: Term | None
    producer: Enterprise | None
    lot: Lot | None
    stopped: tuple[Lot, ...]


@dataclass(frozen=True, slots=True)
class EnterpriseView:
    """An enterprise as it is filed, and its chain."""

    filed: Enterprise
    chain: Chain | None


def view(site: Site, gtin: str, lot: str = "") -> ProductView:
    """The product with a GTIN, and one of its lots by number; raises `NotFound` for a GTIN that nobody has filed."""
    with site.db.read() as session:
        item = farm.trade_item(session, gtin)
        if item is None:
            raise NotFound("GTIN", gtin)
        chain = chains.chain(session, item.chain)
        product = (
            next((each for each in chain.products if each.code == item.product), None) if chain else None
        )
        producer = organisations.organisation(session, item.organisation_id)
        return ProductView(
            item=item,
            chain=chain,
            product=product,
            variety=product.variety(item.variety) if product and item.variety else None,
            grade=product.grade(item.grade) if product and item.grade else None,
            producer=producer.filed() if producer else None,
            lot=lots.lot(session, site.terms.lot(lot, gtin)) if lot else None,
            stopped=tuple(lots.stopped_lots(session, gtin)),
        )


def enterprise(site: Site, gln: str) -> EnterpriseView:
    """The approved enterprise with a GLN; raises `NotFound`."""
    with site.db.read() as session:
        row = organisations.by_gln(session, gln)
        if row is None:
            raise NotFound("GLN", gln)
        return EnterpriseView(row.filed(), chains.chain(session, row.chain))
