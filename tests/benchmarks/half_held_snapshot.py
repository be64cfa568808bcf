"""What a picture and a fork of a half-held guest of 64 GiB cost, against a deep copy of the same facts in dicts."""

from __future__ import annotations

import copy
import sys
from functools import partial

import numpy as np
from measure import compare, heading, milliseconds
from memories import GIB_PAGES, shuffled

from engine.guest.guest import Guest
from engine.memory.holdings import acquire, release
from engine.memory.kinds import Kind
from engine.memory.memory import Mark
from engine.session import Session

TIMES = 15
Facts = dict[str, dict[int, int]]


def half_held(gib: int) -> Session:
    """Return a session with a guest of which half of all pages, at random, are a program's."""
    session = Session(seed=7)
    session.perform("host memory 128G")
    session.perform(f"guest add web memory={gib}G")
    guest = session.world.guests["web"]
    pfns = acquire(guest.memory, gib * GIB_PAGES, Kind.ANON, mark=Mark.MIN).pfns()
    order = shuffled(len(pfns), 7)
    release(guest.memory, Kind.ANON, pfns[order[: len(pfns) // 2]])
    return session


def facts(guest: Guest) -> Facts:
    """Return what the guest's memory is as plain dicts: the order of each free block, the kind of each page in use."""
    found: Facts = {}
    for (zone, name), lists in guest.memory.lists().items():
        for order, heads in enumerate(lists):
            found[f"{zone} {name} {order}"] = dict.fromkeys(heads, order)
    pages = found["in use"] = {}
    frames, shift = guest.memory.frames, guest.memory.layout.section_shift
    for section in range(frames.sections):
        kinds = frames.kinds_of(section)
        at = np.flatnonzero((kinds != Kind.FREE) & (kinds != Kind.HOLE))
        pages.update(zip((at + (section << shift)).tolist(), kinds[at].tolist(), strict=True))
    return found


def changed(session: Session) -> Session:
    """Change a page, so that the guest is painted anew."""
    session.world.guests["web"].memory.alloc(0, 1, Kind.ANON)
    return session


def main() -> None:
    """Print both; the deep copy is made of a guest of 8 GiB by default, and counted eight times."""
    gib = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    session = half_held(64)
    smaller = session if gib == 64 else half_held(gib)
    entries = sum(map(len, facts(smaller.world.guests["web"]).values()))
    slow = milliseconds(copy.deepcopy, partial(facts, smaller.world.guests["web"]), 1) * 64 / gib
    del smaller
    how = "" if gib == 64 else f", {64 // gib} times one of {gib} GiB"
    heading(f"half-held 64 GiB (deep copy: {entries:,} entries{how})", "deep copy", "ours")
    make = partial(changed, session)
    compare("a picture, the guest changed", slow, milliseconds(lambda s: s.snapshot(), make, TIMES), 50)
    compare("a fork of the world", slow, milliseconds(lambda s: s.world.fork(), make, TIMES), 50)
    compare("a fork, and a copy of every section", slow, milliseconds(copied, make, 3), 50)


def copied(session: Session) -> None:
    """Fork, and let the twin own every section and list, as if it had changed each."""
    memory = session.world.fork().guests["web"].memory
    for section in list(memory.frames.mixed):
        memory.frames.columns(section)
    for zone in memory.zones:
        for row in zone.lists:
            for pages in row:
                pages.own()
    for pages in memory.held.values():
        pages.own()


if __name__ == "__main__":
    main()
