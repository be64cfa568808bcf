"""A guest's target as a key in XenStore: who writes it wakes the balloon driver (paper 5.1)."""

from __future__ import annotations

import re

from engine.events import WatchFired
from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings
from engine.units import KIB, Pages
from engine.xenstore import TARGET, Watch

_NUMBER = re.compile(r"\s*(\d+)", re.ASCII)
_WORD = 1 << 64
"""A target is read into an unsigned long long."""


def make_home(world: Surroundings, guest: Guest) -> None:
    """Let the tools write down what they know of a guest, where its hypervisor has a XenStore."""
    if not guest.hypervisor.xenstore:
        return
    keys = {
        "name": guest.name,
        "domid": str(guest.domain),
        "memory/static-max": in_kib(guest, guest.max),
        TARGET: in_kib(guest, guest.target),
    }
    world.xenstore.admit(guest.name, guest.domain, keys, guest.target, watched=not guest.cannot_balloon)


def keep_target(world: Surroundings, guest: Guest) -> None:
    """Let the tools write down a target that has moved, as hotplug moves it, if the guest has such a key."""
    store, target = world.xenstore, guest.target if guest.aim is None else guest.aim
    if store.told.get(guest.name, target) == target:
        return
    store.told[guest.name] = target
    key = f"{store.home(guest.name)}/{TARGET}"
    tell(world, key, store.write(key, in_kib(guest, target)))


def tell(world: Surroundings, key: str, watches: tuple[Watch, ...]) -> None:
    """Let watches tell of a change of a key. A balloon driver's own wakes it, and says nothing by itself."""
    for watch in watches:
        if watch.driver:
            guest = world.guests[watch.owner]
            guest.wakes = guest.wakes.once_more()
            continue
        left = None if watch.left is None else watch.left - 1
        whose = world.xenstore.whose(key)
        value = world.xenstore.read(key)
        world.emit(WatchFired(guest=whose, key=key, value=value, by=watch.owner, left=left))
        world.xenstore.heard(watch)


def adds_by_itself(guest: Guest) -> bool:
    """Say whether its driver adds memory by itself once its balloon is empty (balloon.c:reserve_additional_memory)."""
    return guest.kernel.hot_add and not guest.kernel.drivers_of_2006


def in_kib(guest: Guest, pages: Pages) -> str:
    """Return pages as the value of a key."""
    return str(pages * guest.page_size // KIB)


def read_target(guest: Guest, value: str) -> Pages | None:
    """Return what the driver reads: leading digits are KiB, whatever follows; None: no number.

    Source: drivers/xen/xen-balloon.c:watch_target, which scans for `%llu`.
    """
    found = _NUMBER.match(value)
    return int(found[1]) % _WORD * KIB // guest.page_size if found else None
