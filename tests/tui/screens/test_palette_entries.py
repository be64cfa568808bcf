"""The palette finds what has the words that are typed."""

from __future__ import annotations

from tui.screens.palette_entries import match


def test_the_start_of_a_word_beats_its_middle():
    assert match(["rem"], "hotplug remove") > match(["mov"], "hotplug remove") > 0


def test_every_word_must_be_there_in_any_order():
    assert match(["rem", "hot"], "Hotplug remove") > 0
    assert match(["rem", "cold"], "Hotplug remove") == 0


def test_letters_that_stand_apart_are_no_match():
    assert match(["zoom"], "hotplug remove sections by size: zone, online, movable") == 0
