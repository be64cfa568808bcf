"""Each page that differs between a prediction and the real kernel, put down to a rule.

It begins with the pages that hold something else, or are free in another way: each of them has a rule by what it held
before, was to hold, and holds. The pages beside them that are free in both, in larger or smaller blocks, follow from
those: a buddy that is missing explains the blocks of all orders above it, once.
"""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.explain import rules
from engine.explain.rules import NUMBER, Rule
from engine.explain.sheet import NO_ZONE, Sheet
from engine.memory.kinds import Kind, MigrateType
from engine.memory.per_cpu import HUGE

Mask = NDArray[np.bool_]
NONE = -1
_TYPES = 3
"""Migrate types that have lists on a CPU."""
_FREE = (Kind.FREE, Kind.PER_CPU)
_KERNEL = (Kind.SLAB, Kind.PAGE_TABLE, Kind.KERNEL, Kind.RESERVED)
_FILE = (Kind.FILE, Kind.FILE_DIRTY)
_PROGRAMS = (Kind.ANON, Kind.MLOCKED, Kind.PINNED, Kind.HUGETLB)


@attrs.frozen(kw_only=True, eq=False)
class Attribution:
    """What every page's difference is put down to.

    Attributes:
        causes: int8 [pages], positions in RULES, NONE where a page is as predicted.
        follows: bool [pages], whether a page differs only by the size of its free block.
    """

    causes: NDArray[np.int8]
    follows: Mask


def attribute(before: Sheet, predicted: Sheet, real: Sheet) -> Attribution:
    """Put each difference down to a rule.

    Args:
        before: what both came from.
        predicted: one of the two that are compared; all three are as `together` makes them.
        real: the other.
    """
    mine, theirs = _one_file(predicted.kinds), _one_file(real.kinds)
    differ = mine != theirs
    causes = np.full(len(mine), NONE, np.int8)
    at = np.flatnonzero(differ)
    causes[at] = _first_causes(before, predicted, real, at)
    causes[at] = _placed(before, predicted, real, at, causes[at])
    parked = (mine == Kind.PER_CPU) & ~differ & (predicted.codes != real.codes)
    causes[parked] = NUMBER[rules.OTHER_LIST]
    follows = (predicted.orders >= 0) & (real.orders >= 0) & (predicted.codes != real.codes)
    _follow(predicted, real, causes, np.flatnonzero(follows))
    return Attribution(causes=causes, follows=follows)


def _one_file(kinds: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return kinds in which clean and dirty file pages are the same."""
    return np.where(kinds == Kind.FILE_DIRTY, np.uint8(Kind.FILE), kinds)


def _first_causes(before: Sheet, predicted: Sheet, real: Sheet, at: NDArray[np.int64]) -> NDArray[np.int8]:
    """Return the rule of each page by what it held, was to hold and holds; balloon pages are looked at again."""
    was, mine, theirs = (sheet.kinds[at] for sheet in (before, predicted, real))

    def either(*kinds: Kind) -> Mask:
        return np.isin(mine, kinds) | np.isin(theirs, kinds)

    free_mine, free_theirs = np.isin(mine, _FREE), np.isin(theirs, _FREE)
    new = np.isin(theirs, _KERNEL) & ~np.isin(was, _KERNEL)
    gone = np.isin(mine, _KERNEL) & np.isin(was, _KERNEL)
    gone_in_one = (predicted.kinds == Kind.HOLE) != (real.kinds == Kind.HOLE)
    # what a block's pages made way for, or did not, follows from its outcome
    of_outcome = bool((gone_in_one & (before.kinds != Kind.HOLE)).any())
    places = rules.OFFLINE if of_outcome else rules.MIGRATION
    programs, taken = (places, places) if of_outcome else (rules.PROGRAMS, rules.SWAP)
    reclaimed = np.isin(was, _FILE)
    same_size = len({int((sheet.kinds == Kind.BALLOON).sum()) for sheet in (before, predicted, real)}) == 1
    table: list[tuple[Mask, Rule]] = [
        (either(Kind.HOLE), rules.OFFLINE),
        (either(Kind.UNPLUGGED), rules.VIRTIO_MEM),
        (free_mine & free_theirs & _of_kernel(predicted, real, at), rules.KERNEL_LISTS),
        (free_mine & free_theirs, rules.PER_CPU),
        (either(Kind.MEM_MAP), rules.MEM_MAP),
        ((was == Kind.SLAB) & (theirs == Kind.SLAB), rules.SLAB_RECLAIM),
        (new, rules.NEW_KERNEL),
        (gone, rules.GONE_KERNEL),
        (reclaimed & either(*_FILE), rules.RECLAIM),
        (reclaimed & either(Kind.BALLOON), rules.RECLAIM_ORDER),
        (np.isin(was, _PROGRAMS) & np.isin(theirs, _PROGRAMS), taken),
        (either(Kind.BALLOON) & np.bool_(same_size), places),
        (either(Kind.BALLOON) & (was == Kind.BALLOON), rules.BALLOON_ORDER),
        (either(*_FILE, *_PROGRAMS), programs),
        (either(*_KERNEL), rules.NEW_KERNEL),
        (either(Kind.BALLOON), rules.LIST_ORDER),
    ]
    causes = np.select(
        [mask for mask, _ in table], [NUMBER[rule] for _, rule in table], NUMBER[rules.PROGRAMS]
    ).astype(np.int8)
    if not of_outcome and _kept_programs(before, predicted, real):
        _match_moved(causes, mine, theirs)
    return causes


def _match_moved(causes: NDArray[np.int8], mine: NDArray[np.uint8], theirs: NDArray[np.uint8]) -> None:
    """Call pages moved, of which as many of a kind are free instead as lie where it is free: each is at two places.

    What has no counterpart is pages that programs took or gave back meanwhile.
    """
    open_to_it = np.isin(causes, [NUMBER[rules.PROGRAMS], NUMBER[rules.SWAP]])
    free_mine, free_theirs = np.isin(mine, _FREE), np.isin(theirs, _FREE)
    for kind in (*_PROGRAMS, *_FILE):
        left = np.flatnonzero(open_to_it & (mine == kind) & free_theirs)
        came = np.flatnonzero(open_to_it & (theirs == kind) & free_mine)
        count = min(len(left), len(came))
        causes[left[:count]] = causes[came[:count]] = NUMBER[rules.MIGRATION]


def _kept_programs(before: Sheet, predicted: Sheet, real: Sheet) -> bool:
    """Say whether programs' pages can have moved: a block is to go or went, or they are as many as they were."""
    sheets = (predicted, real)
    if any(bool(((before.kinds != Kind.HOLE) & (sheet.kinds == Kind.HOLE)).any()) for sheet in sheets):
        return True
    had, *have = (int(np.isin(sheet.kinds, _PROGRAMS).sum()) for sheet in (before, *sheets))
    return all(number >= had - had // _FEW for number in have)


_FEW = 1000
"""One page of so many may go meanwhile without a cause."""


def _of_kernel(predicted: Sheet, real: Sheet, at: NDArray[np.int64]) -> Mask:
    """Say which pages stand on a CPU's list of unmovable or reclaimable pages, in the picture in which they are parked.

    The lists are numbered 3 * order + type, from 12 on they are of huge pages (mm/page_alloc.c:order_to_pindex).
    """
    kernel = np.array(
        [
            where != "order" and number < HUGE and number % _TYPES != MigrateType.MOVABLE
            for _, _, where, number in (*predicted.places, (0, "", "order", 0))
        ]
    )
    parked = np.where(predicted.kinds[at] == Kind.PER_CPU, predicted.codes[at], real.codes[at])
    found: Mask = kernel[parked]
    return found


def _placed(
    before: Sheet, predicted: Sheet, real: Sheet, at: NDArray[np.int64], causes: NDArray[np.int8]
) -> NDArray[np.int8]:
    """Return causes in which the balloon's pages of other zones, types, or in place of others have theirs.

    What the kernel took away from the balloon, it made good with pages that were to stay free: as many of those have
    the same cause as what was taken away.
    """
    causes = causes.copy()
    mine, theirs = predicted.kinds[at], real.kinds[at]
    taken = (causes == NUMBER[rules.LIST_ORDER]) | (causes == NUMBER[rules.BALLOON_ORDER])
    pageblock = at >> before.pageblock_order
    claimed = taken & (predicted.types[pageblock] != real.types[pageblock])
    causes[claimed] = NUMBER[rules.FALLBACK]
    taken &= ~claimed
    wanted = taken & np.isin(mine, _FREE) & (theirs == Kind.BALLOON)
    spared = taken & (mine == Kind.BALLOON) & np.isin(theirs, _FREE)
    zone = before.zones[at >> before.max_order]
    zone = np.where(zone == NO_ZONE, real.zones[at >> real.max_order], zone)
    lost = (mine == Kind.BALLOON) & ~taken
    won = (theirs == Kind.BALLOON) & ~taken
    _stand_in(causes, np.flatnonzero(wanted), causes[lost], zone[lost], zone)
    _stand_in(causes, np.flatnonzero(spared), causes[won], zone[won], zone)
    order = NUMBER[rules.LIST_ORDER]
    more, fewer = np.flatnonzero(wanted & (causes == order)), np.flatnonzero(spared & (causes == order))
    if len(more) != len(fewer):
        longer, extra = (
            (more, len(more) - len(fewer)) if len(more) > len(fewer) else (fewer, len(fewer) - len(more))
        )
        causes[longer[-extra:]] = NUMBER[rules.BALLOON_SIZE]
        more, fewer = np.flatnonzero(wanted & (causes == order)), np.flatnonzero(spared & (causes == order))
    nodes = np.array([*(node for node, _ in before.zone_names), *[0] * (256 - len(before.zone_names))])[zone]
    for places, rule in ((nodes, rules.NODE), (zone, rules.ZONE_ORDER)):
        more, fewer = (at_hand[causes[at_hand] == order] for at_hand in (more, fewer))
        for index in np.unique(places[np.concatenate((more, fewer))]).tolist():
            here, there = more[places[more] == index], fewer[places[fewer] == index]
            longer = here if len(here) > len(there) else there
            causes[longer[min(len(here), len(there)) :]] = NUMBER[rule]
    types = before.types[pageblock]
    foreign = (causes == order) & ~np.isin(types, (MigrateType.MOVABLE, MigrateType.CMA))
    causes[foreign] = NUMBER[rules.FALLBACK]
    return causes


def _stand_in(
    causes: NDArray[np.int8],
    candidates: NDArray[np.int64],
    of: NDArray[np.int8],
    of_zone: NDArray[np.uint8],
    zone: NDArray[np.uint8],
) -> None:
    """Let some pages stand in for others: first those of the same zone, the highest first."""
    left = candidates
    for same in (True, False):
        rest_of, rest_zone = [], []
        for index in np.unique(of_zone).tolist():
            mine, theirs = left[zone[left] == index] if same else left, of[of_zone == index]
            count = min(len(mine), len(theirs))
            if count:
                chosen = mine[-count:]
                causes[chosen] = theirs[:count]
                left = np.setdiff1d(left, chosen, assume_unique=True)
            rest_of.append(theirs[count:])
            rest_zone.append(np.full(len(theirs) - count, index, np.uint8))
        if not rest_of:
            return
        of, of_zone = np.concatenate(rest_of), np.concatenate(rest_zone)


def _follow(predicted: Sheet, real: Sheet, causes: NDArray[np.int8], at: NDArray[np.int64]) -> None:
    """Put pages that are free in both, in blocks of other orders, down to what keeps the smaller block small.

    In the picture in which its block is smaller, the block's buddy is not free, and in the other it is: there is a page
    in the buddy that differs. Where the block is in the same order, but in another zone, there is none.
    """
    low = np.minimum(predicted.orders[at], real.orders[at]).astype(np.int64)
    buddy = (at >> low << low) ^ (np.int64(1) << low)
    differing = np.flatnonzero((predicted.orders >= 0) != (real.orders >= 0))
    first = np.searchsorted(differing, buddy)
    inside = first < len(differing)
    inside[inside] = differing[first[inside]] < (buddy + (np.int64(1) << low))[inside]
    causes[at] = NUMBER[rules.MERGING]
    causes[at[inside]] = causes[differing[first[inside]]]
