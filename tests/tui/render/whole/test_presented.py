"""What stands around the map of a presentation: it fits any screen, and no part of it takes another's place."""

from __future__ import annotations

import attrs
import pytest

from engine.script import parse_script
from engine.snapshot.stop import StopView
from engine.units import SECOND
from tests.tui.frames import PALETTE
from tests.tui.snapshots import snapshot
from tui.asking.asking import Reveal
from tui.presenting.course import course
from tui.presenting.presentation import Presentation
from tui.render.layout import SMALLEST
from tui.render.text.glyphs import ASCII, UNICODE
from tui.render.told.stop_rows import revealed, stop_rows
from tui.render.whole.big_clock import big_rows, big_time
from tui.render.whole.presented import Presented, foot_rows, head_rows, parts

TEXT = "chapter A rather long title of a chapter\n# " + "A note. " * 40 + "\nballoon set web 128M\n"
SIZES = [SMALLEST, (80, 24), (81, 25), (120, 40), (200, 60), (500, 200)]


def presented(**changes) -> Presented:
    picture = attrs.evolve(
        snapshot(),
        chapter="A rather long title of a chapter",
        caption="It takes pages wherever it finds them. " * 9,
    )
    presentation = Presentation(course(parse_script(TEXT, "talk").lines, TEXT)).done().type_whole()
    view = Presented(picture, picture.guests[0], presentation, hint="what the keys do · " * 20)
    return attrs.evolve(view, **changes)


def drawn(view: Presented, size: tuple[int, int], glyphs=UNICODE) -> tuple[list[str], list[str]]:
    """Return the rows of head and foot as they stand on a screen of that size."""
    where = parts(*size, view, glyphs)
    head = head_rows(view, *size, PALETTE, glyphs)
    foot = foot_rows(view, size[0], where.foot.height, PALETTE, glyphs)
    assert len(head) <= where.head.height
    assert len(foot) == where.foot.height
    rows = [*head, *foot]
    assert all(row.column <= size[0] for row in rows)
    return [row.strip(size[0]).text for row in head], [row.strip(size[0]).text for row in foot]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("notes", [False, True])
def test_the_parts_share_the_screen_and_the_map_has_most_of_it(size, large, notes):
    view = presented(large_clock=large, notes=notes)
    where = parts(*size, view, UNICODE)
    assert (where.head.y, where.map.y, where.foot.y) == (0, where.head.height, size[1] - where.foot.height)
    assert where.head.height + where.map.height + where.foot.height == size[1]
    assert where.map.height >= 4
    head, foot = drawn(view, size)
    assert foot[-2].startswith(" ❯ balloon set web 128M")
    place = "1 / 1" if size[0] < 120 else "command 1 of 1"
    assert place in "\n".join(foot[:-2])
    assert "1x" in head[0]


def test_what_is_said_ends_two_rows_above_the_edge():
    view = presented(snapshot=attrs.evolve(snapshot(), caption="Watch."))
    assert drawn(view, (80, 24))[1][-3].startswith("        Watch. ")


def test_a_stop_stands_in_the_place_of_what_was_said_and_its_answer_under_it():
    picture = attrs.evolve(snapshot(), caption="Before.", stop=StopView(1, "How many?", "3"))
    foot = drawn(presented(snapshot=picture, reveal=Reveal(right=False, given="4", answer="3")), (80, 24))[1]
    text = "\n".join(foot)
    assert "Before." not in text
    assert text.index("How many?") < text.index("Not 4: it is 3.")


def test_in_ascii_there_is_nothing_else():
    view = presented(large_clock=True, notes=True)
    head, foot = drawn(view, (80, 24), ASCII)
    assert all(row.isascii() for row in (*head, *foot))


def test_the_large_clock_has_digits_of_one_size():
    assert [big_time(at * SECOND) for at in (0, 61, 3599, 3661)] == ["00:00", "01:01", "59:59", "1:01:01"]
    for wide, ascii_only, height in ((False, False, 3), (True, False, 5), (False, True, 5)):
        rows = big_rows("01:23", wide=wide, ascii_only=ascii_only)
        assert len(rows) == height
        assert len({len(row) for row in rows}) == 1
    assert big_rows("1:7", wide=False, ascii_only=False) == ["▄█  ▄ ▀▀█", " █  ▄   █", "▀▀▀     ▀"]


@pytest.mark.parametrize("width", [20, 60, 200])
def test_a_stop_above_the_prompt_takes_few_rows_and_says_how_to_go_on(width):
    rows = stop_rows(StopView(1, "Look " * 200), None, "Space goes on", width, PALETTE, UNICODE)
    texts = [row.strip(width).text for row in rows]
    assert len(rows) <= 5
    assert "Space goes on"[: width - 6] in texts[-1]


def test_what_is_revealed_is_a_sentence():
    assert revealed(Reveal(None, "", "s3 of web")) == "It is s3 of web."
    assert revealed(Reveal(right=True, given="3", answer="3")) == "Right."
    assert revealed(Reveal(right=True, given="70", answer="60 to 80")) == "Right: 60 to 80."
    assert revealed(Reveal(right=False, given="4", answer="3")) == "Not 4: it is 3."
