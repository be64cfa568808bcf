"""A stop as it is answered, revealed and ended."""

from __future__ import annotations

import pytest

from engine.snapshot.stop import StopView
from tui.asking.asking import Asking, Given

QUESTION = StopView(4, "Which section will refuse?", "web:s1|web:s2")


@pytest.fixture
def asked():
    """Return the state with a question open, and what it was told of answers."""
    heard: list[Given] = []
    asking = Asking(heard.append)
    assert asking.see(QUESTION)
    return asking, heard


def test_an_answer_is_told_once_and_reveals_what_is_right(asked):
    asking, heard = asked
    asking.answer("s3")
    asking.answer("s1")
    assert heard == [Given("Which section will refuse?", "s3", right=False)]
    assert (asking.reveal.right, asking.reveal.answer) == (False, "s1 of web or s2 of web")
    assert asking.reveal.sections == (("web", 1), ("web", 2))
    assert not asking.open


@pytest.mark.parametrize(
    ("guest", "section", "count", "right"),
    [
        ("web", 1, 1, True),
        ("db", 1, 1, False),
        ("web", 3, 1, False),
        ("web", 0, 4, True),
        ("web", 4, 4, False),
    ],
)
def test_a_cell_that_is_pointed_at_is_right_if_one_of_its_sections_is(asked, guest, section, count, right):
    asking, heard = asked
    asking.point(guest, section, count)
    assert [each.right for each in heard] == [right]


def test_what_is_passed_over_is_revealed_without_a_score(asked):
    asking, heard = asked
    assert asking.pass_over()
    assert not asking.pass_over()
    assert asking.reveal.right is None
    assert heard == []


def test_the_same_stop_again_keeps_what_was_answered_and_another_one_does_not(asked):
    asking, _ = asked
    asking.answer("s1")
    assert not asking.see(StopView(4, "Which section will refuse?", "web:s1|web:s2"))
    assert asking.reveal
    assert asking.see(StopView(5, "And now?", "3"))
    assert asking.open
    assert asking.see(None)
    assert not asking.open


def test_only_a_section_is_answered_by_pointing():
    asking = Asking()
    asking.see(QUESTION)
    assert asking.by_pointing
    asking.see(StopView(5, "How many?", "3"))
    assert not asking.by_pointing
    asking.see(StopView(6, "Look."))
    assert not asking.by_pointing
    assert not asking.open


@pytest.mark.parametrize("line", ["s1", "23", "section 23", "free", "help", "the balloon", "Balloon set"])
def test_it_is_an_answer(line, asked):
    assert asked[0].is_answer(line)


@pytest.mark.parametrize("line", [":help", "balloon set web 1G", "why web section=1", "free web"])
def test_it_is_a_command(line, asked):
    assert not asked[0].is_answer(line)


def test_what_is_right_is_an_answer_whatever_it_looks_like():
    asking = Asking()
    asking.see(StopView(1, "Which command gives it back?", "balloon-deflate"))
    assert asking.is_answer("balloon deflate")
    assert not asking.is_answer("balloon inflate")


def test_without_a_question_no_line_is_an_answer():
    asking = Asking()
    assert not asking.is_answer("3")
    asking.see(StopView(1, "Look."))
    assert not asking.is_answer("3")
