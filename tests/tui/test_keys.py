"""One table of keys: everything that shows or binds keys agrees with it."""

from __future__ import annotations

import pytest
from textual.binding import BindingsMap

from tui.app import BallonetApp
from tui.keys import KEYS, footer_keys, help_keys, readme_keys
from tui.keys.table import HEADINGS
from tui.prompt.pane import PromptPane
from tui.render.glyphs import ASCII
from tui.render.legend import legend_rows
from tui.screens.export_form import ExportForm
from tui.screens.help import NARROW, all_keys, pane_help
from tui.screens.main import MainScreen
from tui.screens.palette import PaletteScreen
from tui.widgets.bands import Bands
from tui.widgets.compare_pane import ComparePane
from tui.widgets.event_log import EventLog
from tui.widgets.host_map_pane import HostMapPane
from tui.widgets.plots_pane import PlotsPane

PANES = ("prompt", "map", "events", "host", "compare", "plots")


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
    "pane": MainScreen,
    "export": ExportForm,
}
"""Who binds the keys of a place."""


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


def test_an_id_names_one_action():
    ids = [f"{row.where}.{each.name}" for row in KEYS for each in row.bound]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("pane", PANES)
def test_a_footer_has_at_most_seven_keys_that_fit_80_columns(pane):
    keys = footer_keys(pane)
    assert len(keys) <= 7
    assert (keys[0][0], keys[-1][0]) == ("F1", "^Q")
    assert sum(len(key) + len(word) + 3 for key, word in keys) <= 80


@pytest.mark.parametrize("pane", PANES)
def test_the_help_of_a_pane_names_all_its_keys(pane):
    text = "\n".join(line for _, line in pane_help(pane)[1])
    assert all(key.shown in text and key.means in text for key in help_keys(pane))


@pytest.mark.parametrize("pane", PANES)
def test_the_help_of_a_pane_explains_the_signs_as_they_are_drawn(pane):
    text = [line for _, line in pane_help(pane, ASCII)[1]]
    assert set(legend_rows(ASCII, NARROW)) <= set(text)


def test_all_keys_are_in_the_second_help_and_in_the_readme():
    text = "\n".join(line for _, line in all_keys()[1])
    assert all(key.means in text and key.means in readme_keys() for key in KEYS)
    assert all(heading in text for heading in HEADINGS.values())


def test_no_line_of_help_is_wider_than_a_small_terminal():
    pages = [pane_help(pane)[1] for pane in PANES] + [all_keys()[1]]
    assert max(len(line) for page in pages for _, line in page) <= 75


def test_keys_that_belong_to_terminals_are_left_alone():
    taken = {"f10", "f11", "f12", "ctrl+b", "ctrl+a", "ctrl+s", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m"}
    assert not taken & named(*HEADINGS)
