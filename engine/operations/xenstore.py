"""XenStore's tools: keys are looked at, written and watched, and a target that is written moves a balloon."""

from __future__ import annotations

from engine.commands.keys import LONGEST_KEY
from engine.commands.model import (
    Command,
    XenstoreLs,
    XenstoreRead,
    XenstoreUnwatch,
    XenstoreWatch,
    XenstoreWrite,
)
from engine.errors import CommandError, printable
from engine.events import KeyWritten, TargetNotRead
from engine.guest.guest import Guest
from engine.guest.target_key import adds_by_itself, read_target, tell
from engine.operations.amounts import said
from engine.operations.balloon import aim
from engine.operations.outcome import Outcome
from engine.operations.resize import supersede
from engine.resize.growing import most_by
from engine.resize.policies import POLICIES
from engine.units import Nanoseconds, Pages
from engine.views import xenstore_ls
from engine.world import World
from engine.xenstore import DOMAIN_0, TARGET


def ls(world: World, command: XenstoreLs) -> Outcome:
    """Print the keys below one."""
    key = _key(world, command, command.key or "/", command.by)
    _read(world, command, key)
    return Outcome(output=xenstore_ls(world.xenstore, key))


def read(world: World, command: XenstoreRead) -> Outcome:
    """Print a value."""
    return Outcome(output=_read(world, command, _key(world, command, command.key, command.by)))


def write(world: World, command: XenstoreWrite, stall: Nanoseconds) -> Outcome:
    """Write a key; where it is a domain's target, its driver's watch fires, and it is as after `balloon set`."""
    store, by = world.xenstore, command.by or DOMAIN_0
    key = _key(world, command, command.key, command.by)
    try:
        store.check_may_write(key, by)
    except CommandError as error:
        raise error.at(command.place("key")) from None
    guest = world.guests.get(store.whose(key))
    fired = store.write(key, command.value)
    whose = guest.name if guest else ""
    world.emit(KeyWritten(guest=whose, key=key, value=command.value, by=by))
    tell(world, key, fired)
    if guest is None or guest.cannot_balloon or key != f"{store.home(guest.name)}/{TARGET}":
        return Outcome(world.record(whose, command.text))
    asked = read_target(guest, command.value)
    target, why = _heeded(guest, asked)
    if why:
        size = guest.page_size
        world.emit(TargetNotRead(guest=guest.name, value=command.value, target=target * size, why=why))
    if asked is None:
        return Outcome(world.record(guest.name, command.text, why))
    store.told[guest.name] = target
    if target > guest.online_pages:
        return Outcome(_grow(world, guest, command.text, target, stall))
    return Outcome(aim(world, guest, command.text, target, stall))


def _grow(world: World, guest: Guest, text: str, target: Pages, stall: Nanoseconds) -> int:
    """Let the driver empty its balloon and add the sections that are missing, as today's Xen driver does by itself."""
    supersede(world, guest)
    process = POLICIES["balloon+add"].begin(guest, world.next_operation, target)
    return world.operate(guest.name, text, process, stall)


def watch(world: World, command: XenstoreWatch) -> Outcome:
    """Watch a key. A watch that was just set tells once, so that nothing is missed (docs/misc/xenstore.txt)."""
    store, by = world.xenstore, command.by or DOMAIN_0
    key = _key(world, command, command.key, command.by)
    try:
        store.watch(key, by, command.times)
    except CommandError as error:
        raise error.at(command.place("key")) from None
    tell(world, key, store.watches[-1:])
    return Outcome(world.record("", command.text))


def unwatch(world: World, command: XenstoreUnwatch) -> Outcome:
    """Watch a key no more."""
    key = _key(world, command, command.key, command.by)
    try:
        world.xenstore.unwatch(key, command.by or DOMAIN_0)
    except CommandError as error:
        raise error.at(command.place("key")) from None
    return Outcome(world.record("", command.text))


def _key(world: World, command: Command, key: str, by: str | None) -> str:
    """Return a key from the root.

    Raises:
        CommandError: who asks is no guest, or none that has a XenStore; or the key is too long.
    """
    if by is not None and by not in world.xenstore.domains:
        guest = world.guests.get(by)
        if guest is None:
            there = ", ".join(world.xenstore.domains) or "`guest add NAME memory=512M driver=xen` boots one"
            raise CommandError(f"there is no guest {by}", there, command.place("by"))
        raise CommandError(
            f"{by} runs on {guest.hypervisor.title}, which has no XenStore",
            "a guest with hypervisor=xen or virtual-iron",
            command.place("by"),
        )
    found = world.xenstore.resolved(key, by or DOMAIN_0)
    if len(found) > LONGEST_KEY:
        raise CommandError(
            f"the key is too long from the root: {len(found):,}",
            f"at most {LONGEST_KEY:,}",
            command.place("key"),
        )
    return found


def _read(world: World, command: Command, key: str) -> str:
    """Return a key's value.

    Raises:
        CommandError: there is no such key.
    """
    value = world.xenstore.read(key)
    if value is None:
        parent = key
        while world.xenstore.read(parent) is None:
            parent = parent.rpartition("/")[0] or "/"
        there = ", ".join(world.xenstore.below(parent)[:8])
        raise CommandError(
            f"couldn't read path {printable(key)}", f"below {parent} there are {there}", command.place("key")
        )
    return value


def _heeded(guest: Guest, asked: Pages | None) -> tuple[Pages, str]:
    """Return what the driver works towards, and why it is not what the key says; nothing where it is.

    Sources: drivers/xen/xen-balloon.c:watch_target; drivers/xen/balloon.c:current_credit, and current_target in 2006.
    """
    if asked is None:
        return guest.target, f"{guest.name}'s driver finds no number there and leaves it at that"
    most = _most(guest)
    if asked > most:
        there = f"{guest.name}'s map ends at {said(guest, most)}"
        more = (
            "all that it was promised is there then"
            if adds_by_itself(guest)
            else "its driver only gives back what it took"
        )
        return most, f"{there}, and {more}"
    if asked < guest.min:
        return guest.min, (
            f"{guest.name}'s driver knows no min, but the host takes nothing below {said(guest, guest.min)}"
        )
    return asked, ""


def _most(guest: Guest) -> Pages:
    """Return what a guest can have without anybody but its driver: its map, and whole memory blocks up to its max."""
    return most_by(guest, back=False, beyond=True) if adds_by_itself(guest) else guest.online_pages
