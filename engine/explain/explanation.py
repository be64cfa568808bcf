"""What differs between a prediction and the real kernel, by rule, with a total that adds up."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.explain.attribution import NONE, attribute
from engine.explain.rules import RULES, Rule
from engine.explain.runs import Run, runs_of, type_name
from engine.explain.sheet import NOT_FREE, Place, Sheet, sheet_of, together
from engine.guest.guest import Guest
from engine.memory.kinds import Kind
from engine.units import Pages, Pfn


@attrs.frozen(kw_only=True)
class Cause:
    """All that is put down to one rule.

    Attributes:
        rule: which.
        pages: that hold something else than predicted, or are free in another way.
        following: pages that are free in both, in larger or smaller blocks, because of those.
        misplaced: its part of the misplaced pages; below 0 where it makes good what another cause misplaced.
        lists: by how many pages more were predicted in each list, because of it.
        runs: stretches of `pages`, the longest first; more: how many there are beyond them.
    """

    rule: Rule
    pages: Pages
    following: Pages
    misplaced: float
    lists: tuple[tuple[Place, Pages], ...]
    runs: tuple[Run, ...]
    more: int = 0


@attrs.frozen(kw_only=True)
class ZoneRow:
    """One zone: free blocks per order and pages on CPUs' lists, before, predicted and real."""

    node: int
    name: str
    before: tuple[int, ...]
    predicted: tuple[int, ...]
    real: tuple[int, ...]
    per_cpu: tuple[Pages, Pages, Pages]
    marks: tuple[tuple[Pages, Pages, Pages], tuple[Pages, Pages, Pages]]


@attrs.frozen(kw_only=True)
class TypesChanged:
    """Pageblocks whose migrate type is another than predicted."""

    was: str
    predicted: str
    real: str
    pageblocks: int
    first: Pfn


@attrs.frozen(kw_only=True)
class Explanation:
    """A prediction held against what the real kernel did.

    Attributes:
        free: pages that are really free, on CPUs' lists too.
        misplaced: half of what differs, summed over zones, orders and per-CPU lists.
        causes: those that differ most first; their `misplaced` add up to it.
        zones: that have free pages in one of the pictures.
        balloon: pages that the balloon was to have, has, and those of both.
    """

    free: Pages
    misplaced: float
    causes: tuple[Cause, ...]
    zones: tuple[ZoneRow, ...]
    types: tuple[TypesChanged, ...]
    balloon: tuple[Pages, Pages, Pages]


def explain(before: Guest, predicted: Guest, real: Guest) -> Explanation:
    """Explain the difference between two guests that both came from a third.

    Args:
        before: as it was: what a page held then says whose it is now.
        predicted: as the engine left it.
        real: as the kernel left it.
    """
    return explain_sheets(*together(sheet_of(before), sheet_of(predicted), sheet_of(real)))


def explain_sheets(before: Sheet, predicted: Sheet, real: Sheet) -> Explanation:
    """Explain the difference between two pictures; all three are as `together` makes them."""
    found = attribute(before, predicted, real)
    number = len(real.places)
    difference = _counted(predicted, number) - _counted(real, number)
    sign = np.sign(difference)
    causes = []
    for index in np.unique(found.causes[found.causes != NONE]).tolist():
        pages = np.flatnonzero(found.causes == index)
        moved = _counted(predicted, number, pages) - _counted(real, number, pages)
        runs, more = runs_of(before, predicted, real, pages[~found.follows[pages]])
        causes.append(
            Cause(
                rule=RULES[index],
                pages=int((~found.follows[pages]).sum()),
                following=int(found.follows[pages].sum()),
                misplaced=float((sign * moved).sum()) / 2,
                lists=tuple((real.places[at], int(moved[at])) for at in np.flatnonzero(moved).tolist()),
                runs=runs,
                more=more,
            )
        )
    balloons = [sheet.kinds == Kind.BALLOON for sheet in (predicted, real)]
    return Explanation(
        free=int((real.codes != NOT_FREE).sum()),
        misplaced=float(np.abs(difference).sum()) / 2,
        causes=tuple(sorted(causes, key=lambda it: (-abs(it.misplaced), -it.pages))),
        zones=_zone_rows(before, predicted, real),
        types=_types(before, predicted, real),
        balloon=(int(balloons[0].sum()), int(balloons[1].sum()), int((balloons[0] & balloons[1]).sum())),
    )


def _counted(sheet: Sheet, places: int, pages: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """Return pages by the list on which they are free."""
    codes = sheet.codes if pages is None else sheet.codes[pages]
    return np.bincount(codes[codes >= 0], minlength=places)


def _zone_rows(before: Sheet, predicted: Sheet, real: Sheet) -> tuple[ZoneRow, ...]:
    sheets = (before, predicted, real)
    counts = [_counted(sheet, len(real.places)).tolist() for sheet in sheets]
    rows = []
    for node, name in real.zone_names:
        blocks = [[0] * (real.max_order + 1) for _ in sheets]
        parked = [0, 0, 0]
        for at, place in enumerate(real.places):
            if place[:2] == (node, name):
                for which, counted in enumerate(counts):
                    if place[2] == "order":
                        blocks[which][place[3]] = counted[at] >> place[3]
                    else:
                        parked[which] += counted[at]
        if any(map(any, blocks)) or any(parked):
            none = (0, 0, 0)
            rows.append(
                ZoneRow(
                    node=node,
                    name=name,
                    before=tuple(blocks[0]),
                    predicted=tuple(blocks[1]),
                    real=tuple(blocks[2]),
                    per_cpu=(parked[0], parked[1], parked[2]),
                    marks=(predicted.marks.get((node, name), none), real.marks.get((node, name), none)),
                )
            )
    return tuple(rows)


def _types(before: Sheet, predicted: Sheet, real: Sheet) -> tuple[TypesChanged, ...]:
    """Return pageblocks with another migrate type than predicted, of memory that both have."""
    size = 1 << real.pageblock_order
    there = ((predicted.kinds != Kind.HOLE) & (real.kinds != Kind.HOLE)).reshape(-1, size).any(axis=1)
    at = np.flatnonzero((predicted.types != real.types) & there)
    groups: dict[tuple[str, str, str], list[int]] = {}
    for pageblock in at.tolist():
        key = tuple(type_name(int(sheet.types[pageblock])) for sheet in (before, predicted, real))
        groups.setdefault((key[0], key[1], key[2]), []).append(pageblock)
    return tuple(
        TypesChanged(
            was=was,
            predicted=mine,
            real=theirs,
            pageblocks=len(blocks),
            first=blocks[0] << real.pageblock_order,
        )
        for (was, mine, theirs), blocks in sorted(groups.items(), key=lambda it: -len(it[1]))
    )
