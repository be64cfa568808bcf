"""Where a script stops, the next line answers and an empty one goes on; nobody waits for lines that do not come."""

from __future__ import annotations

import asyncio
import io

import pytest

from engine.script import parse_script
from engine.session import Session
from tui.plain.batch import run_lines
from tui.plain.stops import ANSWERS, GOES_ON
from tui.plain.teller import Teller
from tui.plain.typed import converse
from tui.render.text.glyphs import UNICODE


def talked(*lines: str, batch: bool = False, script: str = "") -> list[str]:
    session, printed = Session(), io.StringIO()
    if script:
        session.load(parse_script(script, "told"))
        if not batch:
            session.run_ahead(1.0)
    teller = Teller(session, UNICODE, printed)
    if batch:
        asyncio.run(run_lines(session, io.BytesIO("\n".join(lines).encode()), teller))
    else:
        converse(session, lines, teller)
    return [line.split("  ")[-1].strip() for line in printed.getvalue().splitlines()]


@pytest.mark.parametrize("batch", [False, True])
def test_the_next_line_answers_and_what_is_right_is_said(batch):
    lines = talked("ask How many? answer=3", "4", batch=batch)
    assert lines.index("How many?") < lines.index(ANSWERS) < lines.index("Not 4: it is 3.")


@pytest.mark.parametrize("batch", [False, True])
def test_a_command_is_no_answer_and_one_of_one_word_stands_behind_a_colon(batch):
    lines = talked("ask How many? answer=3", "say still asking", ":help", "dunno", "4", batch=batch)
    asked = lines.index(ANSWERS)
    assert "still asking" in lines[asked:]
    assert lines.index("a number is wanted, as 12: try again") < lines.index("Not 4: it is 3.")
    assert len(lines) > 20, "help was printed"


def test_an_empty_line_goes_on():
    lines = talked("", "", script="say one\nhold\nsay two\nask Which? answer=a|b\nsay three")
    assert [each for each in lines if each != "Paused here."] == [
        "one",
        GOES_ON,
        "two",
        "Which?",
        ANSWERS,
        "It is a or b.",
        "three",
    ]


def test_a_script_that_is_piped_stops_nowhere():
    lines = talked(batch=True, script="say one\nhold\nask Which? answer=a\nsay two")
    assert lines == ["one", "Paused here.", "Which?", "two"]
