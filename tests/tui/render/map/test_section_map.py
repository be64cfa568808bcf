"""Moving over the map: cells, pageblocks, pages, and the commands that gestures write."""

from __future__ import annotations

import attrs
import pytest

from engine.commands.model import Command
from engine.session import Session
from engine.snapshot import GuestView, OperationView, ProgramView
from engine.units import SECOND
from tests.tui.frames import PALETTE
from tests.tui.snapshots import app, db, guest, operation, pages, web
from tui.render.closely.offers import next_stuck, offer
from tui.render.guests.band import Band
from tui.render.guests.band_rows import band_strips
from tui.render.guests.columns import band_columns
from tui.render.guests.hit import cursor_at, field
from tui.render.layout import BandForm
from tui.render.map.cursor import Cursor, Field, Zoom
from tui.render.map.grid import grid
from tui.render.map.marks import NO_MARKS, Marks
from tui.render.map.notes import Note, notes
from tui.render.map.section_note import section_note
from tui.render.map.stretches import extent, label_width, stretches
from tui.render.map.zoom import block_note, labelled, page_note, per_row, window
from tui.render.text.glyphs import UNICODE


def band(view: GuestView, form: BandForm = "short", height: int = 4, **changes: object) -> Band:
    columns = band_columns(form, 120 if form == "tall" else 80, [extent(view)], [view.name])
    return Band(view, 1, height, columns, **changes)


def with_pages(view: GuestView, section: int = 5) -> GuestView:
    return attrs.evolve(view, pages={section: pages(section, view.section_pages)})


def drawn(shown: Band) -> list[str]:
    return [strip.text for strip in band_strips(shown, PALETTE, UNICODE)]


@pytest.mark.parametrize(("form", "row", "column"), [("short", 1, 3), ("tall", 3, 7)])
def test_a_place_on_the_screen_is_a_section(form: BandForm, row: int, column: int):
    shown = band(web(), form, 8)
    assert cursor_at(shown, column, row) == Cursor("web", 0)
    assert cursor_at(shown, column + 5, row + 1) == Cursor("web", 34)
    assert cursor_at(shown, column - 1, row) is None
    assert cursor_at(shown, column + 64, row) is None
    assert cursor_at(shown, column, row - 1) is None


def test_a_place_on_an_aggregate_is_its_first_section():
    shown = band(guest("big", "▒ ", max=1 << 40))
    assert cursor_at(shown, shown.columns.map_at + 10, 1) == Cursor("big", 10 * 512)


def test_zoomed_to_pageblocks_each_shows_its_migrate_type():
    typed = with_pages(guest("web", "▒ " * 64, free_area={"movable": (0, 3)}, balloon_pages_are="pinned"))
    shown = band(typed, cursor=Cursor("web", 5, zoom=Zoom.PAGEBLOCKS))
    rows = drawn(shown)
    assert rows[1][3:].startswith("host › web › s5 pageblock 0 of 8  unmovable  pfn 0x5000-0x51ff")
    assert rows[2][3:19] == "▒u·m▒m▒m▒m▒m▒m▒m"
    assert cursor_at(shown, 3 + 2, 2) == Cursor("web", 5, 1, zoom=Zoom.PAGEBLOCKS)


def test_a_kernel_that_does_not_tell_pageblocks_apart_has_no_letters_for_them():
    rows = drawn(band(with_pages(web()), cursor=Cursor("web", 5, zoom=Zoom.PAGEBLOCKS)))
    assert rows[1][3:].startswith("host › web › s5 pageblock 0 of 8  pfn 0x5000-0x51ff")
    assert rows[2][3:19].rstrip() == "▒ · ▒ ▒ ▒ ▒ ▒ ▒"


def test_zoomed_to_pages_a_free_block_shows_its_order_then_dots():
    shown = band(with_pages(web()), height=10, cursor=Cursor("web", 5, 0, 10, Zoom.PAGES))
    rows = drawn(shown)
    assert rows[1][3:].startswith("s5 › pageblock 0 › pfn 0x500a  page table")
    assert rows[2][3:].startswith("2···aa1·ffKBBaaa")
    assert cursor_at(shown, 3 + 4, 2) == Cursor("web", 5, 0, 4, Zoom.PAGES)


def test_a_free_page_names_its_block():
    view = with_pages(web())
    assert page_note(view.pages[5], view, 0, 3) == "pfn 0x5003  free, in a block of order 2 from 0x5000"
    assert page_note(view.pages[5], view, 99, 0) == "s5"
    assert block_note(view.pages[5], view, 99) == "s5"


def test_pages_that_were_not_read_yet_are_announced():
    shown = band(web(), cursor=Cursor("web", 5, zoom=Zoom.PAGES))
    assert "still being read" in drawn(shown)[1]


def test_the_rows_in_sight_hold_the_cursor():
    assert window(0, 512, 64, 3) == 0
    assert window(511, 512, 64, 3) == 5
    for position in range(512):
        first = window(position, 512, 64, 3)
        assert first <= position // 64 < first + 3


def test_rows_of_pages_start_at_round_numbers():
    assert [per_row(columns, 1) for columns in (64, 79, 60, 9, 1, 0)] == [64, 64, 32, 8, 1, 1]


def test_the_cursor_stops_at_the_ends_and_leaves_above_and_below():
    cells = Field.even(40, 32)
    assert cells.moved(0, -1, 0) == 0
    assert cells.moved(39, 1, 0) == 39
    assert cells.moved(5, 0, 1) == 37
    assert cells.moved(20, 0, 1) == 39
    assert cells.moved(5, 0, -1) is None
    assert cells.moved(37, 0, 1) is None


def test_over_aggregates_it_goes_in_their_steps():
    over = field(band(guest("big", "▒ ", max=1 << 40)))
    assert over.moved(513, 1, 0) == 1024


def test_zooming_goes_in_and_out_and_keeps_the_place():
    inside = Cursor("web", 5).zoomed_in().at(3).zoomed_in().at(17)
    assert inside == Cursor("web", 5, 3, 17, Zoom.PAGES)
    assert inside.zoomed_in() == inside
    assert inside.zoomed_out().zoomed_out().zoomed_out() == Cursor("web", 5, 3, 17)


def test_a_field_is_as_large_as_what_it_zooms_to():
    view = with_pages(web())
    assert field(band(view)).lines == Field.even(96, 32).lines
    assert field(band(view, cursor=Cursor("web", 5, zoom=Zoom.PAGEBLOCKS))) == Field.even(8, 32)
    assert field(band(view, cursor=Cursor("web", 5, zoom=Zoom.PAGES))) == Field.even(512, 64)
    assert field(band(view, "line", 1)) is None


def test_bands_of_the_same_things_are_not_drawn_again():
    view = web()
    assert band(view).same(band(view))
    assert not band(view).same(band(web()))
    assert not band(view).same(band(view, picked=True))


@pytest.mark.parametrize(
    ("letter", "view", "section", "command"),
    [
        ("w", app(), 23, "why app section=23"),
        ("r", app(), 22, "hotplug remove app section=22"),
        ("o", db(), 33, "section online db 33"),
        ("o", db(), 3, "section offline db 3"),
        ("b", web(), 0, "balloon set web 512M"),
        ("a", web(), 0, "hotplug add web 16M"),
        ("a", web(), 66, "hotplug add web 48M"),
    ],
)
def test_every_gesture_writes_a_command(letter: str, view: GuestView, section: int, command: str):
    assert offer(letter, view, section) == command


def test_the_commands_are_ones_that_the_language_reads():
    read = pytest.importorskip("engine.commands.parse").parse
    for letter in "arobw":
        assert isinstance(read(offer(letter, app(), 22)), Command)


def test_the_next_stuck_section_goes_round():
    view = guest(cells="▒ ▒K▒ ▒S▒ ", max=80 << 20)
    assert [next_stuck(view, at, forward=True) for at in (0, 1, 2, 3)] == [1, 3, 3, 1]
    assert [next_stuck(view, at, forward=False) for at in (0, 1, 2, 4)] == [3, 3, 1, 3]
    assert next_stuck(guest(cells="▒ "), 0, forward=True) is None


def test_notes_without_room_are_counted():
    refused = tuple((section, "3 page tables") for section in range(5))
    shown = band(app(), operations=(operation(9, "hotplug remove app 1G", failed_sections=refused),))
    assert [row[3:40].rstrip() for row in drawn(shown)[2:]] == [
        "s4 × cannot leave: 3 page tables",
        "s3 × cannot leave: 3 page tables  +3",
    ]


def refused_all(state: str, sections: int = 64) -> OperationView:
    refused = tuple((section, "3 page tables") for section in range(sections))
    return operation(9, "hotplug remove web 64M", state=state, ended=31 * SECOND, failed_sections=refused)


def test_only_refused_sections_are_counted_as_left_out():
    lit = Marks(failed=frozenset(range(64)))
    assert [note.more for note in told(refused_all("failed"), 1, lit)] == [63]
    assert [note.more for note in told(refused_all("failed"), 4, lit)] == [0, 0, 0, 60]
    *_, pinned, stuck = told(refused_all("failed", 2), 4, lit)
    assert pinned.text.startswith("balloon pages are pinned")
    assert stuck.text == "22 of 64 sections stuck: 7 K 4 S 1 M 4 P 6 B"


def test_a_refusal_is_told_while_its_cross_is_lit_or_its_operation_goes_on():
    assert not any("cannot leave" in note.text for note in told(refused_all("failed"), 4, NO_MARKS))
    assert "cannot leave" in told(refused_all("running"), 4, NO_MARKS)[0].text


def told(ended: OperationView, rows: int, marks: Marks) -> list[Note]:
    return notes(web(), (ended,), grid(96, 64, 3), UNICODE, rows, marks)


def test_a_part_of_the_pages_says_so_and_all_of_them_do_not():
    inside = Cursor("web", 5, 0, 300, Zoom.PAGES)
    assert "pfn 0x512c  anon  192-383 of 512 " in drawn(band(with_pages(web()), height=5, cursor=inside))[1]
    assert "of 512" not in drawn(band(with_pages(web()), height=14, cursor=inside))[1]


@pytest.mark.parametrize("width", [60, 62, 80])
def test_the_numbers_of_zoomed_rows_leave_the_cells_aligned(width: int):
    view = with_pages(web())
    columns = band_columns("short", width, [extent(view), labelled(view)], ["web"])
    rows = drawn(Band(view, 1, 22, columns, cursor=Cursor("web", 5, 1, 0, Zoom.PAGES)))[2:10]
    assert {len(row) - len(row.lstrip(" 0123456789")) for row in rows[1:]} == {4}


def test_where_there_is_room_the_pages_of_the_pageblock_stand_under_it():
    shown = band(with_pages(web()), height=10, cursor=Cursor("web", 5, 0, zoom=Zoom.PAGEBLOCKS))
    assert drawn(shown)[4][3:].startswith("2···aa1·ff")
    assert cursor_at(shown, 3 + 4, 4) is None


def test_what_programs_get_done_and_what_is_on_swap_is_told_where_there_is_room():
    java = ProgramView("java", 88, "workload web churn", 0, True, {}, rate=4 << 20, work=3 << 20, owner=1)
    idle = attrs.evolve(java, name="tar", rate=0)
    view = attrs.evolve(guest("web", "▒ "), programs=(java, idle), swap_used=14 << 20, swap_total=1 << 30)
    told = notes(view, (), grid(4, 64, 4), UNICODE, 3)
    assert told == [Note("swap 14M of 1G · java[88] does 3M of 4M/s")]
    assert not notes(view, (), grid(4, 64, 4), UNICODE, 0)


class TestZones:
    """Guests of the engine, for the zones and holes that their platforms have."""

    def view(self, *lines: str) -> GuestView:
        session = Session()
        for line in ("host memory 64G", *lines):
            session.perform(line)
        session.world.run_until(5 * SECOND)
        return session.snapshot().guests[0]

    def rows(self, view: GuestView, form: BandForm = "tall", height: int = 9) -> list[str]:
        width = 120 if form == "tall" else 80
        columns = band_columns(form, width, [extent(view)], [view.name], label_width(view))
        return drawn(Band(view, 1, height, columns))

    def test_each_zone_begins_a_row_with_its_name_and_the_hole_is_not_drawn(self):
        view = self.view(
            "guest add db memory=4G max=6G", "hotplug add db 512M", "hotplug add db 256M online=movable"
        )
        rows = self.rows(view)[3:6]
        assert [row.split()[:2] for row in rows] == [["s0", "DMA32"], ["s32", "Normal"], ["s44", "Movable"]]
        assert "· " * 11 + "  " in rows[1]
        assert "╌╌" in rows[2]

    def test_in_short_bands_the_name_stands_behind_the_cells(self):
        view = self.view("guest add db memory=4G", "hotplug remove db section=20")
        rows = self.rows(view, "short", 4)
        assert " DMA32 " in rows[1]
        assert " Normal " in rows[2]

    def test_what_left_boot_memory_keeps_its_place(self):
        view = self.view("guest add db memory=4G", "hotplug remove db section=20")
        row = self.rows(view)[3]
        at = row.index("▞K")
        assert row[at + 40 : at + 44] == "╌╌· "

    def test_nodes_are_told_apart(self):
        labels = [each.zone for each in stretches(self.view("guest add n memory=2G nodes=2"))]
        assert labels == ["n0 DMA32", "n1 DMA32"]

    def test_high_memory_has_a_row_of_its_own(self):
        labels = [each.zone for each in stretches(self.view("guest add i memory=1G platform=i386"))]
        assert labels == ["Normal", "HighMem"]

    def test_a_section_of_two_zones_is_told_as_such(self):
        assert section_note(self.view("guest add db memory=1G"), 0, 1, 100, UNICODE).startswith(
            "s0  128M online DMA+DMA32"
        )

    def test_a_guest_of_terabytes_is_drawn_in_the_rows_there_are(self):
        for height in range(2, 12):
            rows = self.rows(self.view("host memory 16T", "guest add big memory=12T max=16T"), height=height)
            assert len(rows) == height

    def test_the_cursor_goes_over_the_hole(self):
        view = self.view("guest add db memory=4G")
        columns = band_columns("tall", 120, [extent(view)], [view.name], label_width(view))
        cells = field(Band(view, 1, 9, columns))
        assert cells.moved(23, 1, 0) == 32
        assert cells.moved(20, 0, 1) == 39
        assert cells.moved(35, 0, -1) == 3
