"""How long a printer may take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds: for the connection, an answer, a byte to be taken, a label to be printed."""

    connect: float = 5
    answer: float = 4
    take: float = 60
    label: float = 60
    between: float = 0.5
    """Between two questions to a printer that is busy."""
