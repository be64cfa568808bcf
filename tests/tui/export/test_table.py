"""A table's three forms: for people, for spreadsheets, for programs; none of them can do harm."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pytest

from tui.export.table import Column, Table, csv_text, json_lines, json_text, plain_text

COLUMNS = (
    Column("guest"),
    Column("has", "bytes"),
    Column("pages", "count"),
    Column("ended", "seconds"),
    Column("secret", "bytes", label=""),
)
TABLE = Table(COLUMNS, [("web", 660 << 20, 168_960, 1.5, 1), ("a-long-name", 1 << 30, 7, None, 2)])


def table_of(text):
    return Table((Column("text"),), [(text,)])


def test_text_aligns_what_people_read_and_says_sizes_as_the_screen_does():
    assert plain_text(TABLE) == (
        "guest         has    pages  ended\n"
        "web          660M  168,960  1.500\n"
        "a-long-name    1G        7      -\n"
    )


def test_csv_has_bytes_seconds_and_every_column():
    rows = list(csv.reader(StringIO(csv_text(TABLE))))
    assert rows == [
        ["guest", "has", "pages", "ended", "secret"],
        ["web", "692060160", "168960", "1.5", "1"],
        ["a-long-name", "1073741824", "7", "", "2"],
    ]


def test_json_has_the_same_by_name_with_what_it_is():
    document = json.loads(json_text("guests", {"time": 31.2}, TABLE))
    assert document["format"] == "ballonet.guests/1"
    assert document["time"] == 31.2
    assert document["rows"][1] == {
        "guest": "a-long-name",
        "has": 1 << 30,
        "pages": 7,
        "ended": None,
        "secret": 2,
    }
    assert [json.loads(line) for line in json_lines(TABLE).splitlines()] == document["rows"]


def test_without_rows_each_form_is_still_whole():
    empty = Table(COLUMNS, [])
    assert json.loads(json_text("guests", {}, empty)) == {"format": "ballonet.guests/1", "rows": []}
    assert csv_text(empty).count("\n") == plain_text(empty).count("\n") == 1
    assert json_lines(empty) == ""


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1"])
def test_no_cell_is_a_formula(formula):
    assert csv_text(table_of(formula)).splitlines()[1].lstrip('"')[0] not in "=+-@ \t"


@pytest.mark.parametrize("write", [plain_text, csv_text, lambda table: json_text("x", {}, table), json_lines])
def test_control_characters_do_nothing_to_a_terminal(write):
    text = write(table_of("a\x1b]52;c;eA==\x07b\x9bc\u202ed\ne"))
    assert all(each.isprintable() for each in text.replace("\n", ""))


def test_what_is_quoted_comes_back_as_it_was():
    wild = 'a "b", c\nd\x07'
    assert json.loads(json_lines(table_of(wild)))["text"] == wild
    assert list(csv.reader(StringIO(csv_text(table_of('a "b", c')))))[1] == ['a "b", c']
