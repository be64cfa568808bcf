"""The app on a real machine's memory: what is a capture or a trace is told by what it is, and imported."""

from __future__ import annotations

import asyncio

import pytest

from engine.errors import SyntaxRefused
from engine.session import Session
from tests.engine.capture.captures import capture_of, write_trace
from tests.tui.frames import PALETTE
from tui.cli import main
from tui.launch import Launch, build
from tui.render.host.bar import host_row, is_assumed, wish_row
from tui.render.text.glyphs import UNICODE
from tui.verbs.captured import captured_script, is_captured, machine_name, trace_name


@pytest.fixture
def trace(tmp_path):
    return write_trace(tmp_path / "A trace, 100% real", capture_of(), capture_of({(300, 9): "LRU ANON"}))


def imported(trace, step=None) -> Session:
    built = build(Launch(script=captured_script(str(trace), step), name=trace.name))
    asyncio.run(built.session.run())
    return built.session


def test_a_trace_is_told_from_a_script_by_what_is_in_it(trace, tmp_path):
    (tmp_path / "a.bal").write_text("guest add web memory=64M platform=ppc64\n")
    assert is_captured(str(trace))
    assert not is_captured(str(tmp_path / "a.bal"))
    assert not is_captured(str(tmp_path))
    assert not is_captured("no such thing")


def test_its_last_step_or_the_one_that_is_named_becomes_the_one_guest(trace):
    (guest,) = imported(trace).world.guests.values()
    assert guest.name == "a"
    assert guest.origin is not None
    assert guest.origin.source.endswith("step 1")
    (first,) = imported(trace, 0).world.guests.values()
    assert first.origin is not None
    assert first.origin.source.endswith("step 0")


def test_of_its_host_nothing_is_invented(trace):
    session = imported(trace)
    (guest,) = session.world.guests.values()
    snapshot = session.snapshot()
    assert guest.max == guest.present_pages
    assert is_assumed(snapshot)
    assert "HOST not known" in host_row(snapshot, 120, PALETTE, UNICODE).strip(120).text
    assert "promised" not in wish_row(snapshot, 120, PALETTE, UNICODE).strip(120).text
    session.perform("host memory 1G")
    assert "HOST 1G" in host_row(session.snapshot(), 120, PALETTE, UNICODE).strip(120).text


def test_a_recording_of_it_can_be_played(trace):
    session = imported(trace)
    session.perform("balloon set a 96M")
    assert "guest import a " in session.recording()


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("b1-balloon-idle-1g", "b1"),
        ("p01-64k-balloon-idle-1g", "p01-64k"),
        ("DB Server (2)", "db"),
        ("averyveryverylongword-1", "machine"),
        ("2024-01", "machine"),
        ("host", "machine"),
        ("...", "machine"),
    ],
)
def test_the_guest_of_a_trace_is_called_after_its_first_word(file, name):
    assert trace_name(file) == name


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("web.capture", "web"),
        ("capture-db1.ballonet", "db1"),
        ("capture.ballonet", "capture"),
        ("capture-vm-ballonet-0012ab.ballonet", "machine"),
        ("2024-01.capture", "machine"),
    ],
)
def test_that_of_a_capture_is_called_after_its_host_and_never_cut(file, name):
    assert machine_name(file) == name


def test_a_step_that_there_is_none_of_is_refused_before_the_screen(trace, capsys):
    with pytest.raises(SyntaxRefused, match="has no step 2"):
        captured_script(str(trace), 2)
    assert main([str(trace), "--step", "2"]) == 2
    assert "0 to 1" in capsys.readouterr().err


def test_step_goes_with_a_trace_only(tmp_path, capsys):
    script = tmp_path / "a.bal"
    script.write_text("guest list\n")
    assert main([str(script), "--step", "2"]) == 2
    assert "--step is of a recorded trace" in capsys.readouterr().err
    assert main(["--step", "1"]) == 2


def test_what_has_no_lines_cannot_be_run(trace, capsys):
    assert main(["run", str(trace)]) == 2
    assert (
        "is a machine's memory and no script; `guest import NAME FILE` in a script" in capsys.readouterr().err
    )
