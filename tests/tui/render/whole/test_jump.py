"""Jump mode: letters that stay where hands expect them, and links that sentences name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style
from textual.strip import Strip

from engine.snapshot import Sentence
from tests.tui.frames import PALETTE
from tui.render.text.rows import Row
from tui.render.told.links import Link, links
from tui.render.whole.jump import POOLS, SPARE, Spot, jump_strips, lettered

SPOTS = st.lists(
    st.builds(
        Spot, st.integers(0, 300), st.integers(0, 90), st.sampled_from(sorted(POOLS)), st.integers(0, 9)
    ),
    max_size=80,
)


def told(text: str, guest: str = "app") -> Sentence:
    return Sentence(number=1, time=0, guest=guest, text=text, level="info")


def test_guests_have_the_home_row_in_their_order():
    found = lettered([Spot(1, y, "guest", name) for y, name in ((9, "app"), (1, "web"), (5, "db"))])
    assert {letter: spot.what for letter, spot in found.items()} == {"j": "web", "k": "db", "l": "app"}


def test_more_operations_move_no_other_letter():
    fixed = [Spot(1, 1, "guest", "web"), Spot(78, 1, "pane", "bands"), Spot(78, 20, "pane", "events")]
    operations = [Spot(1, 12 + i, "operation", i) for i in range(9)]
    few, many = lettered([*fixed, operations[0]]), lettered([*fixed, *operations])
    assert few.items() <= many.items()


def test_a_pane_has_its_letter_whatever_else_there_is():
    panes = {"prompt": "f", "heading": "y", "overview": "a", "operations": "s", "events": "d"}
    found = lettered([Spot(9, y, "pane", name) for y, name in enumerate(panes)])
    assert {spot.what: letter for letter, spot in found.items()} == panes
    assert lettered([Spot(9, 2, "pane", "sheet-host")])["a"].what == "sheet-host"


@given(SPOTS)
def test_every_letter_is_one_place_and_as_many_places_have_one_as_there_are_letters(spots):
    found = lettered(spots)
    places = {(spot.x, spot.y) for spot in spots}
    assert len({(spot.x, spot.y) for spot in found.values()}) == len(found)
    assert not {*found} & set("0123456789")
    assert len(found) >= min(len(places), len(SPARE))


@given(SPOTS, st.integers(0, 120), st.integers(0, 50))
def test_letters_stand_on_a_dimmed_screen_of_the_same_size(spots, width, height):
    strips = [Row(PALETTE.ground).add("web ▒K·", PALETTE.text).strip(width) for _ in range(height)]
    rows = jump_strips(strips, lettered(spots), {"2": "Guests", "6": "Host map"}, PALETTE)
    assert [row.cell_length for row in rows] == [width] * height
    assert all(sum(map(len, (part.text for part in row))) == width for row in rows)


def test_the_letter_is_where_its_spot_is_and_colours_go_towards_the_ground():
    strips = [Row(PALETTE.ground).add("web", PALETTE.text).strip(30), Strip.blank(30, PALETTE.ground)]
    first, last = jump_strips(strips, {"j": Spot(1, 0, "guest", "web")}, {"5": "Compare"}, PALETTE)
    assert first.text.rstrip() == "wjb"
    assert last.text.startswith(" Jump  5 Compare")
    style = next(iter(first)).style
    assert isinstance(style, Style)
    assert style != PALETTE.text
    assert style.bgcolor == PALETTE.ground.bgcolor


def test_a_sentence_links_its_sections_pageblocks_and_operations():
    text = "s23 cannot leave: 3 page-table pages in pageblock 40. Trying s22 for op 9 instead."
    assert links(text, told(text)) == [
        Link(0, 3, "app", 23),
        Link(40, 52, "app", 23, 40),
        Link(61, 64, "app", 22),
        Link(69, 73, operation=9),
    ]


def test_a_range_links_its_ends_and_sizes_and_words_link_nothing():
    text = "s3–s7 hold 128M; 0.4 s later pages of class5 left."
    assert [link.section for link in links(text, told(text))] == [3, 7]


def test_nothing_of_a_guest_is_linked_where_a_sentence_is_nobodys():
    text = "s23 belongs to op 4."
    assert [link.operation for link in links(text, told(text, ""))] == [4]
