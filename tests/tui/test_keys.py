"""One table of keys: everything that shows or binds keys agrees with it."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.binding import BindingsMap

from tests.readme import README
from tests.tui.frames import PALETTE
from tui.app import BallonetApp
from tui.keys import KEYS, footer_keys, help_keys, readme_keys
from tui.keys.names import key_name
from tui.keys.table import HEADINGS
from tui.prompt.pane import PromptPane
from tui.render.map.legend import legend_rows
from tui.render.text.glyphs import ASCII, UNICODE
from tui.render.whole.footer import fitting, footer_row, key_at
from tui.screens.export_form import ExportForm
from tui.screens.help import NARROW, all_keys, pane_help
from tui.screens.help_texts import ABOUT
from tui.screens.lessons import LessonsScreen
from tui.screens.main import MainScreen
from tui.screens.palette import PaletteScreen
from tui.screens.palette_entries import entries
from tui.screens.wrapped import broken
from tui.widgets.bands import Bands
from tui.widgets.cell_menu import CellMenu
from tui.widgets.compare_pane import ComparePane
from tui.widgets.event_log import EventLog
from tui.widgets.fork_pane import ForkPane
from tui.widgets.guests_heading import GuestsHeading
from tui.widgets.host_map_pane import HostMapPane
from tui.widgets.operations_pane import OperationsPane
from tui.widgets.overview import Overview
from tui.widgets.plots_pane import PlotsPane
from tui.widgets.presenter_pane import PresenterPane
from tui.widgets.theme_picker import ThemePicker
from tui.widgets.timeline import Timeline

PANES = ("prompt", "map", "events", "host", "compare", "plots", "guests", "filter", "themes", "operations")


HOMES = {
    "anywhere": MainScreen,
    "command": MainScreen,
    "prompt": PromptPane,
    "map": Bands,
    "events": EventLog,
    "host": HostMapPane,
    "compare": ComparePane,
    "plots": PlotsPane,
    "panel": MainScreen,
    "palette": PaletteScreen,
    "tour": MainScreen,
    "pane": MainScreen,
    "export": ExportForm,
    "guests": Overview,
    "filter": GuestsHeading,
    "themes": ThemePicker,
    "operations": OperationsPane,
    "presenter": PresenterPane,
    "replay": Timeline,
    "fork": ForkPane,
    "cell": CellMenu,
    "lessons": LessonsScreen,
    "card": MainScreen,
}
"""Who binds the keys of a place."""

OF_TEXTUAL = {"help_quit", "copy_text", "cursor_right", "submit"}
"""Actions of Textual's own bindings that do something of ours."""


def named(*places: str) -> set[str]:
    return {key for row in KEYS if row.where in places for key in row.keys}


@pytest.mark.parametrize("where", HOMES)
def test_who_has_the_keyboard_binds_the_keys_that_the_table_names_and_no_others(where):
    places = [place for place, home in HOMES.items() if home is HOMES[where]]
    assert set(BindingsMap(HOMES[where].BINDINGS).key_to_bindings) == named(*places)


@pytest.mark.parametrize(
    ("where", "action"), sorted({(row.where, each.action) for row in KEYS for each in row.bound})
)
def test_every_action_of_the_table_exists(where, action):
    owner, _, name = action.partition("(")[0].rpartition(".")
    home = {"app": BallonetApp, "screen": MainScreen}.get(owner, HOMES[where])
    assert hasattr(home, f"action_{name}")


def test_every_action_has_a_key_or_a_palette_entry_a_help_text_and_a_row_in_the_readme():
    offered = {entry.action for entry in entries((), None)}
    page = README.read_text("utf-8")
    for row in KEYS:
        assert f"| {HEADINGS[row.where].lower()} | {row.means} |" in page
        assert all(each.keys or each.action in offered for each in row.bound)
    helped = "\n".join(line for _, line in all_keys()[1])
    assert all(row.means in helped for row in KEYS)


@pytest.mark.parametrize("home", dict.fromkeys([*HOMES.values(), BallonetApp]))
def test_every_action_that_is_written_here_is_in_the_table_or_the_palette(home):
    written = {
        name.removeprefix("action_")
        for name in dir(home)
        if name.startswith("action_") and getattr(home, name).__module__.startswith("tui.")
    }
    known = {each.action for row in KEYS for each in row.bound} | {each.action for each in entries((), None)}
    named = {action.partition("(")[0].rpartition(".")[2] for action in known}
    assert written - named <= OF_TEXTUAL


def test_an_id_names_one_action():
    ids = [f"{row.where}.{each.name}" for row in KEYS for each in row.bound]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("pane", PANES)
def test_a_footer_has_at_most_seven_keys_that_fit_80_columns(pane):
    keys = footer_keys(pane)
    assert len(keys) <= 7
    assert (keys[0].shown, keys[-1].shown) == ("F1", "^Q")
    assert [key for _, key in fitting(keys, 80, UNICODE)] == list(keys)


@pytest.mark.parametrize("pane", PANES)
@pytest.mark.parametrize("width", [60, 40, 32])
def test_a_narrow_footer_shows_fewer_keys_and_always_the_first_and_the_last(pane, width):
    keys = footer_keys(pane)
    shown = [key for _, key in fitting(keys, width, UNICODE)]
    assert (shown[0], shown[-1]) == (keys[0], keys[-1])
    assert footer_row(keys, width, PALETTE, UNICODE).column <= width
    assert footer_row(keys, width, PALETTE, ASCII).strip(width).text.isascii()


def test_each_column_of_the_footer_is_its_own_key():
    keys = footer_keys("prompt")
    placed = fitting(keys, 80, UNICODE)
    owner = {column + i: key for column, key in placed for i in range(len(f"{key.shown} {key.name}"))}
    found = {x: key_at(keys, 80, UNICODE, x) for x in range(-1, 90)}
    assert {x: each[0] for x, each in found.items() if each} == owner
    speed = next(column for column, key in placed if key.shown == "+/-")
    assert [found[speed + i][1].name for i in range(3)] == ["faster", "faster", "slower"]


def test_a_key_map_renames_what_footer_help_and_palette_show():
    others = {"anywhere.help": "f9", "command.pause": "ctrl+space,p", "map.left": "ctrl+b"}
    assert footer_keys("prompt", others)[0].shown == "F9"
    text = "\n".join(line for _, line in pane_help("map", overrides=others)[1])
    assert "F9" in text
    assert "Ctrl+Space p" in text
    assert "^B" in text
    assert next(each for each in entries((), None, (), others) if each.action == "help").key == "F9"


@pytest.mark.parametrize(
    ("key", "name"),
    [("f5", "F5"), ("f", "f"), ("ctrl+t", "^T"), ("shift+left", "Shift+←"), ("question_mark", "?")],
)
def test_keys_are_called_as_people_call_them(key, name):
    assert key_name(key) == name


@pytest.mark.parametrize("pane", PANES)
def test_the_help_of_a_pane_names_all_its_keys(pane):
    text = "\n".join(line for _, line in pane_help(pane)[1])
    assert all(key.shown in text and key.means in text for key in help_keys(pane))


def test_the_help_of_the_prompt_names_no_letter_for_letters_are_typed():
    assert not [key.shown for key in help_keys("prompt") if len(key.shown) == 1 and key.shown.isalpha()]


@pytest.mark.parametrize("pane", PANES)
def test_the_help_of_a_pane_explains_the_signs_as_they_are_drawn(pane):
    text = [line for _, line in pane_help(pane, ASCII)[1]]
    assert set(legend_rows(ASCII, NARROW)) <= set(text)


def test_all_keys_are_in_the_second_help_and_in_the_readme():
    text = "\n".join(line for _, line in all_keys()[1])
    assert all(key.means in text and key.means in readme_keys() for key in KEYS)
    assert all(heading in text for heading in HEADINGS.values())


def test_help_is_broken_into_lines_that_fit_a_small_terminal_and_none_is_a_stump():
    pages = [pane_help(pane)[1] for pane in PANES] + [all_keys()[1]]
    rows = [text for page in pages for _, text in broken(page, NARROW)]
    assert max(map(cell_len, rows)) <= NARROW
    assert all(len(about) > NARROW / 2 for paragraphs in ABOUT.values() for about in paragraphs)


def test_keys_that_belong_to_terminals_are_left_alone():
    taken = {"f10", "f11", "f12", "ctrl+b", "ctrl+a", "ctrl+s", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m"}
    assert not taken & named(*HEADINGS)
