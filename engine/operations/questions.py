"""What is asked and checked, without changing anything."""

from __future__ import annotations

from engine.commands.expectation import check, describe
from engine.commands.model import Expect, GuestShow, View
from engine.document import excerpt
from engine.events import expected
from engine.operations.amounts import guest_of
from engine.operations.outcome import Outcome
from engine.picture import Painter
from engine.snapshot import Snapshot
from engine.views import buddyinfo, free, lsmem, meminfo
from engine.views import guest_list as list_guests
from engine.views import guest_show as show_guest
from engine.world import World

VIEWS = {"free": free, "meminfo": meminfo, "buddyinfo": buddyinfo, "lsmem": lsmem}


def _picture(world: World) -> Snapshot:
    return Painter().paint(world, paused=False, speed=1, reached=1)


def guest_list(world: World) -> Outcome:
    """Print a line for each guest."""
    return Outcome(output=list_guests(_picture(world)))


def guest_show(world: World, command: GuestShow) -> Outcome:
    """Print what one guest is and has."""
    guest_of(world, command, command.guest)
    picture = _picture(world).guest(command.guest)
    return Outcome(output=show_guest(picture) if picture else "")


def view(world: World, command: View) -> Outcome:
    """Print one of a real system's views."""
    guest_of(world, command, command.guest)
    picture = _picture(world).guest(command.guest)
    return Outcome(output=VIEWS[command.name](picture) if picture else "")


def expect(world: World, command: Expect) -> Outcome:
    """Check a value of the snapshot's JSON.

    Raises:
        SyntaxRefused: the path leads nowhere.
    """
    passed, value = check(excerpt(_picture(world), world, command.path), command)
    claim = command.text.removeprefix("expect ")
    world.emit(expected(claim, passed, describe(value)))
    return Outcome(passed=passed)
