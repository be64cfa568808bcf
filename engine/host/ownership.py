"""Whose the machine's frames are, as a list of runs."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from engine.memory.runs import Runs
from engine.units import Pages

FREE, ZEROING = "free", "zeroing"
"""Owners that are no guests; no guest may have such a name."""

OwnerRun: TypeAlias = tuple[str, int, int]
"""Owner, first frame, frames."""


def owner_runs(used: dict[str, Runs], total: Pages) -> list[OwnerRun]:
    """Return what each of `total` frames is, ascending, neighbours joined; frames that nobody uses are free."""
    owners = list(used)
    owner = np.repeat(np.arange(len(owners)), [len(runs) for runs in used.values()])
    joined = Runs.joined(list(used.values()))
    order = np.argsort(joined.starts, kind="stable")
    columns = (joined.starts[order].tolist(), joined.counts[order].tolist(), owner[order].tolist())
    runs: list[OwnerRun] = []
    end = 0
    for start, count, number in zip(*columns, strict=True):
        if start > end:
            runs.append((FREE, end, start - end))
        end = start + count
        if runs and runs[-1][0] == owners[number]:
            _, start, _ = runs.pop()
        runs.append((owners[number], start, end - start))
    if end < total:
        runs.append((FREE, end, total - end))
    return runs
