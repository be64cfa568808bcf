"""Requests to the kernel's DLPAR handler that name an LMB: one of them, or so many from one on.

Source: arch/powerpc/platforms/pseries/hotplug-memory.c (dlpar_memory_add_by_index, dlpar_memory_remove_by_index,
dlpar_memory_add_by_ic, dlpar_memory_remove_by_ic). The first that does not come or go ends a request for several.
"""

from __future__ import annotations

import re

from engine.commands.drmgr import FIRST_INDEX
from engine.errors import CommandError
from engine.fidelity.bench import Bench
from engine.fidelity.requests import DlparRequest
from engine.guest.dlpar import RemoveLmbs
from engine.guest.dlpar_add import AddLmbs
from engine.guest.firmware import ask_back
from engine.guest.hotplug_line import join_line
from engine.guest.lmbs import assigned, obtainable

NAMED = re.compile(
    r"memory (add|remove) (?:index|indexed-count (\d{1,6})) (?:0x)?([0-9a-fA-F]{1,8})", re.ASCII
)


def ask_for_named(bench: Bench, request: DlparRequest) -> bool:
    """Do it again, and return whether it worked: every LMB of the range is there, or gone.

    Raises:
        CommandError: the guest has no LMBs.
    """
    guest, world = bench.guest, bench.world
    found = NAMED.fullmatch(request.words)
    lmbs = guest.lmbs
    if found is None or lmbs is None:
        raise CommandError("it is no guest of LMBs", "a pseries guest whose boot memory is known")
    count, span = int(found[2] or 1), guest.block_sections
    first = (int(found[3], 16) - FIRST_INDEX) * span
    named = range(first, first + count * span, span)
    if not count or first < lmbs.first or named[-1] >= lmbs.end:
        return False  # there is none, or it was there at boot and is reserved
    there = [lmb for lmb in assigned(guest, lmbs) if lmb in named]
    adds, alone = found[1] == "add", found[2] is None
    # of several those are passed over that are as they are to be; one alone must not be
    todo = [lmb for lmb in named if (lmb in there) != adds]
    if not todo:
        return not alone
    process: AddLmbs | RemoveLmbs
    number, ends = world.next_operation, "" if alone else request.words
    if adds:
        given, had = obtainable(guest, lmbs), list[int]()
        for lmb in todo:
            if lmb not in given:
                break
            had.append(lmb)
        process = AddLmbs(guest.name, number, tuple(had), len(todo), device=ends)
    else:
        process = RemoveLmbs(guest.name, number, tuple(todo), len(todo), device=ends, limit=request.limit)
        ask_back(world, guest, len(todo) * span)
    join_line(guest, world.operate(guest.name, request.words, process, 2 * request.limit))
    return bench.finish(number).state == "done"
