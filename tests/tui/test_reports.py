"""An operation that was asked for tells of its end: below the line, in a corner, and how to take it back."""

from __future__ import annotations

import attrs

from engine.units import MIB, SECOND
from tests.tui import snapshots
from tests.tui.driving import opened
from tests.tui.fake_session import FakeSession
from tui.launch import Built
from tui.reports import LONG


async def ends(app, state: str = "done", **changes) -> None:
    """Let the operation that was asked for end, and its guest's target be 400M."""
    picture = app.session.picture
    web = attrs.evolve(picture.guests[0], target=400 * MIB)
    done = snapshots.operation(
        10, "balloon set web 400M", state=state, started=0, ended=3 * SECOND, **changes
    )
    app.session.picture = attrs.evolve(
        picture, guests=(web, *picture.guests[1:]), operations=(*picture.operations, done)
    )
    app.app.conductor.show()
    await app.pilot.pause()


def told(app) -> list[str]:
    return [notification.message for notification in app.app._notifications]


async def test_a_receipt_stands_below_the_line_and_control_u_writes_what_undoes_it():
    async with opened() as app:
        await app.type("balloon set web 400M")
        await app.press("enter")
        await ends(app)
        assert "op 10 done: 3.00 s · ^U writes what undoes it" in app.text()
        assert told(app) == []
        await app.press("ctrl+u")
        assert app.prompt.value == "balloon set web 512M"
        await app.press("ctrl+u")
        assert app.prompt.value == ""


async def test_whoever_looks_at_something_else_is_notified_without_markup():
    async with opened() as app:
        await app.type("balloon set web 400M")
        await app.press("enter", "f7")
        await ends(app, "failed", reason="[red]no[/red] room")
        assert told(app) == ["op 10 failed: [red]no[/red] room"]


async def test_what_took_long_is_notified_of_over_a_typed_line_and_what_a_script_does_is_not():
    async with opened() as app:
        clock = app.app.conductor.reporter
        clock.clock = lambda: 100.0
        await app.type("balloon set web 400M")
        await app.press("enter")
        await app.type("help")
        clock.clock = lambda: 100.0 + 2 * LONG
        await ends(app)
        assert len(told(app)) == 1
        script = snapshots.operation(11, "balloon set db 1G", state="done", started=0, ended=SECOND)
        app.session.picture = attrs.evolve(app.session.picture, operations=(script,))
        app.app.conductor.show()
        await app.pilot.pause()
        assert len(told(app)) == 1


async def test_notifications_can_be_switched_off():
    async with opened(Built(FakeSession())) as app:
        app.app.conductor.reporter._notifies = False
        await app.type("balloon set web 400M")
        await app.press("enter", "f7")
        await ends(app)
        assert told(app) == []


async def test_where_nothing_can_be_taken_back_it_says_so():
    async with opened() as app:
        await app.press("ctrl+u")
        assert "nothing to undo" in app.text()


async def test_of_what_another_command_ended_nothing_is_said():
    async with opened() as app:
        await app.type("balloon set web 400M")
        await app.press("enter", "f7")
        await ends(app, "cancelled", reason="superseded by 11")
        assert told(app) == []
        assert "op 10" not in "\n".join(app.rows(-3))


async def test_a_receipt_below_an_empty_line_is_not_said_again_in_a_corner():
    async with opened() as app:
        clock = app.app.conductor.reporter
        clock.clock = lambda: 100.0
        await app.type("balloon set web 400M")
        await app.press("enter")
        clock.clock = lambda: 100.0 + 2 * LONG
        await ends(app)
        assert told(app) == []
        assert "op 10 done" in "\n".join(app.rows(-3))
