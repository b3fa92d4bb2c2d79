"""Everything that is wrong with a design, before anybody prints with it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from aril.labelling.design import Design, examine
from aril.labelling.errors import LabelError, UnknownField
from aril.labelling.font import Font
from aril.labelling.geometry import Resolution
from aril.labelling.layout import Layout

OFFICE_PRINTERS, ROLL_PRINTERS = (300, 600), (203, 300, 600)
"""The resolutions that printers of sheets and of rolls have, in dots an inch."""


def resolutions(design: Design) -> tuple[int, ...]:
    """Those of the printers that a design is for."""
    return OFFICE_PRINTERS if design.gap is None else ROLL_PRINTERS


def check(
    toml: str | bytes, name: str, *, font: Font, dpi: Sequence[int] = ()
) -> tuple[Design | None, list[LabelError]]:
    """A design, and each fault of its file and of a sample label in each of its languages, each said once.

    `dpi` are the resolutions of the printers it shall be printed on, those of its kind of paper if none are given.
    """
    design, faults = examine(toml, name)
    if design is not None:
        faults += _of_samples(design, font, dpi or resolutions(design), _without_a_sample(faults))
    return design, list({str(fault): fault for fault in faults}.values())


def _without_a_sample(faults: Sequence[LabelError]) -> set[str]:
    return {fault.element for fault in faults if isinstance(fault, UnknownField)}


def _of_samples(design: Design, font: Font, dpi: Sequence[int], left_out: set[str]) -> Iterator[LabelError]:
    for language in design.languages:
        for each in dpi:
            for element in design.elements:
                if element.name in left_out:
                    continue
                alone = Layout(replace(design, elements=(element,)), font, Resolution(each), language)
                try:
                    alone.batch([design.sample(language)])
                except LabelError as fault:
                    yield fault
