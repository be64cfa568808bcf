"""The prompt rule: letters type, all else acts while the line is empty, and nothing typed is ever lost."""

from __future__ import annotations

import pytest

from tests.tui.driving import opened
from tests.tui.fake_session import FakeSession


async def test_letters_type_and_enter_runs_the_line():
    async with opened() as app:
        await app.type("balloon set web 512M")
        await app.press("enter")
        assert app.session.ran == ["balloon set web 512M"]
        assert app.prompt.value == ""


async def test_on_an_empty_line_what_is_no_letter_acts():
    async with opened() as app:
        await app.press("space")
        assert not app.session.paused
        await app.press("full_stop", "full_stop")
        assert (app.session.paused, app.session.steps) == (True, 2)
        await app.press("plus")
        assert app.session.speed == 2.0
        await app.press("minus", "minus")
        assert app.session.speed == 0.5
        await app.press("2")
        assert app.screen.selected == "db"
        assert app.prompt.value == ""


async def test_with_one_letter_typed_the_same_keys_are_text():
    async with opened() as app:
        await app.type("s .2+-0")
        assert app.prompt.value == "s .2+-0"
        assert app.session.steps == 0


@pytest.mark.parametrize("first", ["#", "@"])
async def test_a_comment_and_a_time_start_a_line(first):
    async with opened() as app:
        await app.type(first)
        assert app.prompt.value == first


async def test_a_refused_line_is_kept_with_the_wrong_word_marked():
    async with opened() as app:
        await app.type("balloon set web 3x")
        await app.press("enter")
        assert app.prompt.value == "balloon set web 3x"
        assert app.rows(20, 23) == [
            " ❯ balloon set web 3x",
            "                   ▔▔ '3x' is not a size",
            "                      → a number and a unit, as 512M, 1.5G or 300p · ↓ choose",
        ]
        await app.press("backspace")
        assert "▔" not in app.text()


async def test_up_recalls_lines_that_start_as_typed_and_down_comes_back():
    async with opened() as app:
        for line in ("balloon set web 512M", "pause"):
            await app.type(line)
            await app.press("enter")
        await app.type("ba")
        await app.press("up")
        assert app.prompt.value == "balloon set web 512M"
        await app.press("down")
        assert app.prompt.value == "ba"


async def test_escape_leaves_the_line_and_up_brings_it_back():
    async with opened() as app:
        await app.type("hotplug add web")
        await app.press("escape")
        assert app.prompt.value == ""
        await app.press("up")
        assert app.prompt.value == "hotplug add web"


async def test_right_takes_the_suggestion_of_an_empty_line():
    async with opened() as app:
        suggested = app.rows(21)[0].removeprefix(" ❯ ")
        await app.press("right")
        assert app.prompt.value == suggested != ""


async def test_right_takes_the_ghost_of_a_word():
    async with opened() as app:
        await app.type("hotp")
        assert " ❯ hotplug" in app.rows(21)
        await app.press("right")
        assert app.prompt.value == "hotplug"


async def test_tab_completes_the_only_word_that_fits():
    async with opened() as app:
        await app.type("hotp")
        await app.press("tab")
        assert app.prompt.value == "hotplug "


async def test_tab_opens_a_menu_upwards_that_says_what_each_word_means():
    async with opened() as app:
        await app.type("hotplug ")
        await app.press("tab")
        assert [row.split("│")[1].split()[0] for row in app.rows(17, 20)] == ["add", "remove", "set"]
        assert "add     add whole sections; the target moves with them" in app.text()
        await app.press("down", "enter")
        assert app.prompt.value == "hotplug remove "
        assert app.session.ran == []
        assert "┌" not in app.text()


async def test_typing_narrows_the_menu_and_escape_closes_it_alone():
    async with opened() as app:
        await app.type("h")
        await app.press("tab")
        assert all(word in app.text() for word in ("│ hotplug", "│ help "))
        await app.type("ot")
        assert "│ help " not in app.text()
        await app.press("escape")
        assert app.prompt.value == "hot"


async def test_shift_tab_goes_back_in_the_menu():
    async with opened() as app:
        await app.type("hotplug ")
        await app.press("tab", "tab", "shift+tab", "right")
        assert app.prompt.value == "hotplug add "


async def test_search_finds_what_was_typed_before():
    async with opened() as app:
        for line in ("balloon set web 512M", "hotplug add web 64M"):
            await app.type(line)
            await app.press("enter")
        await app.press("ctrl+r")
        await app.type("512")
        await app.press("enter")
        assert app.prompt.value.strip() == "balloon set web 512M"
        assert app.session.ran[-1] == "hotplug add web 64M"


async def test_one_pasted_line_is_text_without_control_characters():
    async with opened() as app:
        await app.paste("balloon\tset \x1b[31mweb\x07\n")
        assert app.prompt.value == "balloon set [31mweb"


async def test_pasted_lines_are_shown_and_run_when_enter_says_so():
    async with opened() as app:
        await app.paste("pause\n\nballoon set web 512M\r\nrun\n")
        assert "3 lines to run" in app.text()
        assert app.session.ran == []
        await app.press("enter")
        assert app.session.ran == ["pause", "balloon set web 512M", "run"]
        assert "lines to run" not in app.text()


async def test_pasted_lines_stop_at_the_first_that_is_refused():
    async with opened() as app:
        await app.paste("pause\nballoon set web 3x\nrun\nstep\n")
        await app.press("enter")
        assert app.session.ran == ["pause"]
        assert app.prompt.value == "balloon set web 3x"
        assert "Enter runs this and goes on with the 2 lines after it" in app.text()
        await app.press("backspace")
        await app.type("12M")
        await app.press("enter")
        assert app.session.ran == ["pause", "balloon set web 312M", "run", "step"]


async def test_escape_drops_the_lines_behind_a_wrong_one_and_keeps_that():
    async with opened() as app:
        await app.paste("pause\nballoon set web 3x\nrun\n")
        await app.press("enter", "escape")
        assert app.prompt.value == "balloon set web 3x"
        await app.press("backspace")
        await app.type("00M")
        await app.press("enter")
        assert app.session.ran == ["pause", "balloon set web 300M"]


async def test_escape_drops_pasted_lines():
    async with opened() as app:
        await app.paste("pause\nrun\n")
        await app.press("escape")
        await app.press("enter")
        assert app.session.ran == []


@pytest.mark.parametrize("text", ["x" * 1_000_000, "step\n" * 1000])
async def test_a_huge_paste_is_refused_in_words(text):
    async with opened() as app:
        await app.paste(text)
        assert "too much to paste" in app.text()
        assert app.prompt.value == ""


async def test_a_line_can_be_no_longer_than_a_command():
    async with opened() as app:
        await app.paste("x" * 60_000)
        assert len(app.prompt.value) == 4096


async def test_a_view_opens_above_the_prompt_and_escape_closes_it():
    session = FakeSession(
        outputs={"free web": "              total        used\nMem:        1048576      123\x1b[0m456"}
    )
    async with opened(session) as app:
        await app.type("free web")
        await app.press("enter")
        assert "─ free web ─" in app.text()
        assert "Mem:        1048576      123\\x1b[0m456" in app.text()
        await app.press("escape")
        assert "Mem:" not in app.text()


async def test_the_menu_is_headed_by_how_the_command_is_written_brackets_and_all():
    async with opened() as app:
        await app.type("hotplug add ")
        await app.press("tab")
        assert "hotplug add GUEST SIZE [node=N]" in app.text()


async def test_operators_words_are_translated():
    async with opened() as app:
        await app.type("xl mem-set web 512")
        await app.press("enter")
        assert "= balloon set web 512M" in app.text()


async def test_commands_of_the_run_before_are_recalled(tmp_path):
    file = tmp_path / "history.jsonl"
    file.write_text('"lsmem web"\n')
    async with opened(history=file) as app:
        await app.press("up")
        assert app.prompt.value == "lsmem web"


async def test_a_click_in_the_menu_takes_what_was_clicked():
    async with opened() as app:
        await app.type("hotplug ")
        await app.press("tab")
        await app.pilot.click("#menu", offset=(4, 2))
        await app.pilot.pause()
        assert app.prompt.value == "hotplug remove "
        await app.type("web")
        assert app.prompt.value == "hotplug remove web"


async def test_a_refused_line_has_no_ghost_until_it_is_edited():
    async with opened() as app:
        await app.type("balloon set web 256")
        assert "balloon set web 256M" in app.text()
        await app.press("enter")
        assert "256 has no unit" in app.text()
        assert "balloon set web 256M" not in app.text()
        await app.press("right")
        assert app.prompt.value == "balloon set web 256"
        await app.press("backspace")
        await app.type("6")
        assert "balloon set web 256M" in app.text()


async def test_choosing_is_said_only_while_the_prompt_has_the_keyboard():
    async with opened() as app:
        await app.type("hotplug ad web 48M")
        await app.press("enter")
        assert "↓ choose" in app.text()
        app.screen.body.bands.focus()
        await app.pilot.pause()
        assert "↓ choose" not in app.text()


async def test_an_error_offers_what_fits_in_the_place_of_the_wrong_word():
    async with opened() as app:
        await app.type("hotplug ad web 48M")
        await app.press("enter")
        assert "↓ choose" in app.text()
        await app.press("down")
        assert app.prompt.value == "hotplug add web 48M"
        await app.press("enter")
        assert app.session.ran == ["hotplug add web 48M"]


async def test_where_several_fit_an_error_offers_the_nearest_first():
    async with opened() as app:
        await app.type("hotplug add web 40X")
        await app.press("enter", "down")
        assert "│ 16M " in app.text()
        await app.press("enter")
        assert app.prompt.value == "hotplug add web 16M "


async def test_a_word_in_the_midst_of_the_line_is_completed_in_its_place():
    async with opened() as app:
        await app.type("balloon s web 512M")
        await app.press("home", *["right"] * len("balloon s"), "tab")
        assert app.prompt.value == "balloon set web 512M"


async def test_the_ghost_is_what_was_typed_before_and_still_makes_sense(tmp_path):
    file = tmp_path / "history.jsonl"
    file.write_text('"balloon set web 512M"\n"balloon set gone 1G"\n"balloon oops"\n')
    async with opened(history=file) as app:
        await app.type("ba")
        await app.press("right")
        assert app.prompt.value == "balloon set web 512M"


async def test_while_a_line_is_typed_it_says_what_the_word_comes_to_and_what_comes_next():
    async with opened(size=(120, 40)) as app:
        await app.type("hotplug add web 40M")
        assert "40M = 2.5 sections of 16M: take 32M or 48M" in app.text()
        await app.press("backspace", "backspace", "backspace")
        assert "hotplug add GUEST SIZE [node=N]" in app.text()


async def test_search_counts_what_it_finds_in_whatever_case(tmp_path):
    file = tmp_path / "history.jsonl"
    file.write_text('"balloon set web 512M"\n"lsmem db"\n"say Web is small"\n')
    async with opened(history=file) as app:
        await app.press("ctrl+r")
        assert "typed before: 3" in app.text()
        await app.type("web")
        assert "typed before: 2" in app.text()
        await app.press("ctrl+r", "enter")
        assert app.prompt.value == "balloon set web 512M"
