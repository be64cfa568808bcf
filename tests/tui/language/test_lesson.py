"""A lesson on the screen: headings, and what a size may be for the selected guest."""

from __future__ import annotations

from engine.commands.context import KnownGuest
from engine.commands.help import help_text
from engine.units import GIB, MIB
from tui.language.lesson import lesson

WEB = KnownGuest(
    "web", section_size=16 * MIB, online=GIB, present=GIB, target=GIB, min=256 * MIB, max=3 * GIB
)


def test_the_sizes_of_the_selected_guest_stand_below_the_usage():
    lines = [text for _, text in lesson(help_text("balloon set"), "balloon set", WEB)]
    assert lines[2] == "  SIZE of web now: what it shall have, min 256M to 1G online"


def test_each_of_several_commands_has_its_own():
    lines = [text for _, text in lesson(help_text("hotplug"), "hotplug", WEB)]
    assert "  SIZE of web now: whole 16M sections, up to max 3G" in lines
    assert "  SIZE of web now: whole 16M sections, down to min 256M" in lines


def test_headings_are_set_off():
    tones = {text: tone for tone, text in lesson(help_text("why"), "why", None)}
    assert tones["Try"] == "heading"
    assert tones["See also: help hotplug remove, help whatif"] == "muted"


def test_without_a_topic_nothing_is_added():
    assert [text for _, text in lesson(help_text(), "", WEB)] == help_text().splitlines()
