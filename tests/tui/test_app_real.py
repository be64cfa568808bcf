"""The app on the real engine, paused: what is typed happens, and what is nonsense changes nothing."""

from __future__ import annotations

import pytest

from engine.memory.kinds import Kind
from engine.script import read_script
from engine.session import Session
from engine.units import SECOND
from tests.tui.driving import opened
from tui.launch import LAB, Launch, build
from tui.render.map.cursor import Zoom

NONSENSE = (
    "balloon set nobody 64M",
    "balloon set web -5M",
    "balloon set web nan",
    "hotplug add web 40M",
    "hotplug remove web section=999",
    "guest add web memory=64M",
    "cancel 77",
    "source /no/such/file.bal",
    "fails say hello",
    "xl mem-set",
    "@5x pause",
    "[bold]no markup[/bold]",
    "balloon set wéb 64M",
)


@pytest.fixture
def session() -> Session:
    session = Session(seed=1)
    session.perform("guest add web memory=64M max=128M platform=ppc64")
    session.pause()
    return session


async def test_a_command_runs_while_time_stands_and_steps_show_its_progress(session):
    async with opened(session) as app:
        await app.type("balloon set web 48M")
        await app.press("enter")
        assert "balloon set web 48M" in app.text()
        before = app.text()
        await app.press("full_stop", "full_stop", "full_stop")
        assert app.text() != before
        assert session.snapshot().guests[0].balloon > 0


async def test_nonsense_is_refused_in_words_and_changes_nothing(session):
    async with opened(session) as app:
        digest = session.digest()
        for line in NONSENSE:
            await app.paste(line)
            await app.press("enter")
            assert app.prompt.value == line, line
            assert "▔" in app.text(), line
            await app.press("escape")
        assert session.digest() == digest


@pytest.mark.parametrize(
    "line", ["x" * 100_000, "\x00\x1b[2J\x7f" * 50, "balloon set web " + "9" * 4000 + "M", "@" * 4096]
)
async def test_lines_that_no_one_would_type_leave_the_app_alive(session, line):
    async with opened(session) as app:
        digest = session.digest()
        await app.paste(line)
        await app.press("enter")
        await app.press("escape")
        assert session.digest() == digest
        await app.type("free web")
        await app.press("enter")
        assert "Mem:" in app.text()


async def test_views_and_help_are_read_in_the_panel(session):
    async with opened(session) as app:
        views = {
            "lsmem web": "RANGE",
            "buddyinfo web": "Node 0",
            "help balloon set": "balloon set GUEST SIZE",
        }
        for line, shown in views.items():
            await app.type(line)
            await app.press("enter")
            assert shown in app.text()
            await app.press("escape")


async def test_what_a_command_would_do_is_read_in_the_panel_and_nothing_is_done(session):
    async with opened(session) as app:
        digest = session.digest()
        await app.type("whatif balloon inflate web 16M")
        await app.press("enter")
        rows = app.rows(0)
        assert any("whatif balloon inflate web 16M" in row for row in rows)
        assert any(row.split() == ["balloon", "0", "16M", "+16M", "+" * 22] for row in rows)
        await app.press("escape")
        assert session.digest() == digest


async def test_a_guest_that_is_not_named_is_the_selected_one(session):
    session.perform("guest add db memory=128M")
    async with opened(session) as app:
        await app.press("2")
        await app.type("xl mem-set 128")
        await app.press("enter")
        assert "= balloon set db 128M" in app.text()


async def test_the_map_zooms_down_to_pages_and_back(session):
    async with opened(session) as app:
        await app.press("tab", "enter")
        assert "pageblock 0" in app.text()
        await app.press("enter")
        assert "KKKK" in app.text()
        await app.press("escape", "escape", "escape", "escape")
        assert app.screen.pane == "prompt"
        assert "pageblock 0" not in app.text()


async def test_zoomed_in_legend_and_help_name_the_letters_of_pageblocks_and_pages(session):
    async with opened(session, size=(120, 40)) as app:
        assert "r reclaimable" not in app.text()
        await app.press("tab", "enter")
        assert "u unmovable m movable r reclaimable" in app.text()
        await app.press("enter")
        assert " f file a anon b balloon S slab K kernel" in app.text()
        await app.press("escape", "escape")
        assert "r reclaimable" not in app.text()
    async with opened(session, size=(80, 24)) as app:
        await app.press("tab", "enter", "f1")
        shown = app.text()
        assert all(
            word in shown for word in ("u unmovable", "r reclaimable", "i isolate", "a anon", "P pinned")
        )


class TestOpening:
    async def test_the_first_command_stops_it_and_says_so(self):
        built = build(Launch())
        await built.session.run(until=5 * SECOND)
        built.session.pause()
        async with opened(built) as app:
            begun = built.session.world.next_operation
            await app.type("nonsense")
            await app.press("enter", "escape")
            assert "The opening stopped" not in app.text()
            await app.type("free web")
            await app.press("enter", "escape")
            assert "The opening stopped; you have the controls." in app.text()
            built.session.world.run_until(30 * SECOND)
            assert built.session.world.next_operation == begun

    async def test_it_does_not_speak_of_its_own_pace_and_at_its_end_asks_what_kept_the_section(self):
        built = build(Launch())
        await built.session.run(until=14 * SECOND)
        built.session.pause()
        assert any("asks for 1x" in each.text for each in built.session.sentences(0))
        async with opened(built, size=(120, 60)) as app:
            assert "asks for" not in app.text()
            await built.session.run(until=27 * SECOND)
            app.app.conductor.show()
            await app.pilot.pause()
            assert "❯ why app section=23" in app.text()
            assert "Your turn: → takes the suggestion." in app.text()

    async def test_without_it_nothing_is_stopped(self):
        built = build(Launch(name=LAB))
        built.session.pause()
        async with opened(built) as app:
            await app.type("help")
            await app.press("enter", "escape")
            assert "The opening stopped" not in app.text()


class TestWhy:
    @pytest.fixture
    def stuck(self, session) -> Session:
        session.resume()
        session.perform("workload web fill 1p kind=page_table")
        session.world.run_until(SECOND)
        session.pause()
        return session

    async def test_a_typed_question_opens_the_panel_with_the_cursor_on_the_page(self, stuck):
        async with opened(stuck, size=(120, 40)) as app:
            await app.type("why web section=1")
            await app.press("enter")
            assert "─ why web section=1 ─" in app.text()
            assert "NO: 1 of 4,096 pages keeps s1 where it is." in app.text()
            cursor = app.screen.body.bands.cursor
            view = stuck.snapshot((("web", 1),)).guest("web").pages[1]
            at = (cursor.block << stuck.snapshot().guest("web").pageblock_order) + cursor.page
            assert (cursor.section, Kind(view.kinds[at])) == (1, Kind.PAGE_TABLE)
            await app.press("escape")
            assert "What would help" not in app.text()

    async def test_enter_puts_the_chosen_remedy_into_the_prompt_and_runs_nothing(self, stuck):
        async with opened(stuck, size=(120, 40)) as app:
            await app.type("why web section=1")
            await app.press("enter")
            digest, remedies = stuck.digest(), app.screen.why.answer.remedies
            await app.press("down", "enter")
            assert app.prompt.value in remedies[1].commands or app.prompt.asked == remedies[1].commands
            assert stuck.digest() == digest

    async def test_w_in_the_map_asks_at_once(self, stuck):
        async with opened(stuck, size=(120, 40)) as app:
            await app.press("tab", "right", "w")
            assert "─ why web section=1 ─" in app.text()
            assert app.screen.pane == "prompt"

    async def test_letters_are_typed_while_the_panel_is_open(self, stuck):
        async with opened(stuck) as app:
            await app.press("tab", "right", "w")
            await app.type("free web")
            assert app.prompt.value == "free web"
            await app.press("enter")
            assert app.screen.why.answer is None

    async def test_a_sentence_about_a_refusal_leads_down_to_the_page(self, stuck):
        stuck.perform("try hotplug remove web section=1")
        async with opened(stuck, size=(120, 40)) as app:
            await app.press("shift+tab", "enter")
            assert "─ why web section=1 ─" in app.text()
            bands = app.screen.body.bands
            assert (bands.cursor.section, bands.cursor.zoom) == (1, Zoom.PAGES)
            assert ", stays" in app.text()
            await app.press("escape")
            assert "─ why web section=1 ─" not in app.text()
            await app.press("escape", "escape")
            assert bands.cursor.zoom is Zoom.SECTIONS
            assert not bands.large

    async def test_the_cheapest_remedy_is_suggested_while_the_panel_is_open(self, stuck):
        async with opened(stuck, size=(120, 40)) as app:
            await app.type("why web section=1")
            await app.press("enter")
            offered = app.screen.why.answer.remedies[0].commands[0]
            assert f"❯ {offered}" in app.text()
            await app.press("right")
            assert app.prompt.value == offered
            await app.press("escape", "escape")
            assert f"❯ {offered}" not in app.text()


class TestScript:
    async def shown(self, text: str) -> str:
        script = read_script(text.encode(), "x.bal")
        built = build(Launch(script, name="x.bal"))
        await built.session.run()
        built.session.pause()
        async with opened(built, size=(160, 40)) as app:
            return app.text()

    async def test_one_that_stops_says_how_many_lines_did_not_run(self):
        text = await self.shown("guest add web memory=256M\nballoon set web 1M\nfree web\nsay a\nsay b\n")
        assert "; 3 lines after it did not run" in text

    async def test_one_that_ends_with_the_line_that_stops_it_does_not(self):
        assert "did not run" not in await self.shown("guest add web memory=256M\nballoon set web 1M\n")

    async def test_one_with_times_says_no_number(self):
        text = await self.shown("guest add web memory=256M\n@1s balloon set web 1M\n@2s say a\n")
        assert "what was to come after it did not run" in text


async def test_the_page_at_the_cursor_says_its_machine_frame_also_while_time_stands(session):
    async with opened(session) as app:
        await app.press("1", "tab", "enter", "enter")
        assert "machine  0x0" in app.text()
        await app.press("right", "right")
        assert "machine  0x2" in app.text()
