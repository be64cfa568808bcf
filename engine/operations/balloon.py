"""The host tells a guest what it shall have."""

from __future__ import annotations

import attrs

from engine.commands.model import BalloonDeflate, BalloonInflate, BalloonSet
from engine.errors import CommandError
from engine.events import TargetSet
from engine.guest.balloon_goal import next_poll
from engine.guest.balloon_work import BalloonWork
from engine.guest.deadline import Deadline
from engine.guest.guest import Guest
from engine.guest.needs import warn_if_too_little
from engine.guest.target_key import keep_target
from engine.operations.amounts import guest_of, pages_of, said
from engine.operations.below import check_limit
from engine.operations.outcome import Outcome
from engine.operations.resize import supersede
from engine.units import Nanoseconds, Pages
from engine.world import World


def set_balloon(
    world: World, command: BalloonSet | BalloonInflate | BalloonDeflate, stall: Nanoseconds
) -> Outcome:
    """Set a new target; it supersedes the operation that works towards the last one."""
    guest = guest_of(world, command, command.guest)
    check_limit(guest, command, guest.cannot_balloon)
    amount = pages_of(guest, command, "size", command.size)
    match command:
        case BalloonSet():
            target = amount
        case BalloonInflate():
            target = guest.target - amount
        case BalloonDeflate():
            target = guest.target + amount
    _check(guest, command, target)
    if command.within == 0:
        raise CommandError("0s is no time to do it in", "a duration above 0s", command.place("within"))
    number = aim(world, guest, command.text, target, stall)
    if command.within is not None:
        world.operations[number] = attrs.evolve(world.operations[number], deadline=world.now + command.within)
        world.start(Deadline(operation=number))
    return Outcome(number)


def aim(world: World, guest: Guest, text: str, target: Pages, stall: Nanoseconds) -> int:
    """Give a guest's driver a target, and return the operation that works towards it."""
    supersede(world, guest)
    guest.set_target(target)
    size = guest.page_size
    world.emit(
        TargetSet(
            guest=guest.name,
            target=target * size,
            balloon=guest.wanted_balloon * size,
            driver=guest.driver.name,
            host=guest.hypervisor.title,
            seen=next_poll(guest, world.now) if guest.driver.poll else None,
        )
    )
    warn_if_too_little(world, guest, target)
    keep_target(world, guest)
    return world.operate(guest.name, text, BalloonWork(guest.name, world.next_operation), stall)


def _check(guest: Guest, command: BalloonSet | BalloonInflate | BalloonDeflate, target: Pages) -> None:
    """Refuse a target below min, or above what is online."""
    by_size = isinstance(command, BalloonSet)
    if target < guest.min:
        spare = guest.target - guest.min
        least = f"at least {said(guest, guest.min)}"
        most = f"at most {said(guest, spare)}" if spare > 0 else "nothing: it is at its min already"
        raise CommandError(
            f"{guest.name} would have {said(guest, max(0, target))}, below its min of {said(guest, guest.min)}",
            least if by_size else most,
            command.place("size"),
        )
    if target > guest.online_pages:
        online = said(guest, guest.online_pages)
        room = guest.online_pages if by_size else guest.online_pages - guest.target
        raise CommandError(
            f"{guest.name} has {online} online, and a balloon only gives back what it took",
            f"at most {said(guest, room)}, or `hotplug add` first" if room else "`hotplug add` first",
            command.place("size"),
        )
