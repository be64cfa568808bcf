"""Choosing a theme: what is looked at is worn at once, and nothing but Enter keeps it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.tui.driving import opened
from tui.render.colours.bundled import bundled_names, bundled_themes
from tui.render.colours.theme_file import LARGEST_FILE, MOST_FILES

NAMES = tuple(bundled_themes())
MINE = 'base = "safe"\nabout = "Mine alone."\n[roles]\nkind.free = "#{}"\n'


def grounds(app) -> set[str]:
    """Return the grounds of the rows above the list."""
    strips = app.app.screen._compositor.render_strips()[:3]
    return {
        segment.style.bgcolor.triplet.hex.upper()
        for strip in strips
        for segment in strip
        if segment.style and segment.style.bgcolor
    }


async def test_a_theme_is_worn_by_the_screen_while_it_is_looked_at_and_kept_with_enter():
    kept = []
    async with opened(size=(120, 40)) as app:
        app.app.remember = lambda name, value: kept.append((name, value))
        await app.press("ctrl+t", "down", "down")
        name = NAMES[2]
        assert app.app.worn.name == app.app.theme == name
        assert app.app.worn.hex("ground") in grounds(app)
        assert app.screen.look[0].ground.bgcolor.triplet.hex.upper() == app.app.worn.hex("ground")
        assert app.app.worn.about in app.text()
        assert kept == []
        await app.press("enter")
        assert kept == [("theme", name)]
        assert app.app.worn.name == name
        assert app.screen.pane == "prompt"
        assert app.app.worn.about not in app.text()


@pytest.mark.parametrize("leave", ["escape", "ctrl+t", "click"])
async def test_whoever_leaves_the_list_wears_what_was_worn_before(leave: str):
    async with opened(size=(120, 40)) as app:
        await app.press("ctrl+t", "down", "down", "down")
        assert app.app.worn.name == NAMES[3]
        if leave == "click":
            await app.pilot.click("Bands")
            await app.pilot.pause()
        else:
            await app.press(leave)
        assert app.app.worn.name == "safe"
        assert not app.screen.picker.is_open


@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
async def test_the_maps_stay_in_sight(size: tuple[int, int]):
    async with opened(size=size) as app:
        top = app.screen.body.bands.region.y
        before = app.rows(top, top + 4)
        await app.press("ctrl+t")
        assert app.rows(top, top + 4) == before
        assert app.screen.picker.region.height >= 7
        assert app.screen.picker.region.right == size[0]
        assert "safe" in app.text()


async def test_its_help_stands_above_it():
    async with opened() as app:
        await app.press("ctrl+t", "f1")
        assert "F1 · the themes" in app.text()
        assert app.screen.panel.region.bottom == app.screen.picker.region.y


async def test_the_mouse_looks_and_keeps():
    async with opened(size=(120, 40)) as app:
        await app.press("ctrl+t")
        await app.pilot.click("ThemePicker", offset=(5, 3))
        assert app.app.worn.name == NAMES[2]
        await app.pilot.double_click("ThemePicker", offset=(5, 3))
        await app.pilot.pause()
        assert app.app.worn.name == NAMES[2]
        assert not app.screen.picker.is_open


async def test_a_theme_of_ones_own_is_read_when_the_list_opens_and_again_on_r(tmp_path: Path):
    (tmp_path / "mine.toml").write_text(MINE.format("112233"), "utf-8")
    async with opened(size=(120, 40), themes=tmp_path) as app:
        await app.press("ctrl+t", "end")
        assert (app.app.worn.name, app.app.worn.hex("kind.free")) == ("mine", "#112233")
        assert "Mine alone." in app.text()
        (tmp_path / "mine.toml").write_text(MINE.format("445566"), "utf-8")
        await app.press("r")
        assert app.app.worn.hex("kind.free") == "#445566"
        assert app.app.get_css_variables()["kind-free"] == "#445566"


async def test_esc_goes_back_to_what_was_worn_as_its_file_is_now_or_as_it_was_when_the_file_is_gone(
    tmp_path: Path,
):
    file = tmp_path / "mine.toml"
    file.write_text(MINE.format("112233"), "utf-8")
    async with opened(theme="mine", themes=tmp_path) as app:
        await app.press("ctrl+t", "up")
        file.write_text(MINE.format("445566"), "utf-8")
        await app.press("r", "escape")
        assert (app.app.worn.name, app.app.worn.hex("kind.free")) == ("mine", "#445566")
        file.unlink()
        await app.press("ctrl+t", "down", "escape")
        assert app.app.worn.name == "mine"


async def test_what_is_wrong_with_a_file_is_said_by_file_line_and_key(tmp_path: Path):
    (tmp_path / "odd.toml").write_text('base = "safe"\n[roles]\nkind.annon = "#112233"\n', "utf-8")
    async with opened(size=(120, 40), themes=tmp_path) as app:
        await app.press("ctrl+t")
        assert "odd.toml:3:1: kind.annon is not a role: did you mean kind.anon?" in app.text()
        (tmp_path / "odd.toml").unlink()
        await app.press("r")
        assert "odd.toml" not in app.text()


async def test_what_cannot_be_a_file_of_a_theme_neither_stops_nor_holds_anything(tmp_path: Path):
    os.mkfifo(tmp_path / "a.toml")
    (tmp_path / "b.toml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "c.toml").mkdir()
    (tmp_path / "d.toml").write_text("a = " + "[" * 30_000, "utf-8")
    (tmp_path / "e.toml").write_text("#" * (LARGEST_FILE + 1), "utf-8")
    (tmp_path / "f.toml").write_text(f"a = {'9' * 5000}", "utf-8")
    (tmp_path / "g.toml").symlink_to(tmp_path / "real")
    (tmp_path / "real").write_text(MINE.format("112233"), "utf-8")
    (tmp_path / "h.toml").write_text('name = "g"\n' + MINE.format("112233"), "utf-8")
    async with opened(size=(120, 40), themes=tmp_path) as app:
        found = app.app.themes.all()
        assert set(found) - set(bundled_names()) == {"g"}
        wrong = [Path(error.place.file).name for error in app.app.themes.wrong]
        assert wrong == [f"{letter}.toml" for letter in "abcdefh"]


async def test_of_too_many_files_the_first_are_read(tmp_path: Path):
    for number in range(MOST_FILES + 1):
        (tmp_path / f"t{number:03}.toml").write_text(MINE.format("112233"), "utf-8")
    async with opened(themes=tmp_path) as app:
        assert len(app.app.themes.all()) == MOST_FILES + len(bundled_names())
        assert f"at most {MOST_FILES}" in app.app.themes.problems()[0]


async def test_a_theme_that_is_not_there_is_said_and_the_app_opens_in_one_that_is():
    async with opened(theme="duks") as app:
        assert app.app.worn.name == "safe"
        assert "did you mean dusk?" in app.text()


async def test_no_theme_of_textuals_own_can_be_had():
    async with opened() as app:
        await app.press("ctrl+t", "end", "escape")
        assert set(app.app.available_themes) <= set(bundled_names())


async def test_a_theme_is_worn_from_the_palette_by_its_name():
    async with opened() as app:
        await app.press("ctrl+p")
        await app.type("theme dusk")
        await app.press("enter")
        assert app.app.worn.name == app.app.remembered("theme") == "dusk"


async def test_who_keeps_another_theme_than_the_configuration_sets_is_told_that_it_will_not_last():
    async with opened(theme="light") as app:
        await app.press("ctrl+t", "up", "enter")
        assert f"theme {app.app.worn.name} · light is set for every run: ballonet config show" in app.text()
    async with opened(theme="auto") as app:
        await app.press("ctrl+t", "down", "enter")
        assert f"theme {app.app.worn.name} · kept" in app.text()


@pytest.mark.parametrize("keys", [("escape", "end", "down"), ("enter", "enter"), ("escape", "enter")])
async def test_a_key_that_comes_right_after_the_one_that_closed_it_changes_nothing(keys):
    async with opened() as app:
        await app.press("ctrl+t")
        await app.burst(*keys)
        assert app.app.worn.name == "safe"
