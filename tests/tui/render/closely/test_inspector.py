"""The inspector says everything about what the cursor is on, at each zoom, in the rows there are."""

from __future__ import annotations

import attrs
import pytest

from engine.machine_view import MachinePage
from tests.tui.frames import PALETTE
from tests.tui.snapshots import db, pages, web, x86
from tui.render.closely.inspector import inspection, inspector_rows
from tui.render.map.crumbs import crumb_text, crumbs
from tui.render.map.cursor import Cursor, Zoom
from tui.render.map.inspect import Behind
from tui.render.text.glyphs import ASCII, UNICODE

WEB = attrs.evolve(web(), pages={5: pages(5)})


def said(guest, cursor, **how):
    return dict(inspection(guest, cursor, UNICODE, **how))


def shown(guest, cursor, width, height, glyphs=UNICODE):
    rows = inspector_rows(guest, cursor, width, height, PALETTE, glyphs)
    return [row.strip(width).text.rstrip() for row in rows]


def test_a_section_has_its_place_state_contents_and_what_keeps_it():
    facts = said(WEB, Cursor("web", 1))
    assert facts["place"] == "pfn 0x1000–0x1fff, 16M at 0x1000000–0x1ffffff"
    assert facts["state"] == "online, zone Normal, node 0, memory block 1"
    assert facts["leaves?"] == "NO: 3 page table of 4,096 pages"
    assert facts["helps"].startswith(
        "why web section=1 tries what does (w); workload web free kind=page_table"
    )


def test_a_section_that_can_leave_names_the_command_that_removes_it():
    facts = said(x86("db", "▒ · "), Cursor("db", 0))
    assert facts["leaves?"].startswith("yes: ")
    assert facts["to leave"] == "hotplug remove db section=0"
    assert said(x86("db", "▒ · "), Cursor("db", 1))["leaves?"] == "yes: nothing in it has to move"


def test_an_offline_section_can_be_removed_or_put_online_and_an_absent_one_added():
    offline = said(x86("db", "▒ □ "), Cursor("db", 1))
    assert offline["to leave"] == "hotplug remove db section=1; back with section online db 1"
    facts = said(db(), Cursor("db", 36))
    assert facts["state"].startswith("absent")
    assert facts["adds it"] == "hotplug add db 384M"


def test_of_many_sections_in_a_cell_it_says_what_they_hold_together():
    facts = said(WEB, Cursor("web", 0), count=4)
    assert facts["place"].startswith("pfn 0x0–0x3fff, 64M at")
    assert "memory block" not in facts["state"]


def test_a_pageblock_has_its_type_its_free_blocks_and_what_keeps_it():
    typed = attrs.evolve(db(), name="web", pages=WEB.pages, section_size=WEB.section_size)
    assert said(typed, Cursor("web", 5, zoom=Zoom.PAGEBLOCKS))["type"].startswith("unmovable: ")
    facts = said(WEB, Cursor("web", 5, zoom=Zoom.PAGEBLOCKS))
    assert facts["type"].endswith("not told apart by migrate type")
    assert facts["free"] == "largest block order 2 (16K); blocks by order 1: 1  2: 1"
    assert "1 page table" in facts["holds"]
    assert said(WEB, Cursor("web", 5, 1, zoom=Zoom.PAGEBLOCKS))["free"].startswith(
        "largest block order 9 (2M)"
    )


def test_a_page_has_owner_buddy_machine_frame_and_what_has_it_leave():
    behind = Behind("web", 5 * 4096 + 10, MachinePage(0x8C000, 1, 4096))
    facts = said(WEB, Cursor("web", 5, 0, 10, Zoom.PAGES), behind=behind)
    assert facts["kind"] == "page table, in use"
    assert facts["to move"] == "workload web free kind=page_table"
    assert facts["machine"] == "0x8c000"
    assert set(facts) >= {"place", "owner", "moves?", "buddy"}
    free = said(WEB, Cursor("web", 5, 0, 7, Zoom.PAGES))
    assert free["kind"] == "free, in a block of order 1 (2 pages) from 0x5006"
    assert "to move" not in free


def test_where_nothing_can_be_changed_no_command_is_named():
    for zoom in Zoom:
        assert not {"to move", "to leave", "helps", "adds it"} & set(
            said(WEB, Cursor("web", 5, 0, 10, zoom), acts=False)
        )
    assert "helps" not in said(WEB, Cursor("web", 1), acts=False)


def test_pages_that_are_not_known_are_said_to_be():
    assert said(WEB, Cursor("web", 7, zoom=Zoom.PAGES))["pages"].startswith("none to show")


@pytest.mark.parametrize("zoom", list(Zoom))
@pytest.mark.parametrize(("width", "height"), [(60, 4), (80, 7), (120, 6), (79, 20), (10, 2), (1, 1)])
def test_rows_are_as_many_and_as_wide_as_there_is_room_for(zoom, width, height):
    for section in (1, 5, 90):
        rows = shown(WEB, Cursor("web", section, 0, 10, zoom), width, height)
        assert len(rows) <= height
        assert max(map(len, rows)) <= width
        assert all(row.isascii() for row in shown(WEB, Cursor("web", section, 0, 10, zoom), 80, 9, ASCII))


def test_with_too_few_rows_facts_share_them_and_with_more_long_ones_are_broken():
    cursor = Cursor("web", 5, 0, 10, Zoom.PAGES)
    assert any("place" in row and "kind" in row for row in shown(WEB, cursor, 100, 6))
    roomy = shown(WEB, Cursor("web", 1), 50, 20)
    assert not any(row.endswith("…") for row in roomy)
    assert any("kind=page_table" in row for row in roomy)


def test_the_path_leaves_out_its_first_steps_where_it_is_too_long():
    steps = crumbs(WEB, Cursor("web", 5, 3, 10, Zoom.PAGES), UNICODE)
    assert crumb_text(steps, 80, UNICODE) == "host › web › s5 › pageblock 3 › pfn 0x560a"
    assert crumb_text(steps, 24, UNICODE) == "pageblock 3 › pfn 0x560a"
    assert crumb_text(steps, 4, UNICODE) == "pfn "
    assert crumbs(WEB, Cursor("web", 64), UNICODE, 32)[-1] == "s64-s95"


def test_of_a_machine_that_is_watched_it_is_said_what_is_not_known():
    facts = said(WEB, Cursor("web", 5, 0, 8, Zoom.PAGES), acts=False)
    assert facts["owner"] == "not known: no program is told of"
    assert facts["machine"].startswith("not known")


def test_with_three_rows_what_keeps_it_and_what_helps_are_said():
    rows = shown(WEB, Cursor("web", 1), 60, 4)[1:]
    assert [row.split()[0] for row in rows] == ["holds", "leaves?", "helps"]
