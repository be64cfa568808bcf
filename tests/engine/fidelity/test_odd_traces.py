"""Traces that say odd things are measured as far as they can be, and never more than told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from engine.fidelity.actions import requests_of
from engine.fidelity.measure import Task, measure
from engine.fidelity.table import table
from tests.engine.fidelity.states import step

TRACE = Path(__file__).parents[2] / "fidelity" / "traces" / "p15-64k-dlpar-add-count"
ODD = (None, -1, 2**70, 1e308, "\x1b[2J", [], {"a": 1}, [None])


@pytest.fixture
def said(tmp_path):
    """A copy of the first steps of a small trace, measured as something else says."""
    for path in TRACE.glob("0[0-2]-*"):
        shutil.copyfile(path, tmp_path / path.name)
    scenario = json.loads((TRACE / "scenario.json").read_bytes())
    scenario["steps"] = scenario["steps"][:3]

    def measured(change):
        change(scenario)
        (tmp_path / "scenario.json").write_text(json.dumps(scenario))
        return measure(Task(str(tmp_path)))

    return measured


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("field", ["errno", "request", "blocks_new", "kind"])
def test_an_odd_action_spoils_its_step_at_most(said, field, odd):
    def change(scenario):
        del scenario["steps"][1:2]
        scenario["steps"][1]["actions"][0][field] = odd

    found = said(change)
    assert not found.problem
    (row,) = found.rows
    assert row.predicted or row.reason


@pytest.mark.parametrize("field", ["zones", "blocks", "buddyinfo", "query_memory_devices", "snapshot"])
def test_a_snapshot_that_cannot_be_read_is_a_problem_of_the_trace_and_the_other_rows_stand(said, field):
    found = said(lambda scenario: scenario["steps"][2].update({field: 7}))
    assert found.problem.startswith("step 2: ")
    first, second = found.rows
    assert first.predicted
    assert not second.predicted
    assert second.reason in found.problem


def test_what_follows_a_snapshot_that_cannot_be_read_says_so(said):
    found = said(lambda scenario: scenario["steps"][1]["snapshot"].update(memsnap="lost.xz"))
    assert [row.step for row in found.rows] == [1, 2]
    assert "cannot be read" in found.rows[0].reason
    assert found.rows[1].reason == "step 1, from which it would be predicted, has no snapshot"


def test_a_step_whose_predecessor_is_missing_is_not_predicted_from_an_earlier_one(said):
    found = said(lambda scenario: scenario["steps"].pop(1))
    (row,) = found.rows
    assert "step 0 is the last one recorded before it" in row.reason
    assert not found.problem


def test_a_recording_that_stopped_early_has_a_reason_for_its_last_step_and_no_problem(said):
    def change(scenario):
        scenario["aborted"] = "the guest died"
        del scenario["steps"][2]["snapshot"]

    found = said(change)
    assert not found.problem
    assert [row.predicted for row in found.rows] == [True, False]
    assert "stopped" in found.rows[1].reason


OPTIONAL = "pagetypeinfo zones iomem meminfo_kb vmstat buddyinfo block_size dmesg query_balloon note pcp_counts blocks"


def test_a_step_is_predicted_without_what_is_not_needed_and_no_key_is_missed(said):
    def change(scenario):
        for name in OPTIONAL.split():
            for recorded in scenario["steps"]:
                recorded.pop(name, None)
        for name in ("cmdline", "qemu_flags", "title", "name", "zone_names", "section_pages", "lab_kernel"):
            scenario.pop(name, None)

    found = said(change)
    assert not found.problem
    assert all(row.predicted for row in found.rows)
    assert not any(it.what == "memory blocks" for row in found.rows for it in row.outcomes)


def test_a_block_that_is_not_there_has_no_file_to_write_to(said):
    def change(scenario):
        block = {"kind": "block", "block": -1, "write": "offline", "errno": 2, "seconds": 0.1}
        scenario["steps"][2]["actions"] = [block, {**block, "block": 10**9, "write": "online"}]

    outcomes = [it for it in said(change).rows[1].outcomes if it.what.startswith("block ")]
    assert [(it.predicted, it.right) for it in outcomes] == [("ENOENT", True)] * 2


def test_what_a_trace_says_reaches_the_terminal_escaped(said):
    def change(scenario):
        scenario["name"] = scenario["steps"][1]["label"] = "\x1b[2J"
        scenario["steps"][2]["actions"][0]["request"] = "memory \x1b[2J"
        for block in scenario["steps"][2]["blocks"]:
            block["valid_zones"] = "\x1b[2J"

    assert table(said(change).rows, differences=True).replace("\n", "").isprintable()


def test_nothing_is_tried_for_ever():
    block = {"kind": "block", "block": 1, "write": "offline", "errno": 4, "seconds": 1e9}
    (found,) = requests_of(step(block), 4096)
    assert found.limit == 300_000_000_000
