"""A tooltip says what is under the mouse, after it has rested there, and costs nothing before."""

from __future__ import annotations

from textual.widgets._tooltip import Tooltip

from tests.tui.fake_session import FakeSession
from tui.app import BallonetApp
from tui.launch import Built, Launch
from tui.settings import Settings


async def test_it_stands_inside_the_screen_beside_the_mouse_and_goes_when_the_mouse_moves():
    app = BallonetApp(Launch(settings=Settings(theme="dark")), None, Built(FakeSession()))
    async with app.run_test(size=(80, 24), tooltips=True) as pilot:
        await pilot.pause()
        asked = []
        bar = app.screen.footer
        tip_at = bar.tip_at
        bar.tip_at = lambda x, y: asked.append((x, y)) or tip_at(x, y)
        tip = app.screen.get_child_by_type(Tooltip)
        await pilot.hover(bar, offset=(2, 0))
        await pilot.pause()
        assert not asked
        app.screen._handle_tooltip_timer(bar)
        await pilot.pause()
        assert set(asked) == {(2, 0)}
        assert tip.display
        assert tip.region.area
        assert app.screen.region.contains_region(tip.region)
        assert "help for the pane" in str(tip.render())
        await pilot.hover(bar, offset=(20, 0))
        assert not tip.display


async def test_where_there_is_nothing_to_say_nothing_is_shown():
    app = BallonetApp(Launch(settings=Settings(theme="dark")), None, Built(FakeSession()))
    async with app.run_test(size=(80, 24), tooltips=True) as pilot:
        await pilot.pause()
        await pilot.hover(app.screen.footer, offset=(79, 0))
        app.screen._handle_tooltip_timer(app.screen.footer)
        assert not app.screen.get_child_by_type(Tooltip).display
