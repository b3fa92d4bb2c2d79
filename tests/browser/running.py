"""`aril demo` as a newcomer starts it: a process of its own, known only by what it prints."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(sys.executable).parent / "aril"


@dataclass(frozen=True)
class Demonstration:
    """A running demonstration: its address, and what it printed."""

    url: str
    printed: Sequence[str]

    @property
    def consumer(self) -> str:
        """The first whole address of a consumer page."""
        return next(line for line in self.printed if re.fullmatch(r"http://\S+/(01/\d{14}/10|t)/\S+", line))

    @property
    def passwords(self) -> Mapping[str, str]:
        """Log-in name → password, of each role."""
        return dict(
            found.groups()
            for line in self.printed
            if (found := re.match(r"(grower|packer|inspector|trader|regulator|administrator) +(\S+)", line))
        )


@contextmanager
def demonstration(folder: Path, port: int, program: Path = PROGRAM) -> Iterator[Demonstration]:
    """Start it, wait until it says that it serves, and stop it when the block ends."""
    with (
        (folder / "stderr.txt").open("w") as errors,
        subprocess.Popen(
            [program, "demo", "--port", str(port), "--data", folder / "data"],
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={"PATH": "/usr/bin:/bin", "PYTHONUNBUFFERED": "1", "LANG": "C.UTF-8"},
        ) as process,
    ):
        assert process.stdout is not None
        printed: list[str] = []
        for line in process.stdout:
            printed.append(line.strip())
            if "Ctrl+C" in line:
                break
        try:
            found = re.search(r"http://[\w.:]+", printed[-1] if printed else "")
            assert found, (folder / "stderr.txt").read_text()
            yield Demonstration(found[0], printed)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
