"""The script that plays, in the app: opened by a key, along with what runs."""

import attrs
import pytest

from engine.snapshot import ScriptView
from tests.tui.driving import opened
from tests.tui.fake_session import FakeSession
from tests.tui.snapshots import snapshot

VIEW = ScriptView("mine.bal", "".join(f"say line {number}\n" for number in range(1, 101)), 1)


def marked(app) -> str:
    [row] = [row for row in app.text().split("\n") if "▸" in row and "say line" in row]
    return row.partition("▸")[2].split()[0]


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_it_opens_follows_the_run_and_closes(size):
    session = FakeSession(snapshot(paused=True, script=VIEW))
    async with opened(session, size=size) as app:
        await app.press("ctrl+l")
        assert "mine.bal" in app.text()
        assert marked(app) == "1"
        for line in (2, 50, 100, 7):
            session.picture = attrs.evolve(session.picture, script=attrs.evolve(VIEW, line=line))
            app.app.conductor.show()
            await app.pilot.pause()
            assert marked(app) == str(line)
        assert "HOST" in app.rows(0)[0]
        app.app.action_wear("dark")
        await app.pilot.pause()
        assert marked(app) == "7"
        await app.press("ctrl+l")
        assert "mine.bal" not in app.text()


async def test_it_opens_where_the_script_is():
    async with opened(FakeSession(snapshot(paused=True, script=attrs.evolve(VIEW, line=80)))) as app:
        await app.press("ctrl+l")
        assert marked(app) == "80"


async def test_without_a_script_it_says_how_one_plays():
    async with opened() as app:
        await app.press("ctrl+l")
        assert "no script plays: F8 has lessons" in app.text()
