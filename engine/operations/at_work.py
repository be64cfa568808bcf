"""What an operation is doing just now: operations that do several things one after the other wrap the others."""

from __future__ import annotations

from engine.guest.all_or_nothing import AllOrNothing
from engine.guest.dlpar import RemoveLmbs
from engine.guest.dlpar_add import AddLmbs
from engine.guest.surroundings import Surroundings
from engine.resize.resizing import Resizing
from engine.timeline import Process


def at_work(process: Process[Surroundings] | None) -> Process[Surroundings] | None:
    """Return what a process has in hand: itself, or what it lets work for it."""
    if isinstance(process, AllOrNothing):
        return process.after or process.work
    if isinstance(process, AddLmbs):
        return process.adding or at_work(process.taking) or process
    if isinstance(process, RemoveLmbs):
        return process.offlining or process.adding or process
    if isinstance(process, Resizing):
        return process.work or process
    return process
