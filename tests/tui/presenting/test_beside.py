"""What a presenter sees in a second terminal: written whole, read with care, and shown without a sign that acts."""

from __future__ import annotations

import io
import json

import attrs
import pytest

from engine.script import parse_script
from engine.snapshot.stop import StopView
from tests.tui.snapshots import snapshot
from tui.presenting.beside import FORMAT, Beside, beside, read, write
from tui.presenting.course import course
from tui.presenting.presentation import Presentation
from tui.verbs.notes import NOBODY, follow, screen

SCRIPT = "chapter One\n# Wait for them.\nask Which? answer=s1|s2\nfree web\nsay over\n"


@pytest.fixture
def state() -> Beside:
    """Return how it stands before the question."""
    at = Presentation(course(parse_script(SCRIPT, "talk").lines, SCRIPT)).done()
    picture = attrs.evolve(snapshot(), chapter="One", stop=StopView(1, "Which?", "s1|s2"))
    return beside(at, picture, 1000.0)


def test_it_says_what_comes_next_what_is_right_and_what_to_remember(state):
    assert state.next == ("ask Which? answer=s1|s2", "free web", "say over")
    assert state.notes == ("Wait for them.",)
    assert (state.said, state.answer, state.place) == ("Which?", "s1 or s2", "1 / 1")


def test_what_is_written_is_read_again(state, tmp_path):
    file = tmp_path / "new" / "presenting.json"
    write(file, state)
    assert read(file) == state
    assert [each.name for each in file.parent.iterdir()] == ["presenting.json"], "nothing is left beside it"


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": "other"}', "\x00", "{" * 5000, f'{{"format": "{FORMAT}", "process": 0}}'],
)
def test_anything_else_is_no_presentation(text, tmp_path):
    file = tmp_path / "presenting.json"
    file.write_text(text)
    assert read(file) is None
    assert read(tmp_path / "missing") is None


def test_an_app_that_has_ended_presents_nothing(state, tmp_path, monkeypatch):
    file = tmp_path / "presenting.json"
    write(file, state)

    def gone(*_: int) -> None:
        raise ProcessLookupError

    monkeypatch.setattr("os.kill", gone)
    assert read(file) is None


def test_no_sign_that_a_terminal_acts_on_gets_through(state, tmp_path):
    file = tmp_path / "presenting.json"
    write(file, state)
    found = json.loads(file.read_text()) | {"notes": ["a\x1b[2Jb"], "chapter": "\x1b]0;x\x07", "mode": 7}
    file.write_text(json.dumps(found))
    rows = screen(read(file), 80, 40, 1000.0)
    assert "  a\\x1b[2Jb" in rows
    assert not any("\x1b" in row or "\x07" in row for row in rows)


def test_the_screen_has_the_time_since_it_began_and_fits(state):
    rows = screen(state, 40, 6, 1075.9)
    assert rows[0].startswith("01:15   1 / 1   One")
    assert len(rows) == 6
    assert all(len(row) <= 40 for row in rows)
    assert screen(None, 200, 40, 0.0) == [NOBODY]


def test_into_a_file_it_tells_what_is_new_alone(state, tmp_path, monkeypatch):
    monkeypatch.setattr("tui.verbs.notes.LOOK", 0)
    file, told = tmp_path / "presenting.json", io.StringIO()
    write(file, state)
    looks = iter([True, True, False])
    follow(file, told, lambda: next(looks))
    assert told.getvalue().count("NOTES") == 1
