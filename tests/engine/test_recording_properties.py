"""A recording gives the same at any speed, in a fresh process, and does no harm when it is damaged."""

from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc
from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import SyntaxRefused
from engine.history import Position
from engine.keeping import CatchingUp, read_journal
from engine.script import LARGEST_SCRIPT, ScriptRefused, parse_script, read_recording, read_script
from engine.session import Session
from engine.timeline import MANY
from engine.units import SECOND
from tests.engine.keeping.test_going_on import begun, journal, run
from tests.engine.playing import DB, WEB, play
from tests.engine.test_recording import SCRIPTED

RECORDINGS = Path(__file__).parent.parent / "recordings"
DATA = (RECORDINGS / "2-fig2.bal").read_bytes()
SMALL = (RECORDINGS / "1-operators.bal").read_bytes()
SPEEDS = (0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 64, 256, 1000)
UNTIL = 10_500_000_000
MOST = 160 << 20
"""Bytes that reading a recording may take at most, whatever is in it."""
programs = st.lists(SCRIPTED.map("".join), min_size=1, max_size=6)


def recorded(text: str) -> Session:
    """A session that has run, with the digests that a recording has on its way."""
    session = begun(text)
    while session.approach(Position(UNTIL, MANY)):
        pass
    return session


def at_speed(text: str, speed: float) -> Session:
    """The same by a wall clock."""
    session = begun(text)
    session.set_speed(speed)
    clock, session._live = session._clock, True
    session._pacer.anchor(0)
    while session.world.now < UNTIL:
        clock.now += max(0.05, UNTIL / SECOND / speed / 40)
        session._run_slice(min(session._pacer.target(), UNTIL))
    session._live = False
    return session


@settings(max_examples=3)
@given(programs, st.sampled_from(SPEEDS))
def test_at_any_speed_the_recording_is_the_same_byte_for_byte(program, speed):
    text = "\n".join(("ballonet 2 seed=7", WEB, DB, "workload db churn 5% rate=10M/s", *program))
    first = recorded(text)
    assert at_speed(text, speed).recording() == first.recording()
    again = play(first.recording())
    assert again.exit_code == 0
    assert again.digest() == first.digest()


def test_a_fresh_process_with_another_hash_seed_comes_to_the_same(tmp_path):
    text = f"ballonet 2 seed=11\n{WEB}\n{DB}\nworkload web fill 30%\nworkload db churn 20%\nballoon set web 128M\n"
    files = [RECORDINGS / "1-operators.bal", tmp_path / "new.bal"]
    files[1].write_text(recorded(text).recording())
    code = (
        "import sys, asyncio; from engine.session import Session; from engine.script import read_script\n"
        "for name in sys.argv[1:]:\n"
        "    session = Session(); session.load(read_script(open(name, 'rb').read(), name), name)\n"
        "    asyncio.run(session.run()); print(session.exit_code)\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, *map(str, files)],
        env={**os.environ, "PYTHONHASHSEED": "4711"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.split() == ["0", "0"]


@st.composite
def damaged(draw, data: bytes) -> bytes:
    """Bytes to which something has happened: cut off, overwritten, left out, repeated, zeroed, put in."""
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        end = draw(st.integers(at, min(len(data), at + 60)))
        data = draw(
            st.sampled_from(
                [
                    data[:at],
                    data[:at] + draw(st.binary(max_size=8)) + data[end:],
                    data[:at] + data[end:],
                    data[:end] + data[at:],
                    data[:at] + bytes(end - at) + data[end:],
                    data[:at] + draw(st.sampled_from([b"\n", b"@", b"repeat 9\n", b"9" * 30])) + data[at:],
                ]
            )
        )
    return data


@settings(max_examples=80)
@given(damaged(DATA))
def test_whatever_happens_to_a_recording_it_is_read_up_to_there_or_refused(data):
    try:
        script = read_recording(data, "x.bal")
    except ScriptRefused:
        return
    whole = None
    with suppress(ScriptRefused):
        whole = read_script(data, "x.bal")
    assert (whole is None) == (script.damaged is not None)
    if script.damaged is None:
        assert script == whole
    else:
        place = script.damaged.place.line
        assert place > 1
        assert all(line.number < place for line in script.lines)
        assert parse_script(script.text, "x.bal").lines == script.lines


@settings(max_examples=10)
@given(damaged(SMALL))
def test_whatever_happens_to_a_recording_playing_it_does_no_harm(data):
    with suppress(ScriptRefused):
        script = read_recording(data, "x.bal")
        session = Session()
        session.load(script, "x.bal")
        for _ in range(400):
            session.world.step_one(2 * SECOND)
        assert session.snapshot().time <= 2 * SECOND


def a_journal() -> bytes:
    session = begun(f"ballonet 2 seed=7\n{WEB}\nballoon set web 192M\n@1s hotplug add web 16M\n")
    run(session, SECOND // 2)
    session.perform("at 1s balloon set web 160M")
    return journal(session).encode()


@settings(max_examples=40)
@given(damaged(a_journal()))
def test_whatever_happens_to_a_journal_it_is_gone_on_from_up_to_there_or_refused(data):
    try:
        found = read_journal(data, "x.journal")
    except SyntaxRefused:
        return
    catching_up = CatchingUp(found)
    for _ in zip(catching_up.steps(), range(4), strict=False):
        pass
    assert catching_up.session.snapshot() is not None


def test_reading_takes_no_more_memory_than_is_stated():
    part = 256  # of the largest that is read: all of it costs so many times as much
    for line in (b"run\n", b"@0s mark\n", b"@0s try run\n", b"ballonet 2 platform=1\n", b"\n", b"["):
        data = b"ballonet 2 platform=1\n" + line * (LARGEST_SCRIPT // part // len(line))
        tracemalloc.start()
        with suppress(ScriptRefused):
            read_recording(data, "x.bal")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak * part < MOST, line
