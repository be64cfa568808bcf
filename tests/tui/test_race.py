"""Policies side by side in the app: all live at once, while the simulation and the keys go on."""

from __future__ import annotations

import pytest

from engine.script import parse_script
from engine.session import Session
from engine.units import GIB, MIB
from tests.tui.driving import Driver, opened
from tests.tui.snapshots import guest
from tui.race import asked, half_of

LINE = "compare web 48M balloon,hotplug"


@pytest.fixture
def session() -> Session:
    session = Session(seed=1)
    session.perform("guest add web memory=64M max=128M min=32M platform=ppc64")
    session.pause()
    return session


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


async def test_esc_drops_it(session):
    async with opened(session) as app:
        await typed(app, "compare web 32M")
        await app.press("escape")
        assert "compare web" not in "\n".join(app.rows(0, -3))
        while app.screen.workers:
            await app.pilot.pause(0.02)
            if all(worker.is_finished for worker in app.screen.workers):
                break
        assert app.screen.body.sheet is None


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


def test_half_is_of_whole_blocks_and_no_less_than_min():
    section = 16 * MIB
    cells = "▒ " * 64
    assert half_of(guest("web", cells, min=256 * MIB)) == GIB // 2
    assert half_of(guest("web", cells, min=600 * MIB)) == 38 * section
    assert half_of(guest("web", "▒ ▒ ▒ ", min=0)) == section


def test_only_a_comparison_that_is_to_run_now_is_one():
    assert asked("compare web 48M") is not None
    assert asked("@5s compare web 48M") is None
    assert asked("balloon set web 48M") is None
    assert asked("") is None
