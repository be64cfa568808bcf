"""A bookmark is come back to as if nothing had happened since; presented lines run one at a time."""

from __future__ import annotations

import pytest

from engine.commands.line import parse_line
from engine.errors import CommandError
from engine.script import parse_script
from engine.session import Session
from engine.units import SECOND

SCRIPT = """\
seed 7
guest add web memory=256M min=64M platform=ppc64
workload web age 60%
workload web churn 8M rate=8M/s &
say Watch.
"""


async def churning() -> Session:
    session = Session(seed=7)
    session.load(parse_script(SCRIPT, "script"))
    await session.run(until=SECOND)
    return session


async def test_what_follows_is_the_same_each_time_a_bookmark_is_come_back_to():
    session = await churning()
    mark, digest, picture = session.bookmark(), session.digest(), session.snapshot()
    told = session.sentences(0)
    futures = []
    for _ in range(2):
        session.perform("balloon set web 128M")
        session.perform("say Gone.")
        await session.run(until=2 * SECOND)
        futures.append((session.digest(), session.snapshot().caption, len(session.sentences(0))))
        session.return_to(mark)
        assert session.digest() == digest
        back = session.snapshot()
        assert (back.time, back.caption, back.operations) == (picture.time, "Watch.", picture.operations)
        assert session.sentences(0) == told
    assert futures[0] == futures[1]
    assert "Gone." not in session.recording()
    assert "balloon set" not in session.recording()


def test_a_stop_is_come_back_to_as_well():
    session = Session()
    session.perform("ask How many? answer=3")
    mark = session.bookmark()
    session.resume()
    assert session.snapshot().stop is None
    session.return_to(mark)
    assert (session.snapshot().stop.words, session.paused) == ("How many?", True)


def test_a_presented_line_runs_now_whatever_its_time(tmp_path):
    session = Session()
    (tmp_path / "part.bal").write_text("say From the file.\n")
    session.present(parse_line("@5s say Now."))
    assert session.snapshot().caption == "Now."
    with pytest.raises(CommandError):
        session.present(parse_line("source part.bal"))
    session.present(parse_line("source part.bal"), str(tmp_path))
    assert session.snapshot().caption == "From the file."


async def test_the_lines_of_a_script_that_have_not_run_are_known():
    session = Session()
    text = "say one\nwait 1s\nsay two\nsay three\n@3s say late\n@2s say soon\n@500ms say first\n"
    number = session.load(parse_script(text, "script"))
    await session.run(until=SECOND // 2)
    assert [line.text for line in session.lines_left(number)] == [
        "say two",
        "say three",
        "@2s say soon",
        "@3s say late",
    ]
    session.leave(number)
    assert session.lines_left(number) == ()
