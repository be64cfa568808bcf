"""`ballonet run --metrics`: what guests have over virtual time, as CSV or as JSON lines."""

from __future__ import annotations

import csv
import json

import pytest

from engine.units import MIB
from tui.cli import main
from tui.verbs.metrics import COLUMNS

SCRIPT = """\
guest add web memory=256M min=64M platform=ppc64 kernel=2.6.16+remove
guest add db memory=1G
chapter First, "quoted"
@1s hotplug remove web 32M
wait 1s
balloon set db 768M
"""


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "a.bal"
    path.write_text(SCRIPT)
    return str(path)


def test_csv_has_a_row_for_each_guest_at_each_look_and_at_the_end(script, tmp_path):
    target, ends = tmp_path / "a.csv", tmp_path / "end.json"
    assert main(["run", script, "--metrics", str(target), "--every", "500ms", "--json", str(ends)]) == 0
    with target.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == list(COLUMNS)
    end = json.loads(ends.read_text())
    times = list(dict.fromkeys(int(row["time_ns"]) for row in rows))
    assert times == [*(n * 500_000_000 for n in range(len(times) - 1)), end["time_ns"]]
    assert [row["guest"] for row in rows] == ["web", "db"] * len(times)
    first, last = rows[0], rows[-2]
    assert (first["has"], last["has"]) == (str(256 * MIB), str(224 * MIB))
    assert first["chapter"] == 'First, "quoted"'
    memory = end["guests"][0]["memory"]
    for name in ("online", "present", "managed", "free", "balloon", "target", "swap_used", "file_dirty"):
        assert int(last[name]) == memory[name], name
    index = end["guests"][0]["fragmentation"]["unusable_free_index"]
    assert [int(last[f"unusable_{order}"]) for order in range(11)] == index[:11]
    assert int(last["unusable_2M"]) == index[9]
    assert int(last["host_committed"]) == end["host"]["committed"]
    migrated = sum(each["pages_migrated"] for each in end["operations"] if each["guest"] == "web")
    assert int(last["pages_migrated"]) == migrated


def test_json_lines_have_every_order_and_go_to_standard_output(script, capsys):
    assert main(["run", script, "--metrics", "-", "--every", "1s"]) == 0
    heard = capsys.readouterr()
    lines = [json.loads(line) for line in heard.out.splitlines()]
    assert "Chapter" in heard.err, "what is told does not come between"
    assert {each["guest"] for each in lines} == {"web", "db"}
    assert len(lines[0]["unusable_free_index"]) == 13, "orders of ppc64"
    assert set(COLUMNS) - set(lines[0]) == {f"unusable_{order}" for order in range(11)}
    balloons = [each["operations"] for each in lines if each["guest"] == "db"]
    assert balloons[0] == 0


def test_a_file_that_ends_otherwise_is_refused_before_anything_runs(script, tmp_path, capsys):
    assert main(["run", script, "--metrics", str(tmp_path / "a.txt")]) == 2
    heard = capsys.readouterr()
    assert "a.txt ends neither with .csv nor with .jsonl; one of these, or -" in heard.err
    assert not heard.out
