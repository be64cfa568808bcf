"""What a paste comes to."""

from __future__ import annotations

import pytest

from tui.prompt.paste import MOST_LINES, Waiting, pasted_lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("step", ("step",)),
        ("step\r\nrun\r\n", ("step", "run")),
        ("\n\n  step\t \n\n", ("step",)),
        ("ballonet 1 seed=7\n# what it shows\nstep\n@5s run &\n", ("step", "@5s run &")),
        ("# alone, it is text", ("# alone, it is text",)),
        ("balloon\tset web\x1b[31m 5M\x00\n", ("balloon set web[31m 5M",)),
        ("\u202estep\u2028run", ("step", "run")),
        ("", ()),
        ("step\n" * (MOST_LINES + 1), None),
        ("x" * 70_000, None),
    ],
)
def test_lines_are_as_if_they_had_been_typed(text, lines):
    assert pasted_lines(text) == lines


def test_lines_behind_a_wrong_one_run_with_it():
    waiting = Waiting(("run", "step"), goes_on=True)
    assert waiting.with_line("balloon set web 5M") == ("balloon set web 5M", "run", "step")
    assert waiting.with_line("") == ("run", "step")
    assert "the 2 lines after it" in waiting.said
    assert Waiting().said == ""


def test_a_line_that_was_typed_before_a_paste_is_left_alone():
    assert Waiting(("run",)).with_line("balloon") == ("run",)
