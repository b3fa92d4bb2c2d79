"""What `make check` looks at beside format, types and layers: sizes of files, and complete catalogues."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST = 400
REASON = f"# longer than {MOST} lines because "
sys.path.insert(0, str(ROOT))


def tracked(*patterns: str) -> list[Path]:
    """The files that git keeps, whose names fit a pattern."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def too_long() -> list[str]:
    """Files with more than 400 lines whose first lines do not say why."""
    found = []
    for path in tracked("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        if len(lines) > MOST and not any(line.startswith(REASON) for line in lines[:10]):
            found.append(f"{path.relative_to(ROOT)} has {len(lines)} lines; it starts with no “{REASON}…”")
    return found


def untranslated() -> list[str]:
    """Messages that have no Chinese."""
    from aril.i18n import catalogue  # noqa: PLC0415 - after the path is set
    from tests.messages import wanted  # noqa: PLC0415

    chinese = catalogue("zh_CN")
    return [f"{place}: “{key[1]}” has no Chinese" for key, place in wanted().items() if key not in chinese]


def main() -> int:
    found = [*too_long(), *untranslated()]
    for line in found:
        print(line)  # noqa: T201 - that is what it is for
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
