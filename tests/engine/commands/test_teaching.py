"""What help teaches is there for every command, and its examples run in the default lab."""

from __future__ import annotations

import asyncio

import pytest

from engine.commands.grammar import ROWS
from engine.commands.line import parse_line
from engine.commands.teaching import TEACHING
from engine.session import Session
from engine.units import MILLISECOND
from tui.scripts import lesson_script

VERBS = [row.verb for row in ROWS]


def test_every_command_is_taught_and_nothing_else():
    assert sorted(TEACHING) == sorted(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_a_lesson_is_whole(verb):
    lesson = TEACHING[verb]
    assert lesson.does.endswith(".")
    assert all(sentence.endswith(".") for sentence in lesson.wrong)
    assert set(lesson.related) <= set(VERBS) - {verb}
    for line, means in lesson.tries:
        assert parse_line(line) is not None, line
        assert means
    if lesson.tries:
        assert any(line.startswith(verb) for line, _ in lesson.tries)


@pytest.fixture(scope="module")
def lab() -> Session:
    """The lab after its first instants, with memory free as its balloons have given it back soon after."""
    session = Session(seed=7)
    session.load(lesson_script("lab"), "lab", "")
    asyncio.run(session.run(until=100 * MILLISECOND))
    session.perform("host memory 12G")
    return session


LONG = ("source", "compare", "wait", "whatif")
"""They take seconds, and have tests of their own."""


def forked(lab: Session) -> Session:
    session = Session()
    session.world = lab.world.fork()
    return session


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in LONG and TEACHING[verb].tries])
def test_the_examples_run_in_the_lab(verb, lab):
    lines = [line for line, _ in TEACHING[verb].tries if not line.startswith(LONG)]
    session = forked(lab)
    for line in lines:
        assert session.perform(line).passed, line
        if lines[0].startswith(verb):
            session = forked(lab)
        else:
            asyncio.run(session.run(until=session.world.now + 200 * MILLISECOND))
