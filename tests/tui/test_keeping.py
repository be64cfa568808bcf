"""What is done in the app is kept in files, and a session that was killed goes on from them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.errors import SyntaxRefused
from engine.keeping import END_LINE, read_journal
from engine.script import parse_script, read_recording, read_script, written
from engine.units import MILLISECOND, SECOND
from tests.engine.keeping.test_going_on import Clock, begun, future, run
from tests.engine.playing import WEB, play
from tests.tui.driving import opened
from tui.keeping import growing, recording
from tui.keeping.growing import GrowingFile, is_held
from tui.keeping.journals import KEPT, newest_unfinished, read, unfinished
from tui.keeping.keeper import Keeper
from tui.keeping.resuming import resume
from tui.launch import Launch, build

RECORDINGS = Path(__file__).parent.parent / "recordings"
SCRIPT = f"ballonet 2 seed=7\n{WEB} cost_scale=200\nballoon set web 192M\n@3s hotplug add web 16M\n"


class Kept:
    """A session that is kept, and what was said of it."""

    def __init__(self, folder: Path | None) -> None:
        self.said: list[str] = []
        self.session = begun(SCRIPT)
        self.clock = Clock()
        self.keeper = Keeper(self.session, folder, self.said.append, clock=self.clock)

    def go(self, until: int) -> None:
        """Let time pass, looked at every half second."""
        while self.session.world.now < until and not self.session.paused:
            run(self.session, min(until, self.session.world.now + SECOND // 2))
            self.clock.now += 0.5
            self.keeper.look()

    def killed(self) -> Path:
        """Let the file be as it is when the program is killed, and return it."""
        path = self.keeper.path
        assert path is not None
        self.keeper._file.close()
        return path


def test_a_killed_session_goes_on_with_nothing_lost(tmp_path):
    kept = Kept(tmp_path)
    kept.go(1200 * MILLISECOND)
    kept.session.perform("at 1s balloon set web 160M")
    kept.keeper.commands = 1
    kept.keeper.look()
    kept.go(1500 * MILLISECOND)
    kept.clock.now += 1
    kept.keeper.look()
    kept.killed()
    said: list[str] = []
    built = resume(read(newest_unfinished(tmp_path)), said.append)
    assert built.note.startswith("resumed at 00:00:01, 1 command: what came after its last second is lost")
    assert said[0].startswith("going on from 00:00:01: as far as 00:00:00")
    assert built.session.world.now == kept.session.world.now
    assert future(built.session) == future(kept.session)


def test_a_mark_a_second_stands_in_the_place_of_the_one_before_and_none_is_written_while_paused(tmp_path):
    kept = Kept(tmp_path)
    kept.go(SECOND)
    size = len(kept.keeper.path.read_bytes())
    kept.go(9 * SECOND)
    assert len(kept.keeper.path.read_bytes()) <= size + 10
    kept.session.pause()
    kept.keeper.look()
    before = kept.keeper.path.stat().st_mtime_ns, kept.keeper.path.read_bytes()
    for _ in range(5):
        kept.clock.now += 1
        kept.keeper.look()
    assert (kept.keeper.path.stat().st_mtime_ns, kept.keeper.path.read_bytes()) == before
    assert read(kept.keeper.path).mark.paused


@pytest.mark.parametrize(
    ("damage", "line"),
    [
        (lambda data: data[:-5], 3),
        (lambda data: data + b"\0" * 4096, 4),
        (lambda data: data.replace(b'{"mark"', b"\xff\xfe{mark"), 3),
        (lambda data: data.replace(b'"mark": [', b'"mark": [-'), 3),
        (lambda data: data.replace(b'"mark": [', b'"mark": [9999999999999999999999'), 3),
    ],
)
def test_a_damaged_journal_is_gone_on_from_up_to_the_damage(tmp_path, damage, line):
    kept = Kept(tmp_path)
    kept.go(SECOND)
    path = kept.killed()
    path.write_bytes(damage(path.read_bytes()))
    journal = read(path)
    assert f"{path}:{line}:" in str(journal.damaged)
    built = resume(journal, lambda _: None)
    assert f"damaged in line {line}, all before it is here" in built.note
    assert [guest.name for guest in built.session.snapshot().guests] == (
        ["web"] if built.session.time else []
    )


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 10, b"ballonet 2\n", b"[]\n", b'{"journal": 2, "seed": 1}\n', b"[" * 9999]
)
def test_what_is_no_journal_is_refused(tmp_path, data):
    file = tmp_path / "x.journal"
    file.write_bytes(data)
    with pytest.raises(SyntaxRefused):
        read(file)


def test_apps_at_once_have_files_of_their_own_and_do_not_take_each_others(tmp_path):
    first, second = Kept(tmp_path), Kept(tmp_path)
    first.go(SECOND)
    second.go(SECOND)
    assert first.keeper.path != second.keeper.path
    assert unfinished(tmp_path) is None
    second.killed()
    assert unfinished(tmp_path) == second.keeper.path
    assert is_held(first.keeper.path)


def test_the_last_few_are_kept(tmp_path):
    for number in range(KEPT + 4):
        old = tmp_path / f"{number}.journal"
        old.write_text(END_LINE)
        os.utime(old, (number, number))
    kept = Kept(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        kept.keeper.path.name,
        *(f"{number}.journal" for number in range(4, KEPT + 4)),
    }


def test_a_session_that_was_left_in_order_is_not_gone_on_from_and_can_be_played_again(tmp_path):
    kept = Kept(tmp_path / "journals")
    kept.go(SECOND)
    last = tmp_path / "last.bal"
    assert kept.keeper.end(last) == last
    assert unfinished(tmp_path / "journals") is None
    with pytest.raises(SyntaxRefused, match="no session was cut off"):
        newest_unfinished(tmp_path / "journals")
    assert read_script(last.read_bytes(), "last.bal").start == kept.keeper.start
    assert play(last.read_text()).exit_code == 0


def full(_: int, __: bytes, ___: int) -> int:
    raise OSError(28, "No space left on device")


def test_a_full_disk_is_said_once_and_the_session_goes_on(tmp_path, monkeypatch):
    kept = Kept(tmp_path)
    kept.keeper.record(tmp_path / "r.bal")
    kept.go(SECOND)
    monkeypatch.setattr(growing.os, "pwrite", full)
    kept.go(3 * SECOND)
    assert len(kept.said) == 2
    assert kept.said[0].startswith("nothing is kept for --resume (No space left on device): ")
    assert kept.said[1].startswith("recorded no further (No space left on device): ")
    assert not kept.session.snapshot().recorded
    assert kept.session.world.now >= 3 * SECOND


def test_a_folder_that_cannot_be_made_is_said_once(tmp_path):
    (tmp_path / "file").write_text("")
    kept = Kept(tmp_path / "file" / "journals")
    kept.go(2 * SECOND)
    assert len(kept.said) == 1
    assert "Not a directory" in kept.said[0]


def test_a_recording_that_grows_can_be_played_at_any_time_and_is_written_as_meant_in_the_end(tmp_path):
    file = tmp_path / "r.bal"
    kept = Kept(tmp_path)
    kept.go(500 * MILLISECOND)
    kept.keeper.record(file)
    for until in (600, 1100, 1600, 3100):
        kept.go(until * MILLISECOND)
        script = read_recording(file.read_bytes(), "r.bal")
        assert script.damaged is None
        assert play(file.read_text()).exit_code == 0
    assert "@0s guest add web" in file.read_text()
    assert "@0s try balloon set web 192M" in file.read_text()
    assert kept.keeper.end_recording() == file
    assert file.read_text() == kept.session.recording(kept.keeper.start)
    assert "@0s balloon set web 192M" in file.read_text()


def test_a_recording_that_would_be_too_large_to_be_read_is_cut_at_a_digest(tmp_path, monkeypatch):
    kept = Kept(tmp_path)
    kept.keeper.record(tmp_path / "r.bal")
    kept.go(11 * SECOND)
    size = (tmp_path / "r.bal").stat().st_size
    monkeypatch.setattr(recording, "LARGEST", size)
    monkeypatch.setattr(written, "LARGEST_SCRIPT", size + 100)
    kept.session.perform("balloon set web 160M")
    kept.go(13 * SECOND)
    assert kept.said == ["the recording is full: it has 1 MiB, and what comes now is not in it"]
    kept.keeper.end_recording()
    script = read_script((tmp_path / "r.bal").read_bytes(), "r.bal")
    assert script.digest is not None
    assert script.digest[0] == 10 * SECOND
    assert play((tmp_path / "r.bal").read_text()).exit_code == 0


def test_a_recording_is_never_written_over_a_file(tmp_path):
    file = tmp_path / "r.bal"
    file.write_text("mine")
    kept = Kept(tmp_path)
    with pytest.raises(SyntaxRefused, match="is there already"):
        kept.keeper.record(file)
    assert file.read_text() == "mine"


async def test_the_key_records_all_from_the_start_and_leaving_asks_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    built = build(Launch(script=parse_script(SCRIPT, "x.bal"), name="x.bal"))
    await built.session.run(until=500 * MILLISECOND)
    built.session.pause()
    async with opened(built) as app:
        assert "REC" not in app.rows(0, 1)[0]
        await app.press("ctrl+g")
        assert "REC 00:00.5" in app.rows(0, 1)[0]
        [file] = tmp_path.iterdir()
        assert "recording into " in app.text()
        await app.press("ctrl+q")
        assert "this is being recorded: ^Q again ends that" in app.text()
        await app.press("ctrl+g")
        assert "recorded: " in app.text()
        assert "REC" not in app.rows(0, 1)[0]
        await app.press("ctrl+g", "ctrl+q", "ctrl+q")
        app.app.end_keeping()
    assert len(list(tmp_path.iterdir())) == 2
    assert read_script(file.read_bytes(), "r.bal").digest == (500 * MILLISECOND, built.session.digest())


def test_a_journal_of_a_newer_version_is_refused():
    with pytest.raises(SyntaxRefused, match="this journal has format 9, and this version reads 1"):
        read_journal(b'{"journal": 9, "seed": 7}\n', "x.journal")


def test_the_file_that_grows_is_its_own(tmp_path):
    file = GrowingFile(tmp_path / "x")
    file.append("a\n")
    file.mark("mark 1 and more\n")
    file.mark("mark 2\n")
    file.append("b\n")
    file.mark("mark 3\n")
    assert (tmp_path / "x").read_text() == "a\nmark 2         \nb\nmark 3\n"
    with pytest.raises(FileExistsError):
        GrowingFile(tmp_path / "x")


@pytest.mark.parametrize("speed", [64, 1000])
async def test_a_recording_comes_to_the_same_in_the_app_at_any_speed(speed):
    data = (RECORDINGS / "1-operators.bal").read_bytes()
    built = build(Launch(script=read_script(data, "r.bal"), name="r.bal"))
    built.session.set_speed(speed)
    async with opened(built) as app:
        app.app.run_worker(app.app.conductor.frames())
        app.app.run_worker(built.session.live())
        async for event in built.session.events():
            if "digest" in event.sentence():
                break
        assert event.sentence().startswith("as expected, digest")
        assert built.session.exit_code == 0
