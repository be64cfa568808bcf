"""`ballonet fidelity`: what it takes, what it writes, and its exit codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tui.cli import main

TRACES = Path(__file__).parents[2] / "fidelity" / "traces"
SMALL = TRACES / "p15-64k-dlpar-add-count"


def run(capsys, *words):
    code = main(["fidelity", *map(str, words), "--jobs", "1"])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_trace_prints_its_table(capsys):
    code, out, err = run(capsys, SMALL)
    assert (code, err) == (0, "")
    assert out.startswith("p15-64k-dlpar-add-count  (6.1.0-50-powerpc64le, 64K pages)")
    assert "\nGoals\n" in out


def test_json_on_standard_output_is_all_there_is(capsys):
    code, out, _ = run(capsys, SMALL, "--json", "-", "--kind", "DLPAR")
    assert code == 0
    assert {row["kind"] for row in json.loads(out)["rows"]} == {"DLPAR"}


def test_a_trace_that_cannot_be_read_is_told_and_the_rest_goes_on(capsys, tmp_path):
    shutil.copytree(SMALL, tmp_path / "good")
    shutil.copytree(SMALL, tmp_path / "cut")
    victim = next((tmp_path / "cut").glob("02-*.kpageflags.xz"))
    victim.write_bytes(victim.read_bytes()[:100])
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "scenario.json").write_text('{"format": 1, "steps": 3}')
    code, out, err = run(capsys, tmp_path)
    assert code == 1
    assert out.count("64K pages)") == 1
    assert "ballonet: cut: " in err
    assert "ballonet: odd: " in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "nowhere is no folder"),
        ([TRACES.parent.parent / "themes"], "no traces"),
        ([SMALL, "--kind", "warp"], "warp is no kind of step"),
        ([SMALL, "--json", "-", "--csv"], "both to standard output"),
        ([SMALL, "--json", "no/such/folder/x"], "cannot be written"),
    ],
)
def test_bad_usage_is_told_at_once(capsys, words, said):
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert said in err


def test_goals_of_which_nothing_was_measured_are_left_out_and_a_part_misses_none(capsys):
    _, out, _ = run(capsys, SMALL)
    goals = out.partition("\nGoals\n")[2]
    assert "They stand for a whole set of traces" in goals
    assert "NUMA: overlap" not in goals
    assert "missed" not in goals
