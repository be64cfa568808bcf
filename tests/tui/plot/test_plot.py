"""Plots as SVG: lines that are told apart without their hue, axes at round numbers, and what happened meanwhile."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from engine.snapshot import OperationView
from engine.units import GIB, MIB, MILLISECOND, SECOND
from tui.plot.drawing import plot_svg
from tui.plot.happened import placed
from tui.plot.ticks import size_ticks, time_ticks, time_words
from tui.plot.tracks import Level, Plotted, Track
from tui.render.colours.bundled import bundled_theme

SVG = "{http://www.w3.org/2000/svg}"
WEB = Track(
    "web",
    (
        Level(0, GIB, GIB, 0, 400 * MIB, 989),
        Level(SECOND, GIB, 512 * MIB, 0, 400 * MIB, 989),
        Level(2 * SECOND, 512 * MIB, 512 * MIB, 512 * MIB, 5 * MIB, 189),
    ),
)


def operation(number, command, started, ended, state="done"):
    return OperationView(
        number, "web", command, state, started, ended, 0, 0, "pages", 0, None, "", "", (), (), ()
    )


def drawn(**facts):
    theme = bundled_theme(facts.pop("theme", "light"))
    given = {"title": "a", "first": 0, "end": 2 * SECOND, "tracks": (WEB,), **facts}
    return ET.fromstring(plot_svg(Plotted(**given), theme))


def words(root):
    return [each.text for each in root.iter(f"{SVG}text")]


def test_lines_have_dashes_of_their_own_and_their_names_and_values_at_their_ends():
    root = drawn()
    ends = [each for each in words(root) if each.split()[0] in ("has", "target", "balloon", "free")]
    assert sorted(ends) == ["balloon 512M", "free 5M", "has 512M", "target 512M"]
    dashes = {
        each.get("stroke-dasharray") for each in root.iter(f"{SVG}path") if each.get("stroke-width") == "2.6"
    }
    assert len(dashes) == 3
    assert "unusable for 2M 19 %" in words(root)


def test_names_at_the_ends_of_lines_do_not_touch():
    ends = ("has", "target", "balloon", "free")
    found = [float(each.get("y")) for each in drawn().iter(f"{SVG}text") if each.text.split()[0] in ends]
    assert all(below - above >= 18 for above, below in zip(sorted(found), sorted(found)[1:], strict=False))


def test_what_never_was_is_no_line():
    quiet = Track("db", (Level(0, GIB, GIB, 0, GIB, 0), Level(SECOND, GIB, GIB, 0, GIB, 0)))
    named = [each.split()[0] for each in words(drawn(tracks=(quiet,)))]
    assert "balloon" not in named
    assert "target" not in named


def test_chapters_and_operations_are_where_they_began_and_a_failure_is_said():
    root = drawn(
        chapters=((0, "Ageing"), (SECOND, "Half <of> it")),
        operations=(
            operation(1, "guest add web memory=1G", 0, 0),
            operation(2, "balloon set web 512M", SECOND, 2 * SECOND - 1),
            operation(3, "hotplug remove web 128M", SECOND, SECOND, "failed"),
        ),
    )
    said = words(root)
    assert {"Ageing", "Half <of> it", "2 balloon set web 512M"} <= set(said)
    assert "3 hotplug remove web 128M: failed" in said
    assert not any("guest add" in each for each in said)
    middle = [each.get("d") for each in root.iter(f"{SVG}path") if each.get("stroke-dasharray") == "1 5"]
    assert [each.split(" ")[0] for each in middle] == ["M84", "M596"]


@pytest.mark.parametrize("theme", ["light", "safe", "ansi", "plain"])
def test_every_theme_gives_colours_that_a_document_has(theme):
    root = drawn(theme=theme)
    colours = {each.get("fill") or each.get("stroke") for each in root.iter() if each.tag != f"{SVG}g"}
    assert all(each is None or each == "none" or len(each) == 7 for each in colours)
    ground = root.find(f"{SVG}rect").get("fill")
    assert ground != root.find(f"{SVG}text").get("fill")


def test_many_guests_are_cut_and_said_so():
    tracks = tuple(Track(f"g{n}", WEB.levels) for n in range(20))
    said = words(drawn(tracks=tracks))
    assert "a · 12 of 20 guests" in said
    assert "g11" in said
    assert "g12" not in said


def test_nothing_is_a_plot_without_lines():
    assert words(drawn(tracks=()))[0] == "a"


def test_axes_have_marks_at_round_numbers():
    assert size_ticks(900 * MIB) == [n * 256 * MIB for n in range(5)]
    assert size_ticks(0) == [0, 1]
    assert time_ticks(0, 3 * SECOND) == [n * 500 * MILLISECOND for n in range(7)]
    assert time_ticks(90 * SECOND, 600 * SECOND) == [n * 60 * SECOND for n in range(2, 11)]
    assert len(time_ticks(0, 10**9 * SECOND)) <= 11
    assert [
        time_words(each, end) for each, end in ((500 * MILLISECOND, SECOND), (90 * SECOND, 200 * SECOND))
    ] == [
        "0.5 s",
        "1:30",
    ]


def test_words_find_places_beside_each_other_below_or_before_what_they_belong_to():
    first, second, third, none = placed(
        [
            (100, 105, "a long title"),
            (150, 155, "second"),
            (1200, 1205, "much too long"),
            (1201, 1206, "x" * 99),
        ],
        2,
        13,
    )
    assert (first.row, first.x) == (0, 105)
    assert (second.row, second.x) == (1, 155)
    assert (third.row, third.before) == (0, True)
    assert none.row == 1
    assert placed([(10, 15, "a" * 50), (20, 25, "b")], 1, 13)[1] is None
