"""What an index found is kept for the next time, and thrown away when in doubt."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.replaying import Replay
from engine.replaying.cache import key_of
from engine.replaying.checkpoints import Checkpoints
from engine.replaying.store import LARGEST, Store
from engine.script import parse_script
from engine.units import SECOND
from tests.engine.replaying.recordings import SMALL, fresh, indexed, recorded

SCRIPT = f"""
@0s {SMALL.format("web")}
@0s workload web age 40%
@1s chapter One
@1s workload web churn 20% rate=8M/s
@2s balloon set web 48M
"""


@pytest.fixture(scope="module")
def script():
    return recorded(SCRIPT, 3 * SECOND)


def test_it_is_there_at_once_the_next_time_and_shows_the_same(script, tmp_path):
    first = indexed(script, cache=tmp_path)
    again = Replay(script, "test.bal", cache=tmp_path)
    was, now = first.snapshot().replay, again.snapshot().replay
    assert now.indexed == now.end == 3 * SECOND
    assert (now.chapters, now.operations, now.free) == (was.chapters, was.operations, was.free)
    for time in (0, 5 * SECOND // 2):
        again.seek(time)
        assert again.document() == fresh(script, time).document()


@pytest.mark.parametrize("at", [5, 3000, -20])
def test_one_that_was_changed_is_not_believed(script, tmp_path, at):
    indexed(script, cache=tmp_path)
    (file,) = tmp_path.iterdir()
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)
    replay = indexed(script, cache=tmp_path)
    replay.seek(2 * SECOND)
    while replay.snapshot().replay.seeking is not None:
        replay.track.advance(1.0, replay.track.work)
        replay._find()
    assert replay.document() == fresh(script, 2 * SECOND).document()


def test_what_is_not_finished_is_gone_on_with(script, tmp_path):
    first = Replay(script, "test.bal", cache=tmp_path)
    while first.track.course.reached < SECOND:
        first.track._advance_one()
    first.track.keep()
    again = Replay(script, "test.bal", cache=tmp_path)
    assert 0 < again.snapshot().replay.indexed < 3 * SECOND
    other = Replay(script, "test.bal", cache=tmp_path)
    assert other.snapshot().replay.indexed == 0, "it is the first one's now"
    for replay in (again, other):
        while not replay.track.course.complete:
            replay.track.advance(1.0, replay.track.work)
        replay.to_end()
        assert replay.document() == fresh(script, 3 * SECOND).document()


def test_who_leaves_at_once_leaves_nothing_behind(script, tmp_path):
    Replay(script, "test.bal", cache=tmp_path).track.keep()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("used", "share", "factor"),
    [
        (0, 0.0, 1),
        (LARGEST // 4, 0.5, 1),
        (LARGEST // 4, 0.1, 3.125),
        (LARGEST * 31 // 32, 0.9, 8),
        (LARGEST // 2, 0.0, 2),
    ],
)
def test_the_more_room_a_long_recording_wants_the_sparser_they_are(used, share, factor):
    store = Store.unnamed()
    store.size = used
    assert Checkpoints(store).sparser(share) == factor


def test_another_recording_has_another_file(script):
    assert key_of(script, None) != key_of(script, 8)
    assert key_of(parse_script("source other.bal\n", "test.bal"), None) is None


def test_a_folder_that_cannot_be_written_to_does_no_harm(script, tmp_path):
    folder = tmp_path / "file"
    folder.write_text("")
    replay = indexed(script, cache=folder)
    replay.to_end()
    assert replay.document() == fresh(script, 3 * SECOND).document()


def test_another_process_with_another_hash_seed_finds_the_same(script, tmp_path):
    replay = indexed(script, cache=tmp_path)
    replay.seek(5 * SECOND // 2)
    file = tmp_path / "test.bal"
    file.write_text(script.text)
    code = (
        "import sys; from pathlib import Path; from engine.replaying import Replay\n"
        "from engine.script import read_script\n"
        "script = read_script(Path(sys.argv[1]).read_bytes(), 'test.bal')\n"
        "replay = Replay(script, 'test.bal', cache=Path(sys.argv[1]).parent)\n"
        "assert replay.snapshot().replay.indexed\n"
        f"replay.seek({5 * SECOND // 2}); print(replay.digest())\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, str(file)],
        env={**os.environ, "PYTHONHASHSEED": "5", "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == replay.digest()
