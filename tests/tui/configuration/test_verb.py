"""`ballonet config`: what is set, where from, and a file to begin with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tui.cli import main
from tui.configuration.table import SETTINGS


def test_show_prints_every_setting_with_its_value_and_where_that_is_from(tmp_path, monkeypatch, capsys):
    file = tmp_path / "mine.toml"
    file.write_text("\nfps = 20\n")
    monkeypatch.setenv("BALLONET_SPEED", "0.5")
    assert main(["config", "show", "--config", str(file), "--no-mouse"]) == 0
    rows = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if line}
    assert set(SETTINGS) < set(rows)
    assert rows["fps"].split()[:3] == ["fps", "20", f"{file}:2"]
    assert rows["mouse"].split()[:3] == ["mouse", "false", "--no-mouse"]
    assert rows["speed"].split()[:4] == ["speed", "0.5", "environment", "BALLONET_SPEED"]
    assert rows["motion"].split()[:3] == ["motion", "full", "default"]


def test_show_as_json_has_all_of_it_too(capsys):
    assert main(["config", "show", "--json", "--speed", "4"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["format"] == "ballonet.config/1"
    rows = {row["name"]: row for row in found["settings"]}
    assert list(rows) == list(SETTINGS)
    assert (rows["speed"]["value"], rows["speed"]["origin"], rows["speed"]["default"]) == (
        4.0,
        "--speed",
        1.0,
    )


def test_something_wrong_is_exit_code_2_and_all_else_is_printed(monkeypatch, capsys):
    monkeypatch.setenv("BALLONET_FPS", "many")
    assert main(["config", "show"]) == 2
    told = capsys.readouterr()
    assert "fps            30" in told.out
    assert told.err == "BALLONET_FPS cannot be 'many': a whole number from 1 to 30\n"


@pytest.mark.parametrize(
    "words", [["--fps", "0"], ["--theme", "no-such"], ["--motion", "wild"], ["--speed", "3"]]
)
def test_a_wrong_flag_is_bad_usage(words, capsys):
    assert main(["config", "show", *words]) == 2
    assert f"argument {words[0]}: cannot be" in capsys.readouterr().err


def test_init_writes_a_file_that_sets_nothing_and_never_a_second_time(capsys):
    assert main(["config", "path"]) == 0
    path = capsys.readouterr().out.strip()
    assert main(["config", "init"]) == 0
    assert all(line[:1] in ("", "#") for line in Path(path).read_text().splitlines())
    assert main(["config", "show"]) == 0
    out = capsys.readouterr().out
    assert path in out
    assert out.count(" default ") == len(SETTINGS)
    assert main(["config", "init"]) == 2
    assert "is there already" in capsys.readouterr().err


def test_what_init_writes_holds_when_its_lines_are_taken_in(capsys):
    main(["config", "init"])
    path = capsys.readouterr().out.strip()
    text = Path(path).read_text()
    for setting in SETTINGS.values():
        text = text.replace(f"#{setting.written}", setting.written)
    Path(path).write_text(text)
    assert main(["config", "show"]) == 0
    assert capsys.readouterr().out.count(f" {path}:") == len(SETTINGS)


def test_keys_names_every_id(capsys):
    assert main(["config", "keys"]) == 0
    out = capsys.readouterr().out
    assert "map.why" in out
    assert main(["config", "keys", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["bindings"]
    assert {"id": "map.why", "keys": "w", "origin": "default"}.items() <= next(
        row for row in rows if row["id"] == "map.why"
    ).items()
