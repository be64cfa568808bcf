"""The table of policies: what each can do for a guest, what comes next in it, and the process that does it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import attrs

from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings
from engine.resize import virtio_mem
from engine.resize.growing import most_by
from engine.resize.refusal import Refusal
from engine.resize.resizing import Resizing
from engine.resize.stage import has
from engine.timeline import Process
from engine.units import Pages, size_text


@attrs.frozen
class Policy:
    """One way to resize.

    Attributes:
        refusal: why it cannot bring a guest to what it shall have (in pages); None: it can try.
        begin: returns the process that carries out an operation (guest, number of the operation, target in pages).
        adds: whether it brings sections to a guest that shall have more than is online.
        removes: whether it takes sections from a guest that shrinks.
    """

    refusal: Callable[[Guest, Pages], Refusal | None]
    begin: Callable[[Guest, int, Pages], Process[Surroundings]]
    adds: bool = False
    removes: bool = False


CAN_ADD = "a kernel that can add memory: 2.6.14 or later, built with SPARSEMEM"


def _staged(policy: str, guest: Guest, operation: int, target: Pages) -> Process[Surroundings]:
    return Resizing(guest.name, operation, target, policy)


def _said(guest: Guest, pages: Pages) -> str:
    return size_text(pages * guest.page_size)


def _balloon_refusal(guest: Guest, target: Pages) -> Refusal | None:
    if target <= guest.online_pages:
        return None
    online, best = _said(guest, guest.online_pages), best_for(guest)
    other = f"policy={best}" if best != "balloon" else f"a guest with {CAN_ADD}"
    return Refusal(
        f"{guest.name} has {online} online, and a balloon only gives back what it took (paper 6.1)",
        f"at most {online}, or {other}",
    )


def _hotplug_refusal(guest: Guest, target: Pages) -> Refusal | None:
    change = target - has(guest)
    unit = guest.block_pages
    if change % unit == 0:
        most = guest.online_pages + max(0, guest.max - guest.present_pages) // unit * unit
        other = "policy=balloon gives back what it holds" if guest.balloon.pages else ""
        return _beyond(guest, target + guest.balloon.pages, most, other)
    below = has(guest) + change // unit * unit
    near = [size for size in (below, below + unit) if guest.min <= size <= guest.max]
    what = "section" if guest.block_sections == 1 else "memory block"
    sizes = f"the nearest are {' and '.join(_said(guest, size) for size in near)}" if near else ""
    other = "" if guest.cannot_balloon else f"policy={best_for(guest)}"
    return Refusal(
        f"{_said(guest, target)} is no whole number of {what}s ({_said(guest, unit)}) from the "
        f"{_said(guest, has(guest))} that {guest.name} has",
        ", or ".join(part for part in (sizes, other) if part) or "a guest with a balloon driver",
    )


def _grows_to(back: bool, beyond: bool, guest: Guest, target: Pages) -> Refusal | None:
    """Refuse what needs more sections than can come."""
    if target <= guest.online_pages:
        return None
    return _beyond(
        guest, target, most_by(guest, back=back, beyond=beyond), "" if beyond else "policy=unified"
    )


def _beyond(guest: Guest, target: Pages, most: Pages, other: str) -> Refusal | None:
    if target <= most:
        return None
    return Refusal(
        f"{guest.name} can have at most {_said(guest, most)} in whole sections of what it was promised"
        if other != "policy=unified"
        else f"{guest.name} booted with {_said(guest, guest.boot)}, and this brings back only what was removed",
        " or ".join(part for part in (f"at most {_said(guest, most)}", other) if part),
    )


POLICIES: dict[str, Policy] = {
    "balloon": Policy(_balloon_refusal, partial(_staged, "balloon")),
    "hotplug": Policy(_hotplug_refusal, partial(_staged, "hotplug"), adds=True, removes=True),
    "balloon+add": Policy(partial(_grows_to, False, True), partial(_staged, "balloon+add"), adds=True),
    "balloon+remove": Policy(
        partial(_grows_to, True, False), partial(_staged, "balloon+remove"), adds=True, removes=True
    ),
    "unified": Policy(partial(_grows_to, True, True), partial(_staged, "unified"), adds=True, removes=True),
    "virtio-mem": Policy(virtio_mem.refusal, virtio_mem.begin),
}
"""By name: those of `engine.commands.choices.POLICY`."""


def best_for(guest: Guest) -> str:
    """Return the policy that does most for a guest, which is taken where none is named."""
    if guest.kernel.hot_remove:
        return "unified"
    return "balloon+add" if guest.kernel.hot_add else "balloon"
