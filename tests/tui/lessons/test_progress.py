"""How far somebody has come is kept: the best score, the last one, the day; and a damaged file is put aside."""

from __future__ import annotations

import pytest

from tui.lessons.progress import MOST, Progress, Score


@pytest.fixture
def file(tmp_path):
    return tmp_path / "state" / "lessons.json"


def test_what_was_seen_is_known_in_the_next_run(file):
    assert Progress(file).ended("fig1", Score(1, 3), "2026-11-26", 58.7) == ""
    seen = Progress(file).of("fig1")
    assert (seen.day, seen.times, seen.last, seen.best) == ("2026-11-26", 1, Score(1, 3), Score(1, 3))


def test_the_best_score_stays_when_the_last_is_worse(file):
    for right in (1, 3, 2):
        Progress(file).ended("fig1", Score(right, 3), "2026-11-26", 58.7)
    seen = Progress(file).of("fig1")
    assert (seen.times, str(seen.last), str(seen.best)) == (3, "2/3", "3/3")


def test_what_another_run_has_written_meanwhile_stays(file):
    here, there = Progress(file), Progress(file)
    there.ended("fig2", Score(), "2026-11-26", 1)
    here.ended("fig1", Score(), "2026-11-26", 1)
    assert Progress(file).of("fig1")
    assert Progress(file).of("fig2")


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"fig1": {"day": 1}}', '{"fig1": 3}', "[" * 9999, "\0", "9" * 300000]
)
def test_a_damaged_file_is_said_and_kept(file, text):
    file.parent.mkdir()
    file.write_text(text)
    found = Progress(file)
    assert "lessons.json is damaged" in found.problem
    assert found.of("fig1") is None
    assert file.with_name("lessons.json.damaged").read_text() == text
    found.ended("fig1", Score(), "2026-11-26", 1)
    assert Progress(file).problem == ""


def test_it_is_bounded():
    found = Progress()
    for number in range(MOST + 1):
        found.ended(f"lesson-{number}", Score(), "2026-11-26", 1)
    assert found.of("lesson-0") is None
    assert found.of(f"lesson-{MOST}")


def test_where_it_cannot_be_written_it_goes_on_and_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    found = Progress(tmp_path / "file" / "lessons.json")
    assert "goes on without" in found.ended("fig1", Score(), "2026-11-26", 1)
    assert found.of("fig1")
