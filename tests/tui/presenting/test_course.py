"""A script as it is presented: what is typed, what runs by itself, in which order, and with which notes."""

from __future__ import annotations

from engine.script import parse_script
from engine.units import SECOND
from tui.presenting.course import course, remaining
from tui.presenting.presentation import Presentation
from tui.presenting.speaker_notes import speaker_notes


def steps(text: str):
    return course(parse_script(text, "shown").lines, text)


SCRIPT = """\
# A talk about balloons.

guest add web memory=256M
workload web age 50%
chapter One
say Watch.
# Point at the map.
# Then wait.
balloon set web 128M
wait
expect web.memory.target == 128M
chapter Two
try hotplug remove web section=0 &
# Ask the room.
ask Which? answer=s0
free web
"""


def test_commands_are_typed_and_what_they_are_told_or_wait_for_is_not():
    typed = [step.typed for step in steps(SCRIPT)]
    assert [words for words in typed if words] == [
        "balloon set web 128M",
        "try hotplug remove web section=0",
        "free web",
    ]


def test_what_stands_before_the_first_thing_that_is_told_sets_the_scene():
    assert [step.typed for step in steps(SCRIPT)][:2] == ["", ""]
    assert [step.typed for step in steps("guest list\nhost compact\n")] == ["guest list", "host compact"]


def test_places_are_counted_in_each_chapter():
    placed = [(step.chapter, step.place, step.places) for step in steps(SCRIPT) if step.typed]
    assert placed == [("One", 1, 1), ("Two", 1, 2), ("Two", 2, 2)]


def test_lines_with_times_come_in_the_order_of_their_times():
    found = steps("say one\n@3s free web\n@1s guest list\nsay two\n")
    assert [step.line.text for step in found] == ["say one", "@1s guest list", "@3s free web", "say two"]
    assert [step.typed for step in found] == ["", "guest list", "free web", ""]
    assert [step.after for step in found] == [0, SECOND, 2 * SECOND, 0]


def test_notes_are_the_comments_right_before_a_line():
    notes = {step.line.text: step.notes for step in steps(SCRIPT)}
    assert notes["balloon set web 128M"] == ("Point at the map.", "Then wait.")
    assert notes["ask Which? answer=s0"] == ("Ask the room.",)
    assert notes["guest add web memory=256M"] == ()


def test_notes_show_no_sign_that_a_terminal_acts_on():
    assert speaker_notes("# a\x1b[2Jb\nsay one\n") == {2: ("a\\x1b[2Jb",)}


def test_what_is_left_of_a_script_keeps_the_order_of_the_file():
    lines = parse_script("say one\n@3s say late\nsay two\n@1s say soon\nsay three\n", "shown").lines
    left = (lines[2], lines[4], lines[1])
    assert [line.text for line in remaining(lines, left)] == ["@3s say late", "say two", "say three"]
    assert remaining(lines, ()) == ()


def test_a_command_is_typed_letter_by_letter_and_blanks_come_along():
    at = Presentation(steps("free web\n"))
    shown = []
    while not at.whole:
        at = at.type_on()
        shown.append(at.shown)
    assert shown == ["f", "fr", "fre", "free", "free w", "free we", "free web"]
    assert at.type_on() == at
    assert at.rub_out().shown == "free we"


def test_it_is_over_behind_the_last_line_and_nothing_is_typed_then():
    at = Presentation(steps("say one\nfree web\n"))
    assert at.by_itself
    assert at.type_on().shown == ""
    at = at.done().type_whole()
    assert (at.shown, at.position) == ("free web", "1 / 1")
    at = at.done()
    assert at.over
    assert (at.shown, at.type_whole().shown, at.command) == ("", "", None)
    assert at.back_to(1).next.typed == "free web"


def test_modes_go_round():
    at = Presentation()
    assert [at.mode, (at := at.other_mode()).mode, (at := at.other_mode()).mode, at.other_mode().mode] == [
        "type",
        "auto",
        "step",
        "type",
    ]
