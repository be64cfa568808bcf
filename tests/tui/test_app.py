"""The app on an engine that stands still: layout, help, palette, themes, every size."""

from __future__ import annotations

import attrs
import pytest

from engine.snapshot import Sentence
from tests.tui import snapshots
from tests.tui.driving import Driver, opened
from tests.tui.fake_session import FakeSession
from tui.app import BallonetApp
from tui.keys import KEYS
from tui.launch import Launch
from tui.render.colours.bundled import bundled_themes
from tui.verbs.captured import reading
from tui.verbs.watch import LOOKING


async def test_the_screen_has_host_guests_operations_events_and_prompt_in_this_order():
    async with opened(size=(80, 24)) as app:
        rows = app.rows(0)
        starts = [" HOST 8G", " 1 web", " 2 db", " 3 app", " ● 7 ", " 30.31 db", " ❯ ", " F1 Help"]
        at = [next(i for i, row in enumerate(rows) if row.startswith(start)) for start in starts]
        assert at == sorted(at)
        assert len(rows) == 24


async def test_the_clock_says_that_time_stands():
    async with opened() as app:
        assert "00:31.2 ‖ 1x" in app.rows(0)[0]


@pytest.mark.parametrize(
    ("launch", "said"),
    [
        (Launch(), "The guests are booting."),
        (Launch(waiting=reading("/somewhere/c1-frag", 3)), "Reading c1-frag, step 3."),
        (Launch(waiting=reading("/somewhere/a\x1b[2Jb.ballonet")), "Reading a\\x1b[2Jb.ballonet."),
        (Launch(waiting=LOOKING), "Looking at this machine."),
        (Launch(waiting=reading("x" * 300)), "Reading xxx"),
    ],
)
async def test_the_empty_stage_says_what_is_going_on(launch, said, monkeypatch):
    monkeypatch.setattr(BallonetApp, "_start", lambda _: None)
    app = BallonetApp(launch)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert said in Driver(pilot, None).text()


async def test_a_picture_that_is_unchanged_is_not_drawn_again():
    async with opened() as app:
        seen = []
        app.screen.body.host.show = lambda picture, _: seen.append(picture)
        app.app.conductor.show()
        assert seen == []
        app.session.picture = attrs.evolve(app.session.picture, time=0)
        app.app.conductor.show()
        assert len(seen) == 1


async def test_the_first_help_is_for_the_pane_and_the_second_has_all_keys():
    async with opened() as app:
        await app.press("f1")
        assert "F1 · the prompt" in app.text()
        await app.press("f1")
        assert "F1 · all keys" in app.text()
        await app.press("f1")
        assert "F1 ·" not in app.text()
        await app.press("tab", "f1")
        assert "F1 · the section map" in app.text()


async def test_help_scrolls_while_the_prompt_keeps_the_keyboard():
    async with opened() as app:
        await app.press("f1", "f1", *["pagedown"] * 12)
        assert KEYS[-1].means in app.text()
        await app.type("free")
        assert app.prompt.value == "free"


@pytest.mark.parametrize("pane", ["tab", "shift+tab"])
async def test_page_keys_and_escape_are_the_open_panels_whoever_has_the_keyboard(pane):
    async with opened() as app:
        await app.press(pane)
        cursor, having = app.screen.body.bands.cursor, app.screen.pane
        await app.press("f1", *["pagedown"] * 8)
        assert "F1 again: all keys" in app.text()
        assert app.screen.body.bands.cursor == cursor
        await app.press("escape")
        assert "F1 ·" not in app.text()
        assert app.screen.pane == having
        await app.press("f1")
        assert "F1 · all keys" not in app.text()


async def test_no_column_of_text_stands_under_the_scroll_bar():
    session = FakeSession()
    session.outputs["top web"] = "".join(f"line {n:02}  {'x' * 65}redis\n" for n in range(40))
    async with opened(session) as app:
        await app.type("top web")
        await app.press("enter")
        assert sum("redis" in row for row in app.rows(0)) > 10
        await app.press("escape", "f1")
        row = next(row for row in app.rows(0) if "Type a command, Enter runs it" in row)
        assert "Esc gives the keyboard back to the prompt." in row


async def test_a_table_has_the_whole_width_and_is_moved_sideways_where_it_is_wider():
    session = FakeSession()
    session.outputs["free web"] = "free  " + "-" * 69 + "total\n"
    session.outputs["pagetypeinfo web"] = "a  " + "b" * 100 + " end\n" + "word " * 30
    async with opened(session) as app:
        await app.type("free web")
        await app.press("enter")
        assert "free  " + "-" * 69 + "total" in app.rows(0)
        await app.type("pagetypeinfo web")
        await app.press("enter")
        shown = [row for row in app.rows(0) if row.startswith(("a  bb", "word"))]
        assert [len(row) for row in shown] == [80, 79, 69]
        await app.press("shift+right", "shift+right", "shift+right", "shift+right")
        assert "bb end" in app.text()
        await app.press("shift+left", "shift+left", "shift+left", "shift+left")
        assert "a  bb" in app.text()


async def test_tab_goes_round_the_panes_and_the_footer_with_it():
    async with opened() as app:
        await app.press("tab")
        assert "Next stuck" in app.rows(23)[0]
        await app.press("tab")
        assert "Cancel" in app.rows(23)[0]
        await app.press("tab")
        assert "Scroll" in app.rows(23)[0]
        await app.press("tab")
        assert "Palette" in app.rows(23)[0]
        await app.press("shift+tab", "colon")
        assert "Palette" in app.rows(23)[0]


async def test_shift_tab_goes_the_other_way_round():
    async with opened() as app:
        seen = []
        for _ in range(5):
            await app.press("shift+tab")
            seen.append(app.screen.pane)
        assert seen == ["events", "operations", "map", "prompt", "events"]
        await app.press("colon", "tab", "shift+tab")
        assert app.screen.pane == "prompt"


async def test_hint_and_help_are_those_of_the_pane_that_has_the_keyboard():
    async with opened() as app:
        assert "just type" in app.rows(22)[0]
        await app.press("f1", "tab")
        assert "F1 · the section map" in app.text()
        assert app.rows(22)[0].strip().startswith("Enter in")
        await app.press("tab")
        assert app.rows(22)[0].strip().startswith("j k choose")
        await app.press("tab")
        assert app.rows(22)[0].strip().startswith("↑ ↓ scroll")
        await app.press("escape", "escape")
        assert "just type" in app.rows(22)[0]


@pytest.mark.parametrize("pane", [(), ("tab",)], ids=["prompt", "map"])
async def test_a_number_says_which_guest_is_alone(pane):
    async with opened() as app:
        await app.press(*pane, "2")
        assert app.rows(22)[0].strip() == "db among all guests"
        await app.press("2")
        assert app.rows(22)[0].strip() == "db alone · 0 shows all"
        await app.press("0")
        assert app.rows(22)[0].strip() == "db among all guests"


async def test_a_letter_in_the_map_writes_a_command_and_changes_nothing():
    async with opened() as app:
        await app.press("tab", "right", "r")
        assert app.prompt.value == "hotplug remove web section=1"
        assert app.session.ran == []
        assert app.screen.pane == "prompt"


async def test_a_letter_that_means_nothing_in_the_map_says_so():
    async with opened() as app:
        await app.press("tab", "q")
        assert "q does nothing here" in app.text()


async def test_escape_ends_at_home_and_keeps_the_line():
    async with opened() as app:
        await app.type("lsmem web")
        await app.press("f1", "escape", "escape", "escape", "escape")
        assert (app.screen.panel.topic, app.screen.pane, app.prompt.value) == ("", "prompt", "")
        await app.press("up")
        assert app.prompt.value == "lsmem web"


async def test_escape_at_home_forgets_what_failed():
    failed = snapshots.operation(
        9, "hotplug remove app 128M", state="failed", reason="s23 cannot leave", ended=1
    )
    session = FakeSession(snapshots.snapshot(paused=True, operations=(failed,)))
    async with opened(session) as app:
        assert "hotplug remove app 128M" in app.text()
        await app.press("escape")
        assert "hotplug remove app 128M" not in app.text()


async def test_a_failure_is_what_the_empty_line_asks_about():
    failed = snapshots.operation(
        9, "hotplug remove app 128M", state="failed", failed_sections=((23, "3 pages"),)
    )
    async with opened(FakeSession(snapshots.snapshot(paused=True, operations=(failed,)))) as app:
        assert " ❯ why app section=23" in app.rows(20)


async def test_the_palette_writes_commands_and_does_actions():
    async with opened() as app:
        await app.press("ctrl+p")
        await app.type("hotplug rem")
        await app.app.workers.wait_for_complete()
        await app.press("enter")
        assert app.prompt.value == "hotplug remove "
        await app.press("escape", "ctrl+p")
        await app.type("Step")
        await app.app.workers.wait_for_complete()
        await app.press("enter")
        assert app.session.steps == 1


async def test_ctrl_t_changes_the_colours_of_every_part():
    async with opened() as app:
        light = bundled_themes()["light"]
        app.app.wear(light)
        await app.pilot.pause()
        ground = light.hex("ground").lower()
        strips = app.screen._compositor.render_strips()
        grounds = {
            segment.style.bgcolor.triplet.hex
            for strip in strips[-3:]
            for segment in strip
            if segment.style and segment.style.bgcolor
        }
        assert ground in grounds
        dark = bundled_themes()["safe"].hex("ground").lower()
        assert dark not in {
            segment.style.bgcolor.triplet.hex
            for strip in strips
            for segment in strip
            if segment.style and segment.style.bgcolor
        }


async def test_what_a_script_says_stands_below_the_prompt_until_something_is_typed():
    async with opened() as app:
        app.session.picture = attrs.evolve(app.session.picture, caption="Watch the map, not the number.")
        app.app.conductor.show()
        await app.pilot.pause()
        assert app.rows(22)[0].strip() == "Watch the map, not the number."
        await app.type("f")
        assert "Watch the map" not in app.text()


async def test_on_the_linux_console_the_map_is_letters(monkeypatch):
    monkeypatch.setenv("TERM", "linux")
    async with opened() as app:
        assert not set("█▒░○╌━▔❯") & set(app.text())
        await app.type("balloon set web 3x")
        await app.press("enter")
        assert "^^ '3x' is not a size" in app.text()


async def test_without_guests_the_screen_says_how_to_begin():
    picture = attrs.evolve(snapshots.snapshot(paused=True), guests=(), operations=())
    async with opened(FakeSession(picture, told=())) as app:
        assert "guest add" in app.text()


async def test_ctrl_q_ends_the_app():
    async with opened() as app:
        await app.press("ctrl+q")
        assert app.app.return_code == 0


@pytest.mark.parametrize("line", ["quit", "exit", "q"])
async def test_words_that_leave_other_programs_leave_this_one(line):
    async with opened() as app:
        await app.type(line)
        await app.press("enter")
        assert app.app.return_code == 0
        assert app.session.ran == []


async def test_ctrl_c_leaves_the_line_and_then_says_how_to_quit():
    async with opened() as app:
        await app.type("lsmem web")
        await app.press("ctrl+c")
        assert app.prompt.value == ""
        assert "^Q quits" not in app.text()
        await app.press("ctrl+c")
        assert app.rows(22)[0].strip() == "nothing is selected to copy: drag, or y in a pane · ^Q quits"
        await app.press("up")
        assert app.prompt.value == "lsmem web"


async def test_ctrl_c_in_another_pane_says_how_to_quit():
    async with opened() as app:
        await app.press("tab", "ctrl+c")
        assert app.rows(22)[0].strip() == "nothing is selected to copy: drag, or y in a pane · ^Q quits"


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (200, 60)])
async def test_the_prompt_is_in_sight_at_every_size_that_is_meant(size):
    async with opened(size=size) as app:
        await app.type("lsmem web")
        assert any(row.startswith(" ❯ lsmem web") for row in app.rows(0))
        assert len(app.rows(0)) == size[1]


@pytest.mark.parametrize("size", [(59, 24), (80, 19), (48, 14), (33, 8)])
async def test_a_small_terminal_says_what_is_needed(size):
    async with opened(size=size) as app:
        assert "ballonet needs 60 x 20." in app.text()
        assert f"{size[0]} x {size[1]}" in app.text()


async def test_no_size_ends_the_app_and_it_recovers():
    async with opened() as app:
        await app.type("hotplug ")
        await app.press("tab")
        await app.press("f1")
        sizes = [
            (1, 1),
            (2, 60),
            (200, 1),
            (31, 6),
            (60, 20),
            (61, 21),
            (114, 32),
            (159, 50),
            (160, 24),
            (300, 100),
        ]
        for width, height in sizes:
            await app.pilot.resize_terminal(width, height)
            await app.pilot.pause()
            assert len(app.rows(0)) == height
        await app.pilot.resize_terminal(80, 24)
        await app.pilot.pause()
        assert any(row.startswith(" ❯ hotplug") for row in app.rows(0))


@pytest.mark.parametrize("small", [(50, 15), (5, 2)])
async def test_the_prompt_keeps_the_keyboard_in_a_terminal_that_shrinks_and_grows(small):
    async with opened() as app:
        for size in (small, (80, 24)):
            await app.pilot.resize_terminal(*size)
            await app.pilot.pause()
        assert app.screen.pane == "prompt"
        await app.type("lsmem")
        assert app.prompt.value == "lsmem"


async def test_text_of_users_cannot_reach_the_terminal_as_commands():
    picture = snapshots.snapshot(
        paused=True, operations=(snapshots.operation(7, "say \x1b]0;owned\x07[red]x[/"),)
    )
    async with opened(FakeSession(picture)) as app:
        assert not set("\x1b\x07") & set(app.text())
        await app.paste("[bold red]no markup[/] \x1b[2J")
        assert app.prompt.value == "[bold red]no markup[/] [2J"
        await app.press("enter")
        assert "\x1b" not in app.text()


class TestScrolledBack:
    """The sentences are scrolled back only while someone looks at what is older."""

    SAID = tuple(Sentence(number, 0, "web", f"Sentence {number}.") for number in range(30))

    @pytest.mark.parametrize(
        ("keys", "name"),
        [
            (("shift+tab", "home"), "End"),
            (("pageup",), "Esc"),
        ],
    )
    async def test_a_mark_says_how_many_are_newer_and_which_key_goes_there(self, keys, name):
        async with opened(FakeSession(told=self.SAID)) as app:
            await app.press(*keys)
            assert f" newer · {name}" in app.text()
            await app.press(name.replace("Esc", "escape").lower())
            assert "newer ·" not in app.text()
            assert "Sentence 29." in app.text()

    @pytest.mark.parametrize("back", ["colon", "escape", "tab"])
    async def test_going_back_to_the_prompt_shows_the_newest(self, back):
        async with opened(FakeSession(told=self.SAID)) as app:
            await app.press("shift+tab", "home", back)
            assert app.screen.pane == "prompt"
            assert "Sentence 29." in app.text()

    async def test_running_a_command_shows_the_newest(self):
        async with opened(FakeSession(told=self.SAID)) as app:
            await app.press("pageup")
            await app.type("balloon set web 512M")
            await app.press("enter")
            assert "Sentence 29." in app.text()
