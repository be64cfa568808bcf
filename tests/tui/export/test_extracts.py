"""What is given away of each thing that a screen shows."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from io import StringIO

import attrs
import pytest

from engine.units import MIB, SECOND
from tests.tui import comparisons, courses, machines, snapshots
from tui.export import memory, sheets, simulation
from tui.export.extract import time_name
from tui.render.sheets.plot_series import Window

PICTURE = attrs.evolve(courses.snapshot(), operations=snapshots.operations())
WEB = PICTURE.guests[0]
TIME = PICTURE.time
WINDOW = Window.of(TIME, 60)
ALL = {
    "events": simulation.events(snapshots.sentences(), TIME),
    "guests": simulation.guests(PICTURE),
    "operations": simulation.operations(PICTURE),
    "sections": memory.sections(WEB, TIME),
    "free lists": memory.free_lists(WEB, TIME),
    "pages": memory.pages(WEB, snapshots.pages(), TIME),
    "host": sheets.host(machines.machine(), TIME),
    "compare": sheets.comparison(comparisons.comparison(over=True), 7),
    "plots": sheets.plots(PICTURE, WINDOW, None),
}


def rows(extract):
    return list(csv.DictReader(StringIO(extract.forms["csv"]())))


@pytest.mark.parametrize("name", ALL)
def test_every_form_of_everything_can_be_read_back(name):
    forms = {form: write() for form, write in ALL[name].forms.items()}
    assert {"txt", "csv", "json"} <= set(forms)
    assert forms["txt"].endswith("\n")
    assert list(csv.reader(StringIO(forms["csv"])))
    assert json.loads(forms["json"])
    assert "svg" not in forms or ET.fromstring(forms["svg"]) is not None


def test_files_are_named_after_what_they_hold_and_when():
    assert ALL["events"].file_name("csv") == "ballonet-events-00m31s.csv"
    assert ALL["sections"].file_name("txt") == "ballonet-sections-web-00m31s.txt"
    assert time_name(3723 * SECOND) == "1h02m03s"


def test_sentences_are_whole_with_their_time_and_guest():
    first = ALL["events"].forms["txt"]().splitlines()[0]
    assert first == "00:30.02 web Balloon 256M → 364M: 71 % of its pages came one by one (order 0)."
    assert rows(ALL["events"])[3]["time"] == "30.9"
    assert len(ALL["events"].forms["jsonl"]().splitlines()) == 5


def test_guests_have_bytes():
    web = rows(ALL["guests"])[0]
    assert (web["name"], web["target"], web["has"]) == ("web", str(512 * MIB), str(WEB.has))


def test_an_operation_that_runs_has_no_end_and_says_what_refused():
    remove = rows(ALL["operations"])[2]
    assert remove["ended"] == ""
    assert remove["failed_sections"] == "s23: 3 page-table pages in pageblock 40"


def test_a_section_says_what_it_holds_and_what_keeps_it():
    kernel, _, mem_map = rows(ALL["sections"])[:3]
    assert (kernel["section"], kernel["can_leave"], kernel["kept_by"]) == ("0", "false", "3 page table")
    assert mem_map["kept_by"] == "3,328 mem_map"
    assert sum(int(mem_map[kind.name.lower()]) for kind in memory._KINDS) == int(mem_map["pages"])


def test_marked_sections_are_alone():
    marked = memory.sections(WEB, TIME, (3, 4))
    assert [row["section"] for row in rows(marked)] == ["3", "4"]
    assert marked.title == "s3–s4 of web"


def test_free_lists_add_up_to_what_is_free():
    assert sum(int(row["size"]) for row in rows(ALL["free lists"])) == WEB.free


def test_pages_have_their_block_type_and_the_order_of_a_free_block():
    block = rows(memory.pages(WEB, snapshots.pages(), TIME, block=1))
    assert len(block) == 512
    assert (block[0]["pfn_hex"], block[0]["type"], block[0]["free_order"]) == ("0x5200", "movable", "9")


def test_runs_of_frames_add_up_to_the_machine():
    machine = machines.machine()
    assert sum(int(row["frames"]) for row in rows(ALL["host"])) == machine.total


def test_plots_say_the_values_at_the_cursor_and_write_down_every_second():
    text = sheets.plots(PICTURE, WINDOW, 17).forms["txt"]()
    assert text.splitlines()[:2] == [
        "00:17",
        "web: has 704M, free 4M, balloon 320M, unusable 80 % for 2M, work 2M/s 50 %, swap out 3M in 1M/s",
    ]
    web = [row for row in rows(ALL["plots"]) if row["guest"] == "web"]
    assert [row["second"] for row in web] == [str(second) for second in range(2, 31)]
    assert int(web[15]["balloon"]) == 320 * MIB


def test_the_drawing_names_guests_lines_operations_and_times():
    svg = ET.fromstring(ALL["plots"].forms["svg"]())
    words = {"".join(each.itertext()) for each in svg.iter("{http://www.w3.org/2000/svg}text")}
    assert {"web", "db", "app", "has 624M", "balloon 400M", "7 balloon set web 512M", "0 s", "30 s"} <= words
