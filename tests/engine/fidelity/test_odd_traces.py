"""Traces that say odd things are measured as far as they can be, and never more than told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from engine.fidelity.measure import Task, measure
from engine.fidelity.requests import requests_of
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
def test_a_snapshot_that_cannot_be_read_is_a_problem_of_the_trace(said, field):
    found = said(lambda scenario: scenario["steps"][2].update({field: 7}))
    assert found.problem
    assert not found.rows


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
