"""The rows of a form in which lots are named, each with its weight."""

from collections.abc import Mapping

ROWS = 12
SHOWN = 3
"""How many rows stand open; the others are a click away, or open where something was typed in them."""


def weighed(form: Mapping[str, str]) -> list[tuple[str, str]]:
    """(code, weight) of every row, as typed."""
    return [(form.get(f"input-{n}", ""), form.get(f"weight-{n}", "")) for n in range(1, ROWS + 1)]
