"""`ballonet replay`: what it opens, and that a recording is told from a script by what is in it."""

from __future__ import annotations

import pytest

import tui.starting
from engine.units import MIB
from tui.cli import main
from tui.launch import build

SCRIPT = "ballonet 1 seed=7\nguest add web memory=128M\n"


@pytest.fixture
def opened(monkeypatch):
    """Return what the app was opened on, in order."""
    launched = []
    monkeypatch.setattr(tui.starting, "on_terminal", lambda: True)
    monkeypatch.setattr(tui.starting, "open_app", lambda launch, _: launched.append(launch) or 0)
    return launched


@pytest.fixture
def recording(tmp_path):
    """Return a recording's file."""
    (tmp_path / "script.bal").write_text(SCRIPT)
    file = tmp_path / "figures.bal"
    assert main(["run", str(tmp_path / "script.bal"), "--record", str(file)]) == 0
    return file


def test_a_recording_is_told_from_a_script_by_its_content(opened, recording):
    assert main([str(recording)]) == 0
    assert main([str(recording.with_name("script.bal"))]) == 0
    assert main(["replay", str(recording.with_name("script.bal"))]) == 0
    assert main(["replay", "hotplug-basics"]) == 0
    assert [launch.replays for launch in opened] == [True, False, True, True]


def test_without_a_name_it_is_what_was_recorded_last(opened, recording, tmp_path, capsys):
    assert main(["replay"]) == 2
    assert "nothing was recorded yet" in capsys.readouterr().err
    last = tmp_path / "state" / "ballonet" / "last.bal"
    last.parent.mkdir(parents=True)
    last.write_bytes(recording.read_bytes())
    assert main(["replay"]) == 0
    assert opened[0].name == str(last)


def test_it_plays_from_the_start_and_is_called_by_its_files_name(opened, recording):
    main(["replay", str(recording)])
    session = build(opened[0]).session
    assert not session.paused
    picture = session.snapshot()
    assert (picture.time, picture.replay.name, picture.replay.fork) == (0, "figures.bal", None)


async def test_it_comes_to_the_end_that_was_recorded_and_agrees(opened, recording):
    main(["replay", str(recording)])
    session = build(opened[0]).session
    await session.index()
    session.to_end()
    picture = session.snapshot()
    assert picture.guests[0].online == 128 * MIB
    assert (picture.replay.drift, picture.replay.digests) == ("", 1)
