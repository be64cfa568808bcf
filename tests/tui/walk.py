"""A walk through every screen of the app, on hand-made pictures."""

from __future__ import annotations

from collections.abc import AsyncIterator

import attrs

from tests.tui import courses, crowds, snapshots
from tests.tui.comparisons import comparison
from tests.tui.driving import Driver
from tests.tui.machines import machine
from tests.tui.render.closely.test_why import ANSWER

PAST = attrs.evolve(
    courses.snapshot(),
    host=attrs.evolve(courses.snapshot().host, machine=machine()),
    paused=True,
    operations=(*snapshots.snapshot().operations, *courses.snapshot().operations),
)
SIZES = [(60, 20), (80, 24), (200, 60), (40, 12), (20, 4)]


async def walk(app: Driver) -> AsyncIterator[str]:
    """Go from screen to screen, and say at each what it is."""
    yield "main"
    await app.press("f1")
    yield "help"
    await app.press("f1")
    yield "all keys"
    await app.press("escape")
    await app.type("balloon set web 40M")
    yield "hint"
    await app.press("escape")
    await app.type("balloon set ")
    await app.press("tab")
    yield "menu"
    await app.press("escape", "escape")
    await app.type("hotplug removes web")
    await app.press("enter")
    yield "error"
    await app.press("escape", "escape")
    await app.paste("pause\nresume\n")
    yield "paste"
    await app.press("escape")
    app.screen.open_panel("view", "a view", (("plain", f"{number}: é → ≥ ─ 宿") for number in range(99)))
    await app.pilot.pause()
    yield "panel"
    app.screen.open_why("why app section=23", ANSWER)
    await app.pilot.pause()
    yield "why"
    await app.press("escape", "ctrl+p")
    yield "palette"
    await app.type("ba")
    yield "palette, narrowed"
    await app.press("escape", "ctrl+t")
    yield "themes"
    await app.press("escape", "ctrl+o")
    yield "jump"
    await app.press("escape", "tab", "i", "l", "n")
    yield "inspector"
    await app.press("escape", "enter")
    yield "pageblocks"
    await app.press("enter")
    yield "pages"
    await app.press("escape", "escape", "e")
    yield "export"
    await app.press("escape", "escape", "escape", "escape")
    app.screen.show_compare(comparison())
    await app.pilot.pause()
    yield "compare"
    await app.press("escape")
    app.session.picture = PAST
    app.app.conductor.show()
    await app.press("f6", "l")
    yield "host map"
    await app.press("escape", "f7", "left")
    yield "plots"
    await app.press("escape")
    app.screen.action_tour()
    await app.pilot.pause()
    yield "tour"
    await app.press("escape")
    app.app.notify("done: 128M back → kept", title="op 9")
    app.app.notify("refused: 3 pages", title="op 8", severity="error")
    await app.pilot.pause()
    yield "notices"
    app.app.clear_notifications()
    app.session.picture = attrs.evolve(crowds.crowd(30), paused=True)
    app.app.conductor.show()
    await app.pilot.pause()
    yield "many guests"
    for size in SIZES:
        await app.pilot.resize_terminal(*size)
        await app.pilot.pause()
        yield f"many guests at {size[0]}x{size[1]}"
    app.session.picture = PAST
    app.app.conductor.show()
    for size in SIZES:
        await app.pilot.resize_terminal(*size)
        await app.pilot.pause()
        yield f"main at {size[0]}x{size[1]}"
