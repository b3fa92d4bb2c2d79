"""What stands while several events are taken one after another, before any of it is written."""

from aril.domain.lot import Changes, Edge, Holding, Lot, Transit, World


class Course:
    """A world that moves with each event, and all that became different on the way."""

    def __init__(self, start: World) -> None:
        self._lots: dict[str, Lot] = {}
        self._holdings: dict[tuple[str, str], Holding] = {}
        self._transits: dict[tuple[str, str], Transit] = {}
        self._edges: dict[tuple[str, str], Edge] = {}
        self._known_lots = dict(start.lots)
        self._known_holdings = dict(start.holdings)
        self._known_transits = dict(start.transits)
        self.world = World(
            terms=start.terms,
            lots=self._known_lots,
            holdings=self._known_holdings,
            transits=self._known_transits,
            parties=start.parties,
            power=start.power,
            plots=start.plots,
        )

    def take(self, changes: Changes) -> None:
        """Go on from what an event changed."""
        for lot in changes.lots:
            self._lots[lot.epc] = self._known_lots[lot.epc] = lot
        for holding in changes.holdings:
            key = (holding.lot, holding.organisation_id)
            self._holdings[key] = holding
            self._known_holdings[key] = holding.quantity
        for transit in changes.transits:
            at = (transit.document, transit.lot)
            self._transits[at] = self._known_transits[at] = transit
        for edge in changes.edges:
            self._edges[edge.parent, edge.child] = edge

    def changes(self) -> Changes:
        """Everything that is different at the end, each thing once."""
        return Changes(
            lots=tuple(self._lots.values()),
            holdings=tuple(self._holdings.values()),
            transits=tuple(self._transits.values()),
            edges=tuple(self._edges.values()),
        )
