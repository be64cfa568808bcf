"""How programs get on shows in a guest's header, and a guest that is slowed down shows it first."""

from __future__ import annotations

import attrs

from engine.snapshot import PagingView, ProgramView
from engine.units import MIB
from tests.tui.frames import PALETTE
from tests.tui.snapshots import web
from tui.render.guests.band import Band
from tui.render.guests.band_rows import band_strips
from tui.render.guests.columns import band_columns
from tui.render.guests.pace import pace_of
from tui.render.map.grid import grid
from tui.render.map.notes import notes
from tui.render.text.glyphs import UNICODE

JAVA = ProgramView(
    "java", 88, "workload web churn", 0, True, {}, rate=4 * MIB, work=4 * MIB, owner=1, measured=True
)
SLOW = attrs.evolve(JAVA, work=MIB, waits_for="swap")


def guest(*programs: ProgramView):
    return attrs.evolve(web(), programs=programs)


def head(form: str, width: int, *programs: ProgramView):
    columns = band_columns(form, width, [96], ["web"])
    return band_strips(Band(guest(*programs), 1, 8, columns), PALETTE, UNICODE)[0]


def test_pace_is_what_is_done_of_what_is_wanted():
    assert pace_of(guest(JAVA)).words == "work 4M/s 100 %"
    assert pace_of(guest(SLOW)).words == "work 1M/s 25 % swap"
    assert pace_of(guest(JAVA, SLOW)).words == "work 5M/s 62 % swap"


def test_nothing_is_said_before_a_program_has_worked_for_a_second():
    assert pace_of(guest(attrs.evolve(JAVA, measured=False))) is None
    assert pace_of(guest()) is None
    assert "work" not in head("tall", 120).text


def test_a_tall_header_has_the_work_and_is_warm_where_it_is_slow():
    assert " work 4M/s 100 % ─" in head("tall", 120, JAVA).text
    slow = head("tall", 120, SLOW)
    assert " work 1M/s 25 % swap ─" in slow.text
    assert any(segment.style == PALETTE.warm for segment in slow)
    assert slow.cell_length == 120


def test_a_short_header_says_in_place_of_the_platform_that_a_guest_is_slow():
    assert " 1 web ppc64/xen " in head("short", 80, JAVA).text
    assert " 1 web 25 % swap " in head("short", 80, SLOW).text


def test_a_guest_in_one_line_says_it_at_its_end():
    assert head("line", 80, SLOW).text.rstrip().endswith("25 % swap")


def test_what_the_host_paged_out_is_told_under_the_map():
    paged = attrs.evolve(web(), paging=PagingView(400 * MIB, 12 * MIB, 12 * MIB, 0, 0, 0))
    told = [note.text for note in notes(paged, (), grid(96, 64, 3), UNICODE, 5)]
    assert told[-1].endswith(" · the host has paged out 12M behind its back")
