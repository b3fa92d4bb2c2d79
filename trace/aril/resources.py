"""Where the files beside the code are: pages, label designs, the default settings, translations.

In a checkout they stand at its root; a wheel carries them inside the package, under `_shipped`.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def templates() -> Path:
    """The folder of the Jinja pages."""
    return _root() / "templates"


def labels() -> Path:
    """The folder of the label designs that are shipped."""
    return _root() / "labels"


def designs(folders: Iterable[Path]) -> Mapping[str, Path]:
    """The files of label designs by name; a later folder adds to the ones before it, or replaces by name."""
    found = {path.stem: path for folder in folders for path in folder.glob("*.toml")}
    return dict(sorted(found.items()))


def default_settings() -> Path:
    """The `config.toml` that holds every setting with its default."""
    return _root() / "config.toml"


def chain() -> Path:
    """The chain that is taken where the settings name none."""
    return PACKAGE / "chains" / "pomegranate.toml"


def translations() -> Path:
    """The folder with one folder of `.po` fragments for each language."""
    return PACKAGE / "translations"


def _root() -> Path:
    shipped = PACKAGE / "_shipped"
    return shipped if shipped.is_dir() else PACKAGE.parent.parent
