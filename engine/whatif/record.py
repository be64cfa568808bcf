"""How far predictions were off on recorded steps, in few figures by kind of step and kernel: what an answer is sure of.

The figures are package data, `recorded.json`; `python3 -m tests.fidelity.record` writes them.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import attrs

from engine.units import Bytes

_FILE = "recorded.json"


@attrs.frozen(kw_only=True)
class Figures:
    """Recorded steps of one kind, on kernels of one version.

    Attributes:
        kind: as rows of fidelity have it.
        kernel: major and minor version, as `6.1`.
        page_size: in bytes.
        lists: recorded, or rebuilt where only the counts of free blocks were used.
        steps: how many.
        misplaced_median, misplaced_worst: shares of free pages.
        overlap_median, overlap_worst: shares of the balloon's pages; None where no balloon moved.
        right, requests: outcomes of going offline that were foretold, and all.
    """

    kind: str
    kernel: str
    page_size: Bytes
    lists: str
    steps: int
    misplaced_median: float
    misplaced_worst: float
    overlap_median: float | None
    overlap_worst: float | None
    right: int
    requests: int


@cache
def recorded() -> tuple[Figures, ...]:
    """Return the package's figures."""
    said = json.loads((files("engine.whatif") / _FILE).read_text("utf-8"))
    return tuple(Figures(**it) for it in said)


def figures_for(kind: str, kernel: str, page_size: Bytes, lists: str) -> Figures | None:
    """Return the figures that are nearest: of the same kind and kernel at least."""
    same = [it for it in recorded() if (it.kind, it.kernel) == (kind, kernel)]
    return min(same, key=lambda it: (it.page_size != page_size, it.lists != lists), default=None)
