"""The table for people, and what programs read."""

from __future__ import annotations

import csv
import io
import json

import attrs

from engine.fidelity.astray import Astray
from engine.fidelity.bench import Outcome
from engine.fidelity.row import Row, version_of
from engine.fidelity.summary import summarised
from engine.fidelity.table import WIDTH, percent, table
from engine.fidelity.written import csv_text, document

ROW = Row(
    trace="t",
    step=1,
    label="inflate",
    release="6.1.0-1-amd64",
    architecture="x86_64",
    page_size=4096,
    kind="inflate",
    free_pages=200_000,
    misplaced_pages=20,
    astray=Astray(pages=2, kernel_took=1, kernel_freed=1, fetched=0, returned=0),
    overlap=1.0,
    balloon_moved=1000,
    balloon_right=0.999,
    outcomes=(Outcome("size", "balloon", "128M", "128M"),),
)
OFFLINE = attrs.evolve(
    ROW,
    step=2,
    kind="offline",
    marks_off=7,
    misplaced_pages=2_000,
    notes=("a note that is told " * 8,),
    outcomes=(
        Outcome("offline", "block 2", "EINVAL holes", "EINVAL holes"),
        Outcome("offline", "block 3", "ok", "EBUSY unmovable"),
    ),
)
SKIPPED = Row(
    trace="t", step=3, label="x", release="6.1", architecture="x86_64", page_size=4096, reason="a workload: a"
)
ROWS = (ROW, OFFLINE, SKIPPED, attrs.evolve(SKIPPED, step=4, reason="a workload: b"))


def goal(rows, what):
    return next(it for it in summarised(rows).goals if it.what == what)


class TestTable:
    def test_it_is_readable_at_80_columns(self):
        wide = attrs.evolve(ROW, free_pages=1 << 24, misplaced_pages=12_345_678, step=123)
        assert max(map(len, table((wide, *ROWS), differences=True).splitlines())) <= WIDTH

    def test_what_was_not_foreseen_is_named_and_notes_stand_below(self):
        text = table(ROWS)
        assert "block 3: predicted ok, was EBUSY unmovable" in text
        assert "block 2:" not in text
        assert "a note that is told" in text
        assert "watermarks are off by up to 7 pages" in text

    def test_steps_that_are_not_predicted_are_told_with_the_reason_and_counted(self):
        text = table(ROWS)
        assert "3 not predicted: a workload: a" in text
        assert "2  a workload" in text

    def test_what_is_not_all_is_never_100_percent_and_what_is_not_nothing_never_0(self):
        assert [percent(share, 2) for share in (1, 0.999999, 0, 1e-9, 0.5)] == [
            "100.00%",
            "99.99%",
            "0.00%",
            "<0.01%",
            "50.00%",
        ]

    def test_without_rows_it_is_a_table_too(self):
        assert table(()).startswith("By kind")
        assert "Goals" not in table(())


class TestGoals:
    def test_a_median_and_a_worst_case_are_held_against_what_is_wanted(self):
        found = goal(ROWS, "inflate, lists known: misplaced")
        assert (found.count, found.median, found.worst, found.met) == (1, 1e-4, 1e-4, True)
        assert goal((attrs.evolve(ROW, misplaced_pages=21),), found.what).met is False

    def test_every_request_counts_for_itself(self):
        found = goal(ROWS, "offline: outcome and cause")
        assert (found.count, found.median, found.met) == (2, 0.5, False)
        assert goal(ROWS, "offline: EINVAL foreseen").met is True

    def test_nothing_to_measure_is_neither_met_nor_missed(self):
        assert goal(ROWS, "NUMA: overlap").met is None

    def test_kernels_whose_refills_grow_have_a_goal_of_their_own(self):
        newer = attrs.evolve(ROW, release="6.12.1")
        assert goal((newer,), "inflate, lists known: misplaced").count == 0
        assert goal((newer,), "inflate, since 6.7: misplaced").median == 20

    def test_a_release_that_is_none_is_version_0(self):
        assert version_of("6.12.107+deb13") == (6, 12)
        assert version_of("of \x00") == (0, 0)


class TestWritten:
    def test_json_has_rows_problems_and_what_they_come_to(self):
        found = json.loads(json.dumps(document(ROWS, [("u", "it is gone")])))
        assert found["format"] == "ballonet.fidelity/1"
        assert [row["step"] for row in found["rows"]] == [1, 2, 3, 4]
        assert found["rows"][0]["misplaced"] == 1e-4
        assert found["rows"][1]["outcomes"][1]["right"] is False
        assert found["rows"][2]["misplaced"] is None
        assert found["problems"] == [{"trace": "u", "problem": "it is gone"}]
        assert found["summary"]["not_predicted"] == {"a workload": 2}

    def test_csv_has_a_line_a_row(self):
        found = list(csv.DictReader(io.StringIO(csv_text(ROWS))))
        assert [row["misplaced_pages"] for row in found] == ["20", "2000", "", ""]
        assert found[1]["outcomes"] == "block 2: EINVAL holes / EINVAL holes; block 3: ok / EBUSY unmovable"
        assert found[1]["right"] == "1"
        assert found[0]["astray"] == "2"
