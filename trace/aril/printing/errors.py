"""What goes wrong between here and the paper.

::

    PrinterError
    ├── NotReached           nobody answers at the printer's address
    ├── NotTrusted           its certificate is not one that this machine trusts
    ├── NotAllowed           the address is in no network that this site prints to
    │   └── PortNotAllowed   or its port is none of those
    ├── Silent               somebody takes the connection and says nothing
    ├── NotUnderstood        it answers, but not as such a printer does
    ├── NotReady             the printer says that it cannot print, and why
    ├── JobRefused           an IPP printer does not take the job
    ├── Stuck                the printer takes no further label and names no reason
    └── ConnectionLost       the connection broke in the middle of a job

What stops a job in the middle carries how far it came: `Progress`.
"""

from dataclasses import dataclass
from typing import ClassVar

from aril.domain.errors import ArilError, Finding
from aril.printing.state import ADVICE, Condition


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job has come, in labels.

    `sent` have left this machine; of these, `arrived` have surely reached the printer. What lies between may have.
    """

    sent: int = 0
    arrived: int = 0


@dataclass(eq=False)
class PrinterError(ArilError):
    template: ClassVar[str] = "The printer cannot be used."

    @property
    def progress(self) -> Progress | None:
        """How far the job came; None where the error does not know."""
        return None


@dataclass(eq=False)
class NotReached(PrinterError):
    template: ClassVar[str] = (
        "Nobody answers at {address}. Is the printer switched on and in the network, and is the address right?"
    )
    address: str


@dataclass(eq=False)
class NotTrusted(PrinterError):
    template: ClassVar[str] = (
        "The certificate of {address} is not trusted: {reason}. Give the printer one that this machine trusts, or use "
        "ipp:// where nobody else listens."
    )
    address: str
    reason: str


@dataclass(eq=False)
class NotAllowed(PrinterError):
    template: ClassVar[str] = (
        "This site does not print to {address}. Whoever runs it can add the network to “networks” under [printers]."
    )
    address: str


@dataclass(eq=False)
class PortNotAllowed(NotAllowed):
    template: ClassVar[str] = (
        "This site does not print to {address}. Whoever runs it can add the port to “ports” under [printers]."
    )


@dataclass(eq=False)
class Silent(PrinterError):
    template: ClassVar[str] = (
        "{address} takes the connection but does not answer. Look at the printer: paper, ribbon, head. If this model "
        "never answers, say so in its settings."
    )
    address: str


@dataclass(eq=False)
class NotUnderstood(PrinterError):
    template: ClassVar[str] = (
        "{address} answers, but not as a {language} printer does. Is the kind of printer right?"
    )
    address: str
    language: str


@dataclass(eq=False)
class _Halted(PrinterError):
    sent: int
    arrived: int

    @property
    def progress(self) -> Progress:
        return Progress(self.sent, self.arrived)


@dataclass(eq=False)
class NotReady(_Halted):
    template: ClassVar[str] = "The printer has stopped after {arrived} labels: {conditions}."
    conditions: tuple[Condition, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What it says, and what to do about each condition."""
        advice = (Finding("", ADVICE[each]) for each in self.conditions)
        return (Finding("", self.template, self.data), *advice)


@dataclass(eq=False)
class JobRefused(_Halted):
    template: ClassVar[str] = "The printer does not take the job (IPP status {status})."
    status: str


@dataclass(eq=False)
class Stuck(_Halted):
    template: ClassVar[str] = (
        "The printer has taken no label for {seconds} seconds and says no reason; {arrived} have arrived."
    )
    seconds: int


@dataclass(eq=False)
class ConnectionLost(_Halted):
    template: ClassVar[str] = (
        "The connection broke. {arrived} labels have surely arrived, {sent} may have. Look at the last one that "
        "was printed, and go on after it."
    )
