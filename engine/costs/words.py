"""The figures as words for people."""

from __future__ import annotations

import attrs

from engine.costs.costs import Costs
from engine.costs.table import US, Picoseconds


@attrs.frozen
class Figure:
    """A row of the table, as words for people."""

    what: str
    cost: str
    """As `4.5 us a page`."""
    source: str


def figures(costs: Costs | None = None) -> tuple[Figure, ...]:
    """Return every figure of a table (of the default one if none is given), in its order."""
    costs = costs or Costs()
    rows = ((field.metadata, getattr(costs, field.name)) for field in attrs.fields(Costs))
    return tuple(
        Figure(about["what"], f"{_text(time)} a {about['unit']}", about["source"]) for about, time in rows
    )


def _text(time: Picoseconds) -> str:
    """Print a cost with three figures, in nanoseconds below a tenth of a microsecond."""
    if time >= 1_000_000 * US:
        return f"{time / US / 1_000_000:.3g} s"
    return f"{time / US:.3g} us" if time >= US // 10 else f"{time / 1000:.3g} ns"
