"""No size is an error, whatever stands on the screen, and what was there comes back with the room for it."""

from __future__ import annotations

import attrs
import pytest

from tests.tui.comparisons import comparison
from tests.tui.crowds import crowd, twelve
from tests.tui.driving import Driver, opened
from tests.tui.fake_session import FakeSession
from tests.tui.render.closely.test_why import ANSWER
from tests.tui.snapshots import snapshot

SIZES = ((1, 1), (59, 70), (220, 5), (200, 19))

OPENED = {
    "prompt": (),
    "map": ("tab", "right", "down"),
    "pages": ("tab", "enter", "enter", "enter", "right"),
    "help": ("f1",),
    "inspector": ("f3",),
    "host map": ("f6", "right"),
    "plots": ("f7", "left"),
    "table": ("tab", "t", "j"),
    "events": ("shift+tab", "up"),
    "filter": ("slash", "w"),
    "palette": ("ctrl+p",),
    "jump": ("ctrl+o",),
    "themes": ("ctrl+t",),
    "export": ("tab", "e"),
}
"""By what stands there, the keys that open it."""


async def through(app: Driver, *sizes: tuple[int, int]) -> None:
    """Make the terminal smaller and larger while operations go on, and then as it was."""
    size = app.app.size
    for i, (width, height) in enumerate(sizes):
        await app.pilot.resize_terminal(width, height)
        moved = attrs.evolve(app.session.picture, time=app.session.picture.time + 10**8 * (i + 1))
        app.session.picture = moved
        app.app.conductor.show()
        await app.pilot.pause()
        assert len(app.app.screen._compositor.render_strips()) == height
    await app.pilot.resize_terminal(*size)
    await app.pilot.pause()


async def test_no_size_is_an_error_and_what_was_there_comes_back():
    async with opened() as app:
        for what, keys in OPENED.items():
            await app.press(*keys)
            pane, cursor, on_top = app.screen.pane, app.screen.body.bands.cursor, app.app.screen
            await through(app, (1, 1))
            assert (app.screen.pane, app.screen.body.bands.cursor) == (pane, cursor), what
            assert app.app.screen is on_top or what == "jump"
            await app.press(*["escape"] * 5)
            assert app.screen.pane == "prompt", what


async def test_an_answer_and_a_comparison_stand_every_size():
    async with opened() as app:
        app.screen.open_why("why app section=23", ANSWER)
        await through(app, (1, 1), (60, 20))
        assert app.screen.why.answer is ANSWER
        await app.press("escape")
        app.screen.show_compare(comparison())
        await through(app, (1, 1))
        assert app.screen.pane == "compare"


@pytest.mark.parametrize(
    "picture", [twelve, crowd, lambda: attrs.evolve(snapshot(), guests=(), operations=())]
)
async def test_any_number_of_guests_stands_every_size(picture):
    async with opened(FakeSession(attrs.evolve(picture(), paused=True)), (160, 50)) as app:
        await app.press("tab", "down")
        selected, pane = app.screen.selected, app.screen.pane
        await through(app, *SIZES)
        assert (app.screen.selected, app.screen.pane) == (selected, pane)


async def test_what_is_typed_the_menu_and_where_the_table_is_scrolled_to_come_back():
    async with opened(FakeSession(attrs.evolve(crowd(), paused=True))) as app:
        await app.press("tab", "s", "G", "escape")
        await app.type("balloon set web 5")
        await app.press("tab")
        before = [row[:25] for row in app.text().split("\n") if "vm19" in row]
        await through(app, (1, 1), (200, 20))
        assert app.prompt.value == "balloon set web 5"
        assert [row[:25] for row in app.text().split("\n") if "vm19" in row] == before
