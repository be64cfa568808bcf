"""What `ballonet run --csv` writes."""

from __future__ import annotations

import csv

from tui.cli import main

SCRIPT = """\
guest add web memory=256M min=64M platform=ppc64 kernel=2.6.16+remove
workload web age 60%
compare web 128M balloon,hotplug
compare web 192M balloon,virtio-mem
"""


def rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_there_is_a_row_for_each_policy_of_each_comparison(tmp_path, capsys):
    script, target = tmp_path / "a.bal", tmp_path / "a.csv"
    script.write_text(SCRIPT)
    assert main(["run", str(script), "--seed", "3", "--csv", str(target)]) == 0
    found = rows(target)
    assert [(row["comparison"], row["policy"], row["seed"]) for row in found] == [
        *(("1", "balloon", "3"), ("1", "hotplug", "3")),
        *(("2", "balloon", "3"), ("2", "virtio-mem", "3")),
    ]
    assert found[0]["has"] == str(128 << 20)
    assert found[0]["reached"] == "true"
    assert len(found[0]["free_blocks"].split()) == len(found[0]["unusable_free_index"].split()) == 13
    assert "compare web 128M" in capsys.readouterr().out


def test_where_nothing_was_compared_there_are_only_names(tmp_path, capsys):
    script = tmp_path / "a.bal"
    script.write_text("guest add web memory=256M\n")
    assert main(["run", str(script), "--csv", "-"]) == 0
    (names,) = capsys.readouterr().out.splitlines()
    assert names.startswith("comparison,guest,size,had,seed,policy,state,reached")


def test_a_file_that_cannot_be_written_is_refused_before_anything_runs(tmp_path, capsys):
    script = tmp_path / "a.bal"
    script.write_text("say hello\n")
    assert main(["run", str(script), "--csv", str(tmp_path / "no" / "a.csv")]) == 2
    assert "hello" not in capsys.readouterr().out


def test_two_outputs_are_not_written_into_one_file(tmp_path, capsys):
    script = tmp_path / "a.bal"
    script.write_text("guest add web memory=256M\n")
    assert main(["run", str(script), "--csv", "-", "--json", "-"]) == 2
    assert "two outputs cannot both be written to standard output" in capsys.readouterr().err
