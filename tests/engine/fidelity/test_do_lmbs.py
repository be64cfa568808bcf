"""DLPAR requests that name an LMB, in a recorded guest whose LMBs 4 to 7 are idle."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from engine.fidelity.measure import Task, measure

TRACE = Path(__file__).parents[2] / "fidelity" / "traces" / "p07-64k-dlpar-count"


@pytest.fixture
def asked(tmp_path):
    """What is predicted of a request in the place of the recorded one that took LMB 4 out."""
    for path in TRACE.glob("0[12]-*"):
        shutil.copyfile(path, tmp_path / path.name)
    scenario = json.loads((TRACE / "scenario.json").read_bytes())
    scenario["steps"] = scenario["steps"][1:3]

    def predicted(request):
        scenario["steps"][1]["actions"][0]["request"] = request
        (tmp_path / "scenario.json").write_text(json.dumps(scenario))
        (row,) = measure(Task(str(tmp_path))).rows
        return next((it.predicted for it in row.outcomes if it.sort == "DLPAR"), row.reason)

    return predicted


@pytest.mark.parametrize(
    ("request_", "outcome"),
    [
        ("memory remove index 0x80000004", "ok -4"),
        ("memory remove indexed-count 2 0x80000005", "ok -5,6"),
        ("memory remove index 0x80000000", "failed"),
        ("memory remove indexed-count 2 0x80000003", "failed"),
        ("memory add index 0x80000004", "failed"),
        ("memory add indexed-count 2 0x80000004", "ok"),
        ("memory add indexed-count 2 0x80000007", "failed"),
    ],
)
def test_a_named_lmb_goes_or_comes_and_boot_memory_is_reserved(asked, request_, outcome):
    assert asked(request_) == outcome


def test_what_is_no_request_for_memory_is_told(asked):
    assert "no request that can be done again" in asked("cpu remove index 3")
