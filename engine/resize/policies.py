"""The table of policies: what each can do for a guest, and the process that does it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import attrs

from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings
from engine.resize import virtio_mem
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
    """

    refusal: Callable[[Guest, Pages], Refusal | None]
    begin: Callable[[Guest, int, Pages], Process[Surroundings]]


def _staged(policy: str, guest: Guest, operation: int, target: Pages) -> Process[Surroundings]:
    return Resizing(guest.name, operation, target, policy)


def _balloon_refusal(guest: Guest, target: Pages) -> Refusal | None:
    if target <= guest.online_pages:
        return None
    online = size_text(guest.online_pages * guest.page_size)
    return Refusal(
        f"{guest.name} has {online} online, and a balloon only gives back what it took",
        f"at most {online}, or policy=hotplug",
    )


def _hotplug_refusal(guest: Guest, target: Pages) -> Refusal | None:
    change = target - has(guest)
    if change < 0 and not guest.kernel.hot_remove:
        return Refusal(
            f"{guest.name} runs {guest.kernel.name}, and hotplug remove was never in that kernel (paper 4.2)",
            "policy=balloon",
            "policy",
        )
    if change % guest.block_pages == 0:
        return None
    size, unit = guest.page_size, guest.block_pages
    below = has(guest) + change // unit * unit
    low, high = (size_text(near * size) for near in (below, below + unit))
    what = "section" if guest.block_sections == 1 else "memory block"
    return Refusal(
        f"{size_text(target * size)} is no whole number of {what}s ({size_text(unit * size)}) from the "
        f"{size_text(has(guest) * size)} that {guest.name} has",
        f"the nearest are {low} and {high}, or policy=balloon",
    )


POLICIES: dict[str, Policy] = {
    "balloon": Policy(_balloon_refusal, partial(_staged, "balloon")),
    "balloon+remove": Policy(lambda g, t: None, partial(_staged, "balloon+remove")),
    "unified": Policy(lambda g, t: None, partial(_staged, "unified")),
    "hotplug": Policy(_hotplug_refusal, partial(_staged, "hotplug")),
    "virtio-mem": Policy(virtio_mem.refusal, virtio_mem.begin),
}
"""By name, those that are built."""


def best_for(guest: Guest) -> str:
    """Return the policy that does most for a guest, which is taken where none is named."""
    del guest
    return "balloon"
