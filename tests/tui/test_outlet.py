"""A terminal that is slow: frames are dropped, and what is drawn in the end is what is true then."""

from __future__ import annotations

from io import StringIO

from textual.app import App
from textual.widgets import Static

from tui.outlet import Outlet, PacedScreen


def test_what_is_written_has_been_taken_once_it_is_flushed():
    outlet = Outlet(StringIO())
    outlet.write("one")
    outlet.write("two")
    assert outlet.taken == 0
    outlet.flush()
    assert outlet.taken == 2


class Slow(App[None]):
    behind = False
    drawn = 0

    def get_default_screen(self):
        return PacedScreen()

    def compose(self):
        yield Static("0", id="number")

    def post_display_hook(self):
        self.drawn += 1


async def test_nothing_is_drawn_while_the_terminal_is_behind_and_then_the_newest_at_once():
    app = Slow()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.behind, before = True, app.drawn
        for number in range(1, 10):
            app.query_one("#number", Static).update(str(number))
            await pilot.pause()
        assert app.drawn == before
        app.behind = False
        await pilot.pause()
        assert app.drawn == before + 1
        assert "9" in "".join(segment.text for segment in app.screen._compositor.render_strips()[0])
