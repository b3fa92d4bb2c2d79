"""A paper that is printed by itself: a certificate, the sign of a plot, the seal of a sample."""

from dataclasses import dataclass

from aril.labelling.design import Design
from aril.labelling.errors import LabelError
from aril.labelling.press import press
from aril.labelling.record import LabelRecord
from aril.services.label_press import labels


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper with what stands on it. `about` names it in its file's name; `language` is that of its words."""

    design: Design
    record: LabelRecord
    language: str
    about: str

    @property
    def file_name(self) -> str:
        return f"{self.about}-{self.design.name}.pdf"


def picture(paper: Paper) -> tuple[bytes, LabelError | None]:
    """It as SVG, as it will be printed, or why it cannot be."""
    return labels.pictured(paper.design, paper.record, paper.language)


def pdf(paper: Paper) -> bytes:
    """It as a PDF whose every code was read back; raises the `LabelError` of an element that cannot be printed."""
    job = press(
        paper.design,
        [paper.record],
        format="pdf",
        dpi=labels.DPI,
        font=labels.font(),
        language=paper.language,
    )
    return b"".join(job)
