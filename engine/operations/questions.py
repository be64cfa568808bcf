"""What is asked and checked, without changing anything."""

from __future__ import annotations

from engine.commands.expectation import check, describe, value_path, without_unit
from engine.commands.model import Expect, GuestShow, View
from engine.document import excerpt
from engine.errors import CommandError
from engine.events import expected
from engine.guest.guest import Guest
from engine.guest.pressure import pressure_of
from engine.operations.amounts import guest_of, said
from engine.operations.outcome import Outcome
from engine.operations.zone_details import kernel_view, zone_details
from engine.picture import Painter
from engine.snapshot import Snapshot
from engine.views import (
    buddyinfo,
    free,
    info_balloon,
    info_memory_devices,
    lsmem,
    meminfo,
    pagetypeinfo,
    top,
    vmstat,
    zoneinfo,
)
from engine.views import guest_list as list_guests
from engine.views import guest_show as show_guest
from engine.world import World

TIMED_VIEWS = {"top": top, "vmstat": vmstat}
"""Those that say when, or how much in a time."""
VIEWS = {
    "free": free,
    "meminfo": meminfo,
    "buddyinfo": buddyinfo,
    "lsmem": lsmem,
    "info balloon": info_balloon,
    "info memory-devices": info_memory_devices,
}


def _picture(world: World) -> Snapshot:
    return Painter().paint(world, paused=False, speed=1, reached=1)


def guest_list(world: World) -> Outcome:
    """Print a line for each guest."""
    return Outcome(output=list_guests(_picture(world)))


def guest_show(world: World, command: GuestShow) -> Outcome:
    """Print what one guest is and has."""
    guest = guest_of(world, command, command.guest)
    picture = _picture(world).guest(command.guest)
    woke = "" if guest.cannot_balloon else guest.wakes.text(guest.driver, guest.costs, world.now)
    if status := pressure_of(guest):
        tells = f"{said(guest, status.available)} available and {said(guest, status.committed)} committed"
        woke += f"; it tells the host of {tells}"
    return Outcome(output=show_guest(picture, woke) if picture else "")


def view(world: World, command: View) -> Outcome:
    """Print one of a real system's views."""
    guest = guest_of(world, command, command.guest)
    if command.name == "zoneinfo":
        return Outcome(output=zoneinfo(zone_details(guest), kernel_view(guest)))
    if command.name == "pagetypeinfo":
        return Outcome(output=_pagetypeinfo(guest, command))
    if command.name == "lsmem" and not guest.kernel.hot_add:
        raise CommandError(
            f"{guest.name} runs {guest.kernel.name} with {guest.kernel.model.title}: it has no memory blocks to list",
            f"`meminfo {guest.name}`",
            command.place("guest"),
        )
    picture = _picture(world).guest(command.guest)
    assert picture is not None, "every guest is in the picture"
    if timed := TIMED_VIEWS.get(command.name):
        return Outcome(output=timed(picture, world.now))
    return Outcome(output=VIEWS[command.name](picture))


def _why_not(guest: Guest) -> str:
    return "that came with 2.6.24" if guest.kernel.grouping else "it knows no migrate types"


def _pagetypeinfo(guest: Guest, command: View) -> str:
    kernel = kernel_view(guest)
    if not guest.kernel.pagetypeinfo:
        raise CommandError(
            f"{guest.name} runs {guest.kernel.name}, which has no /proc/pagetypeinfo: {_why_not(guest)}",
            f"`buddyinfo {guest.name}`",
            command.place("guest"),
        )
    return pagetypeinfo(zone_details(guest), kernel)


def expect(world: World, command: Expect) -> Outcome:
    """Check a value of the snapshot's JSON.

    Raises:
        SyntaxRefused: the path leads nowhere.
    """
    picture, beside = _picture(world), value_path(command)
    other = excerpt(picture, world, beside) if beside else None
    passed, value = check(excerpt(picture, world, command.path), command, other)
    claim = command.text.removeprefix("expect ")
    found, hint = describe(value), without_unit(value, command)
    wanted = claim.removeprefix(command.path).strip()
    world.emit(expected(claim, passed, found, hint, path=command.path, wanted=wanted))
    return Outcome(passed=passed)
