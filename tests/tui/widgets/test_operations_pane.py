"""The operations have a keyboard: every key of theirs, and what the mouse does for the same."""

from __future__ import annotations

import attrs
import pytest

from tests.tui import snapshots
from tests.tui.driving import opened
from tests.tui.fake_session import FakeSession

FAILED = attrs.evolve(
    snapshots.operation(6, "section offline app 23"), state="failed", ended=1, guest="app", reason="EBUSY"
)


def session() -> FakeSession:
    picture = snapshots.snapshot(paused=True)
    return FakeSession(attrs.evolve(picture, operations=(FAILED, *picture.operations)))


async def test_tab_goes_through_map_operations_and_events_and_shift_tab_back():
    async with opened(session(), size=(120, 40)) as app:
        panes = []
        for key in ("tab", "tab", "tab", "tab", "shift+tab", "shift+tab"):
            await app.press(key)
            panes.append(app.screen.pane)
        assert panes == ["map", "operations", "events", "prompt", "events", "operations"]


@pytest.mark.parametrize(
    ("keys", "written"),
    [
        (["x"], "cancel 9"),
        (["k", "x"], "cancel 8"),
        (["g", "j", "x"], "cancel 7"),
        (["g", "G", "x"], "cancel 9"),
    ],
)
async def test_keys_choose_and_x_writes_cancel(keys, written):
    async with opened(session(), size=(120, 40)) as app:
        app.screen.body.operations.focus()
        await app.press(*keys)
        assert app.prompt.value == written
        assert app.session.ran == []


async def test_x_on_what_has_ended_writes_nothing():
    async with opened(session(), size=(120, 40)) as app:
        app.screen.body.operations.focus()
        await app.press("g", "x")
        assert (app.prompt.value, app.screen.pane) == ("", "operations")


async def test_enter_on_a_refused_section_goes_to_it_and_asks_why():
    async with opened(session(), size=(120, 40)) as app:
        app.screen.body.operations.focus()
        await app.press("enter")
        assert app.session.ran == ["why app section=23"]
        assert (app.screen.selected, app.screen.body.bands.cursor.section) == ("app", 23)


@pytest.mark.parametrize("how", ["key", "mouse"])
async def test_what_failed_is_dismissed_alone(how):
    async with opened(session(), size=(120, 40)) as app:
        pane = app.screen.body.operations
        pane.focus()
        assert "section offline app 23" in app.text()
        if how == "key":
            await app.press("g", "escape")
        else:
            await app.pilot.click(pane, offset=(1, 1))
            await app.pilot.pause()
        assert "section offline app 23" not in app.text()
        assert "hotplug remove app 128M" in app.text()
        await app.press("escape")
        assert app.screen.pane == "prompt"


async def test_wheel_and_clicks_do_what_keys_do():
    async with opened(session(), size=(120, 40)) as app:
        pane = app.screen.body.operations
        await app.pilot.click(pane, offset=(1, 2))
        await app.pilot.pause()
        assert app.prompt.value == "cancel 7"
        assert "click writes cancel" in pane.tip_at(1, 2)
        assert "click dismisses it" in pane.tip_at(1, 1)
        assert "click asks why" in pane.tip_at(20, 1)
        assert pane.tip_at(1, 0) == ""
