"""What would let memory leave all the same: commands, cheapest first, each of which worked on a fork."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs
import numpy as np

from engine.answer import Remedy
from engine.events import counted
from engine.guest.blockers import described_by, refusal, unblocked
from engine.guest.guest import Guest
from engine.memory.kinds import Kind
from engine.operations.section_choice import online_blocks
from engine.operations.trial import Trial, Tries
from engine.units import MIB, SECOND, Bytes, Nanoseconds, Pages, short_size, size_text

_FREED_BY_PROGRAMS = (Kind.SLAB, Kind.PAGE_TABLE, Kind.KERNEL, Kind.PINNED)
"""Kinds that stay where they are, and that a program's end gives back."""
_OTHERS = 3
"""Other sections that are tried."""
_SHARES = (4, 2, 1)
"""A quarter of what programs hold is freed, then half, then all."""
_BALLOON_STEPS = 160
"""A balloon that takes longer has to make the guest reclaim first: that is no cheap way out."""
_Commands = tuple[str, ...]


def for_section(tries: Tries, guest: Guest, section: int) -> tuple[Remedy, ...]:
    """Return what would take a section, or as much memory, away from a guest.

    Nothing is tried while other operations change the guest's sections: they come first.
    """
    if guest.hotplug_line:
        return ()
    found = (
        _first(tries, other_removals(guest, section), lambda trial: _same(guest, trial)),
        _first(tries, _without_mem_maps(guest, section), _both),
        _first(
            tries, _less_balloon(guest, section), lambda trial: f"the balloon lets go first, {_time(trial)}"
        ),
        _first(tries, _freed(guest, section), lambda trial: f"programs give it up, {_time(trial)}"),
        _first(tries, _more_room(guest, section), lambda trial: f"makes room, {_time(trial)}"),
        _first(
            attrs.evolve(tries, left=min(tries.left, _BALLOON_STEPS)),
            _by_balloon(guest),
            lambda trial: f"the same size from anywhere, {_time(trial)}",
        ),
    )
    return tuple(remedy for remedy in found if remedy)


def _first(tries: Tries, candidates: Iterator[_Commands], says: Callable[[Trial], str]) -> Remedy | None:
    found = tries.first_that_works(candidates)
    return Remedy(found[0], says(found[1])) if found else None


def removal(guest: Guest, section: int) -> str:
    """Return the command that removes a section, with all of its memory block."""
    first = section // guest.block_sections * guest.block_sections
    last = first + guest.block_sections - 1
    return f"hotplug remove {guest.name} section={first}" + (f"-{last}" if last > first else "")


def other_removals(guest: Guest, section: int) -> Iterator[_Commands]:
    """Yield the removal of other memory blocks without pages that stay, those with the least to move first."""
    memory, span = guest.memory, guest.block_sections
    blocks = np.array(online_blocks(guest), np.int64)
    inside = blocks[:, None] + np.arange(span)
    blocks = blocks[unblocked(guest)[inside].all(axis=1) & (blocks != section // span * span)]
    used = guest.section_pages - memory.counts[:, Kind.FREE].astype(np.int64)
    of_block = used[blocks[:, None] + np.arange(span)].sum(axis=1)
    for other in blocks[np.lexsort((-blocks, of_block))][:_OTHERS].tolist():
        yield (removal(guest, other),)


def _without_mem_maps(guest: Guest, section: int) -> Iterator[_Commands]:
    """Yield the removal of the sections whose mem_map lies here, and then of this one."""
    if set(guest.blockers(section)) != {Kind.MEM_MAP}:
        return
    kinds, first = guest.memory.frames.kinds_of(section), section << guest.memory.layout.section_shift
    described = {described_by(guest, first + at) for at in np.flatnonzero(kinds == Kind.MEM_MAP).tolist()}
    sections = sorted(other for other in described if other is not None)
    if len(sections) == len(described) <= _OTHERS:
        yield (*(removal(guest, other) for other in reversed(sections)), removal(guest, section))


def _less_balloon(guest: Guest, section: int) -> Iterator[_Commands]:
    """Yield a deflation that reaches the last page which the balloon has here, then the removal."""
    if set(guest.blockers(section)) != {Kind.BALLOON}:
        return
    balloon = guest.balloon.fork()
    leaving = balloon.let_go(balloon.pages, newest_first=guest.driver.newest_first).pfns()
    here = np.flatnonzero(leaving >> guest.memory.layout.section_shift == section)
    pages = int(here[-1]) + 1
    yield f"balloon deflate {guest.name} {_whole(guest, pages)}", removal(guest, section)


def _freed(guest: Guest, section: int) -> Iterator[_Commands]:
    """Yield what programs could give back until nothing keeps the section: some of it, then all."""
    kinds = set(guest.blockers(section))
    if not kinds or not kinds <= set(_FREED_BY_PROGRAMS):
        return
    held = {kind: guest.memory.held[kind].count for kind in sorted(kinds)}
    for share in _SHARES:
        frees = tuple(_free(guest, kind, pages, share) for kind, pages in held.items() if pages)
        if len(frees) == len(kinds):
            yield (*frees, removal(guest, section))


def _free(guest: Guest, kind: Kind, pages: Pages, share: int) -> str:
    """Return the command with which programs give back a share of what they have of a kind."""
    size = f" {_whole(guest, -(-pages // share), pages)}" if share > 1 else ""
    return f"workload {guest.name} free{size} kind={kind.name.lower()}"


def _more_room(guest: Guest, section: int) -> Iterator[_Commands]:
    """Yield what makes room for pages that must move: a smaller balloon, or programs that give memory back."""
    if refusal(guest, section) or guest.blockers(section):
        return
    moving = guest.section_pages - int(guest.memory.counts[section, Kind.FREE])
    remove = removal(guest, section)
    if guest.balloon.pages >= moving:
        yield f"balloon deflate {guest.name} {_whole(guest, moving, guest.balloon.pages)}", remove
    anon = guest.memory.held[Kind.ANON].count
    for pages in (moving, 2 * moving):
        if anon >= pages:
            yield f"workload {guest.name} free {_whole(guest, pages, anon)} kind=anon", remove


def _by_balloon(guest: Guest) -> Iterator[_Commands]:
    """Yield the balloon taking what the section would have given (paper 6.2)."""
    yield (f"balloon inflate {guest.name} {size_text(guest.block_pages * guest.page_size)}",)


def _whole(guest: Guest, pages: Pages, most: Pages | None = None) -> str:
    """Return pages as a size, rounded up to whole MiB where that is not more than `most`."""
    size: Bytes = pages * guest.page_size
    rounded = -(-size // MIB) * MIB
    return size_text(rounded if most is None or rounded <= most * guest.page_size else size)


def _same(guest: Guest, trial: Trial) -> str:
    size = short_size(guest.block_pages * guest.page_size)
    return f"the same {size}: {_moves(trial)}"


def _both(trial: Trial) -> str:
    return f"what its mem_map describes goes first: {_moves(trial)}"


def _moves(trial: Trial) -> str:
    move = "moves" if trial.moved == 1 else "move"
    return f"{counted(trial.moved, 'page')} {move}, {_time(trial)}"


def _time(trial: Trial) -> str:
    return about(trial.took)


def about(time: Nanoseconds) -> str:
    """Return a duration with two digits that count."""
    return f"about {time / SECOND:.2g} s"
