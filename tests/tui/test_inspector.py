"""The inspector in the app: opened by a key anywhere, it follows the cursor, and Esc closes it first."""

from __future__ import annotations

import attrs
import pytest

from tests.tui import snapshots
from tests.tui.driving import opened
from tests.tui.fake_session import FakeSession


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_it_stands_where_the_events_are_and_follows_the_cursor(size):
    async with opened(size=size) as app:
        await app.press("tab", "i")
        assert "inspect · host › web › s0 " in app.text()
        assert "─ events" not in app.text()
        before = app.rows(0, 6)
        await app.press("l")
        assert "inspect · host › web › s1 " in app.text()
        assert app.rows(0)[0] == before[0]
        await app.press("escape")
        assert "inspect · host" not in app.text()
        assert app.screen.pane == "map"


async def test_at_pages_going_in_opens_it_and_the_pages_are_asked_for():
    web = attrs.evolve(snapshots.web(), pages={0: snapshots.pages(0)})
    picture = attrs.evolve(snapshots.snapshot(web, paused=True), operations=())
    async with opened(FakeSession(picture)) as app:
        await app.press("tab", "enter", "enter", "enter")
        assert "inspect · host › web › s0 › pageblock 0 › pfn 0x0" in app.text()
        await app.press("l", "l", "l", "l", "l", "l")
        assert "free, in a block of order 1 (2 pages) from 0x6" in app.text()


async def test_f3_opens_it_while_a_command_is_typed_and_the_line_stays():
    async with opened() as app:
        await app.type("free web")
        await app.press("f3")
        assert "inspect · host › web › s0 " in app.text()
        await app.press("escape")
        assert "inspect · host" not in app.text()
        assert app.prompt.value == "free web"


async def test_a_wide_screen_has_it_beside_the_bands_at_all_times():
    async with opened(size=(200, 60)) as app:
        assert "inspect · host › web › s0 " in app.text()
        await app.press("f3")
        assert "beside the map" in app.text()
        assert app.text().count("inspect · host") == 1
