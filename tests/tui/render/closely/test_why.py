"""The panel of `why`: the verdict, where in the section the culprit is, and what would help."""

from __future__ import annotations

import attrs
import pytest

from engine.answer import Answer, Block, Blocker, Remedy
from engine.memory.kinds import Kind
from tui.render.closely.why import framed, why_rows
from tui.render.colours.bundled import bundled_themes
from tui.render.colours.palette import palette
from tui.render.text.glyphs import ASCII, UNICODE

PALETTE = palette(bundled_themes()["safe"])
MOVES = Block(Kind.ANON, 0, 400, 112)
CULPRIT = Block(Kind.FREE, 3, 0, 509, Kind.PAGE_TABLE)
ANSWER = Answer(
    "NO",
    "3 of 32,768 pages keep s23 where it is",
    "app",
    23,
    blockers=(Blocker(Kind.PAGE_TABLE, "page-table", 3, 1, 40, 0xBD000, "a page table of java[88]"),),
    blocks=(*[MOVES] * 40, CULPRIT, *[MOVES] * 23),
    first_pfn=0xB8000,
    paper="Paper 4.1: one page is enough",
    remedies=(
        Remedy(("hotplug remove app section=22",), "the same 128M, about 0.4 s"),
        Remedy(("workload app free 64M kind=page_table", "hotplug remove app section=23"), "java ends"),
    ),
)


def drawn(answer=ANSWER, width=82, chosen=0, glyphs=UNICODE) -> list[str]:
    rows, _ = why_rows(answer, width, chosen, PALETTE, glyphs)
    return [row.strip(width).text.rstrip() for row in rows]


def test_it_begins_with_the_verdict():
    assert drawn()[0] == "NO: 3 of 32,768 pages keep s23 where it is."


def test_the_map_has_the_culprit_marked_and_says_which_it_is():
    first, second = drawn()[2:4]
    assert first == "▒ " * 32 + "   64 pageblocks"
    assert second == "▒ " * 8 + "·K" + "▒ " * 23 + "   40 is the one"


def test_who_keeps_it_is_named_down_to_the_page():
    assert drawn()[4] == "K page-table 3 pages      in pageblock 40   0xbd000: a page table of java[88]"
    below = drawn(width=60)
    at = next(i for i, line in enumerate(below) if line.startswith("K page-table"))
    assert below[at + 1] == "  0xbd000: a page table of java[88]"


def test_remedies_stand_under_each_other_with_what_came_of_them_and_one_is_chosen():
    lines = drawn(width=100, chosen=1)
    at = next(i for i, line in enumerate(lines) if line.startswith("What would help"))
    assert lines[at].endswith("Enter puts it in the prompt")
    assert lines[at + 1].startswith("  hotplug remove app section=22 ")
    assert lines[at + 1].endswith("the same 128M, about 0.4 s")
    assert lines[at + 2].startswith("▸ workload app free 64M kind=page_table; hotplug remove app section=23")


def test_a_click_finds_the_remedy_of_a_row():
    rows, offered = why_rows(ANSWER, 82, 0, PALETTE, UNICODE)
    texts = {which: rows[at].strip(82).text for at, which in sorted(offered.items(), reverse=True)}
    assert "hotplug remove app section=22" in texts[0]
    assert "kind=page_table" in texts[1]


def test_a_section_that_can_leave_has_neither_culprits_nor_remedies():
    leaves = attrs.evolve(ANSWER, verdict="YES", blockers=(), remedies=(), blocks=(MOVES,) * 64, paper="")
    assert "none is stuck" in drawn(leaves)[3]
    assert not any("What would help" in line for line in drawn(leaves))


@pytest.mark.parametrize("width", [28, 56, 82])
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_it_fits_whatever_room_there_is(width, glyphs):
    rows, _ = why_rows(ANSWER, width, 0, PALETTE, glyphs)
    boxed = framed("why app section=23", "Esc close", rows, width + 4, PALETTE, glyphs)
    texts = [row.strip(width + 5).text for row in boxed]
    assert all(text.endswith(" ") and text[width + 3] in "┐│┘+|" for text in texts)
    if glyphs is ASCII:
        assert all(text.isascii() for text in texts)


def test_of_a_large_section_the_first_rows_are_shown():
    many = attrs.evolve(ANSWER, blocks=(MOVES,) * 2048)
    assert "the first 256" in drawn(many)[3]
    assert len(drawn(many)) < 24
