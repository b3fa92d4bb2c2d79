"""The pictures of the designs in docs/: each design has its own in each of its languages, as it is printed today.

They are drawn into build/pictures/designs; `make pictures` copies them.
"""

from pathlib import Path

import numpy as np
import pytest

from tests.labelling.paper import DESIGNS, png_pixels, printed, shipped

DRAWN, SHOWN = Path("build/pictures/designs"), Path("docs/pictures/designs")
PAGE = Path("docs/labels.md")
PICTURES = [(name, language) for name in DESIGNS for language in shipped(name).languages]
#: Of a sheet-sized label, whose picture would fill a screen, and of the others.
_COARSE, _FINE, _LARGE = 150, 300, 120_000


@pytest.mark.parametrize(("name", "language"), PICTURES)
def test_the_picture_of_a_design_is_up_to_date(name: str, language: str) -> None:
    design = shipped(name)
    dpi = _COARSE if design.width > _LARGE else _FINE
    (content,) = printed(design, [design.sample(language)], output="png", dpi=dpi, language=language)
    DRAWN.mkdir(parents=True, exist_ok=True)
    (DRAWN / f"{name}-{language}.png").write_bytes(content)

    shown = SHOWN / f"{name}-{language}.png"

    assert shown.is_file(), f"{shown} is missing; `make pictures` copies it from {DRAWN}"
    assert np.array_equal(png_pixels(shown.read_bytes()), png_pixels(content)), (
        f"{shown} is old; look at {DRAWN}, then `make pictures`"
    )


def test_every_picture_is_of_a_design_and_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    wanted = {f"{name}-{language}.png" for name, language in PICTURES}

    assert {path.name for path in SHOWN.iterdir()} == wanted
    assert [name for name in sorted(wanted) if f"(pictures/designs/{name})" not in page] == []
