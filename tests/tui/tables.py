"""Tables of sections, written as the cells that they should be drawn as."""

from __future__ import annotations

import numpy as np

from engine.memory.kinds import KINDS, Kind, SectionState
from engine.snapshot import SectionTable, no_sections

BODY_KINDS = {
    "█": Kind.KERNEL,
    "▤": Kind.MEM_MAP,
    "◆": Kind.PINNED,
    "▓": Kind.SLAB,
    "○": Kind.BALLOON,
    "▒": Kind.ANON,
    "░": Kind.FILE,
}
LETTER_KINDS = {"K": Kind.PAGE_TABLE, "S": Kind.SLAB, "M": Kind.MEM_MAP, "P": Kind.PINNED, "B": Kind.BALLOON}


def section_row(cell: str, pages: int) -> tuple[SectionState, list[int], list[int]]:
    """Return state, page counts and blockers of a section that is to be drawn as `cell`: body and mark."""
    body, mark = cell
    counts, blockers = [0] * KINDS, [0] * KINDS
    if body == "□":
        return (SectionState.GOING_ONLINE if mark == "▴" else SectionState.OFFLINE), counts, blockers
    if body == "▞":
        counts[Kind.ANON], counts[Kind.FILE] = pages * 3 // 8, pages * 5 // 16
    elif body != "·":
        counts[BODY_KINDS[body]] = pages * 13 // 16
    if mark in LETTER_KINDS:
        kind = LETTER_KINDS[mark]
        counts[kind] = max(counts[kind], 3)
        blockers[kind] = counts[kind]
    counts[Kind.FREE] = pages - sum(counts)
    return (SectionState.GOING_OFFLINE if mark == "▾" else SectionState.ONLINE), counts, blockers


def table(cells: str, pages: int = 4096) -> SectionTable:
    """Return the sections that are drawn as `cells`, two characters each; `╌╌` is absent."""
    pairs = [cells[i : i + 2] for i in range(0, len(cells), 2)]
    present = [i for i, cell in enumerate(pairs) if cell != "╌╌"]
    rows = [section_row(pairs[i], pages) for i in present]
    if not rows:
        return no_sections()
    return sections(
        np.array(present),
        np.array([state for state, _, _ in rows]),
        np.array([counts for _, counts, _ in rows]),
        np.array([blockers for _, _, blockers in rows]),
    )


def sections(index: np.ndarray, state: np.ndarray, counts: np.ndarray, blockers: np.ndarray) -> SectionTable:
    """Return a table in zone 0 of node 0."""
    zone = np.where(state == SectionState.OFFLINE, 255, 0).astype(np.uint8)
    return SectionTable(
        index.astype(np.int64),
        state.astype(np.uint8),
        zone,
        np.zeros(len(index), np.uint8),
        counts.astype(np.int64).reshape(-1, KINDS),
        np.zeros(len(index), np.int64),
        blockers.astype(np.int64).reshape(-1, KINDS),
    )
