"""What is to be done next with a lot: a lot leaves with its label, and with its maker's promise."""

from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum

from aril.domain.lot import Lot, LotState


class NextStep(StrEnum):
    PRINT = "print_labels"
    PROMISE = "issue_certificate"
    MOVE = "ship"


def next_step(
    lot: Lot, held: Decimal, *, maker: bool, labelled: Collection[str], promised: Collection[str]
) -> NextStep | None:
    """The next step of whoever holds `held` kg of a lot; None where nothing is left, or the lot must not move.

    `labelled` and `promised` have the EPC classes of the lots with printed labels and with a certificate in force.
    """
    if held <= 0 or lot.state is not LotState.ACTIVE:
        return None
    if maker and lot.epc not in labelled:
        return NextStep.PRINT
    if maker and lot.epc not in promised:
        return NextStep.PROMISE
    return NextStep.MOVE
