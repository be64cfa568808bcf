"""What is said below an empty line, and for how long."""

from __future__ import annotations

from tui.prompt.tidings import HOLD, Tidings


def test_an_answer_is_not_talked_over_at_once():
    said = Tidings()
    said.answer("= balloon set web 512M", 10.0)
    said.caption("Watch the map.", 11.0)
    assert said.line(12.0) == "= balloon set web 512M"
    assert said.line(10.0 + HOLD) == "Watch the map."


def test_an_answer_stays_where_nothing_else_is_said():
    said = Tidings()
    said.caption("Watch the map.", 5.0)
    said.answer("^Q quits", 10.0)
    assert said.line(1000.0) == "^Q quits"


def test_a_receipt_shows_for_a_while_and_goes_by_itself():
    said = Tidings()
    said.caption("Watch the map.", 5.0)
    said.receipt("op 9 done", 10.0)
    assert said.line(12.0) == "op 9 done"
    assert said.until(12.0) == 3.0
    assert said.line(10.0 + HOLD) == "Watch the map."
    assert said.until(10.0 + HOLD) is None


def test_typing_forgets_answers_and_captions_but_not_a_receipt():
    said = Tidings()
    said.answer("^Q quits", 10.0)
    said.receipt("op 9 done", 10.0)
    said.typed()
    assert (said.urgent(), said.line(11.0)) == ("", "op 9 done")
