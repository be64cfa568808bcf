"""Policies side by side in the app: all live at once, while the simulation and the keys go on."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.comparison.comparison import Comparison
from engine.script import parse_script
from engine.session import Session
from engine.units import GIB, MIB, SECOND
from tests.tui.driving import Driver, opened
from tests.tui.snapshots import guest
from tui.race import Race, asked, half_of

LINE = "compare web 48M balloon,hotplug"


@pytest.fixture
def session() -> Session:
    session = Session(seed=1)
    session.perform("guest add web memory=64M max=128M min=32M platform=ppc64")
    session.pause()
    return session


@pytest.fixture
def let_go(monkeypatch) -> Callable[[], None]:
    """Hold comparisons where they begin, until this is called."""
    advance = Comparison.advance
    monkeypatch.setattr(Comparison, "advance", lambda self, steps: True)  # noqa: ARG005 - as the method has them
    return lambda: monkeypatch.setattr(Comparison, "advance", advance)


async def ended(app: Driver) -> None:
    sheet = app.screen.body.sheet
    while sheet.picture is None or not sheet.picture.over:
        await app.pilot.pause(0.02)
    await app.pilot.pause()


async def typed(app: Driver, line: str) -> None:
    await app.type(line)
    await app.press("enter")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (60, 20)])
async def test_a_typed_comparison_opens_the_table_and_changes_nothing(session, size):
    async with opened(session, size=size) as app:
        digest = session.digest()
        await typed(app, LINE)
        await ended(app)
        text = app.text()
        assert "compare web 48M" in text
        assert "all done" in text
        assert "●" in text
        assert "reached 48M" in text
        assert session.digest() == digest
        assert max(len(row) for row in app.rows(0)) <= size[0]


async def test_enter_on_a_column_writes_its_command(session):
    async with opened(session) as app:
        await typed(app, LINE)
        await ended(app)
        await app.press("right", "enter")
        assert app.prompt.value == "resize web 48M policy=hotplug"
        assert app.screen.pane == "prompt"
        assert "compare web 48M" in app.text()


@pytest.mark.parametrize(
    "away", [["escape"], ["f2"], ["f5"], ["f6"], ["f7"], ["f7", "f7"], ["colon", "escape"]]
)
async def test_f5_comes_back_to_a_comparison_that_was_left(session, away):
    async with opened(session) as app:
        await typed(app, "compare web 48M balloon,hotplug")
        await app.press("right", *away)
        assert "compare web 48M" not in "\n".join(app.rows(0, -3))
        await app.press("f5")
        assert "compare web 48M" in app.text()
        assert app.screen.body.sheet.chosen == 1, "the policy that was chosen is chosen still"
        await ended(app)


async def test_a_comparison_goes_on_out_of_sight_and_says_that_it_is_done(session, let_go):
    async with opened(session) as app:
        await typed(app, LINE)
        await app.press("f6")
        let_go()
        await app.app.workers.wait_for_complete(each for each in app.app.workers if each.group == Race.GROUP)
        await app.pilot.pause()
        assert "compare web 48M is done: F5 shows it" in app.text()
        assert [each.guest for each in session.world.comparisons] == ["web"]
        await app.press("f5")
        assert "all done" in app.text()


async def test_f5_begins_another_only_for_another_guest_and_only_when_none_runs(session, let_go):
    session.perform("guest add db memory=256M max=256M")
    async with opened(session) as app:
        await typed(app, LINE)
        await app.press("f5", "2", "f5")
        assert "compare web 48M" in app.text()
        let_go()
        await ended(app)
        await app.press("f5", "f5")
        assert "compare db 128M" in app.text()
        await app.press("escape")


async def test_fewer_pictures_of_the_guests_are_drawn_beside_a_comparison(session):
    async with opened(session) as app:
        before = app.app.conductor.frame
        await app.press("f5")
        assert app.app.conductor.frame > before
        await app.press("f5")
        assert app.app.conductor.frame == before


async def test_a_typed_comparison_takes_the_place_of_the_one_before(session):
    async with opened(session) as app:
        await typed(app, "compare web 32M")
        await app.press("colon")
        await typed(app, LINE)
        await app.press("f5", "f5")
        assert "compare web 48M" in app.text()
        await ended(app)


async def test_f5_asks_for_a_size_that_hotplug_can_reach(session):
    session.perform("balloon set web 57M")
    session.world.run_until(10 * SECOND)
    async with opened(session) as app:
        await app.press("f5")
        columns = {each.column.policy: each.column for each in app.screen.body.sheet.picture.columns}
        assert columns["hotplug"].state != "cannot", columns["hotplug"].reason
        await app.press("escape")


async def test_f5_halves_the_selected_guest_and_again_shows_the_guests(session):
    async with opened(session) as app:
        await app.press("f5")
        assert "compare web 32M" in app.text()
        await app.press("f5")
        assert "1 web" in app.text()


async def test_what_is_wrong_with_a_comparison_is_marked_in_the_line(session):
    async with opened(session) as app:
        for line in ("compare nobody 48M", "compare web 48M no-such", "compare web 1M"):
            await typed(app, line)
            assert app.prompt.value == line
            assert app.screen.body.sheet is None
            await app.press("escape")


async def test_without_a_guest_there_is_nothing_to_compare():
    async with opened(Session()) as app:
        await app.press("f5")
        assert "there is no guest" in app.text()


async def test_other_keys_and_commands_work_beside_it(session):
    async with opened(session) as app:
        await typed(app, LINE)
        await app.press("colon")
        await typed(app, "free web")
        assert "Mem:" in app.text()
        await app.press("escape")
        assert "compare web 48M" in app.text()


async def test_the_comparison_of_a_script_is_shown_and_leaves_the_keyboard_where_it_is(session):
    session.load(parse_script(LINE, "test.bal"))
    while session.comparing is None:
        assert session.world.step_one(0)
    async with opened(session) as app:
        race = app.app.conductor.race
        race.watch()
        await app.pilot.pause()
        assert "compare web 48M" in app.text()
        assert app.screen.pane == "prompt"
        while session.comparing is not None:
            assert session.world.step_one(0)
        await ended(app)
        assert "all done" in app.text()
        await app.press("f2")
        race.watch()
        assert app.screen.body.sheet is None


def test_half_is_whole_blocks_away_from_what_there_is_and_no_less_than_min():
    section = 16 * MIB
    cells = "▒ " * 64
    assert half_of(guest("web", cells, min=256 * MIB)) == GIB // 2
    assert half_of(guest("web", cells, min=600 * MIB)) == 38 * section
    assert half_of(guest("web", "▒ ▒ ▒ ", min=0)) == section


@given(st.integers(0, 30 * 256), st.integers(0, 64))
def test_half_is_in_reach_of_hotplug_wherever_anything_is(balloon, low):
    block, page = 16 * MIB, 65536
    found = attrs.evolve(guest("web", "▒ " * 32, min=low * 8 * MIB), balloon_pages=balloon)
    half = half_of(found)
    if found.has >= max(found.min, block) + block:
        assert (found.has - half) % block == 0
        assert max(found.min, page) <= half < found.has


def test_only_a_comparison_that_is_to_run_now_is_one():
    assert asked("compare web 48M") is not None
    assert asked("@5s compare web 48M") is None
    assert asked("balloon set web 48M") is None
    assert asked("") is None
