"""Lessons are listed in groups, with how long they take, and the user's own beside those that come along."""

from __future__ import annotations

import pytest

from tui.cli import main
from tui.lessons.listing import listed
from tui.lessons.progress import Progress, Score
from tui.lessons.shelf import bundled, grouped, lengths, yours
from tui.paths import lessons_folder, progress_file
from tui.scripts import lessons

MINE = "# lesson: My own\n# shows: what I think\nguest add web memory=256M\nwait 90s\nask Why? answer=no\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mine.bal").write_text(MINE)
    (tmp_path / "broken.bal").write_text("# lesson: Broken\nballoon inflate web 40X\n")
    (tmp_path / "notes.txt").write_text("no lesson")
    return tmp_path


def test_every_bundled_lesson_says_what_it_is_and_shows():
    found = bundled(Progress())
    assert [lesson.name for lesson in found if not (lesson.head.title and lesson.head.shows)] == []
    assert sorted(lesson.name for lesson in found) == list(lessons())
    assert list(lengths()) == list(lessons())


def test_groups_come_in_order_and_so_do_their_lessons():
    groups = grouped(bundled(Progress()))
    assert [name for name in groups if name.startswith("the paper")] == [
        "the paper: figures",
        *(f"the paper: section {number}" for number in (1, 3, 4, 5, 6)),
    ]
    assert [each.name[:4] for each in groups["the paper: figures"]] == ["fig1", "fig2", "fig3"]


def test_the_users_own_are_listed_and_what_is_broken_names_its_error(folder):
    broken, mine = yours(folder, Progress())
    assert broken.problem.startswith("broken.bal:2:21: ")
    assert (mine.title, mine.length, mine.head.questions) == ("My own", "~1:30", 1)
    assert list(grouped([broken, mine])) == ["yours"]
    assert yours(folder / "absent", Progress()) == []


def test_a_pipe_gets_each_lesson_unbroken_and_a_terminal_as_it_is_wide(folder):
    progress = Progress()
    progress.ended("fig1-remove-migrates", Score(2, 3), "2026-11-26", 58)
    found = [*bundled(progress), *yours(folder, progress)]
    piped = list(listed(found, None))
    assert any("✓ 2/3" in line and "(last 2026-11-26, best 2/3)" in line for line in piped)
    for width in (20, 40, 80, 200):
        lines = list(listed(found, width))
        assert max(map(len, lines)) <= width
        assert "2026-11-26" in "\n".join(lines)


@pytest.fixture
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    lessons_folder().mkdir(parents=True)
    return lessons_folder()


def test_demo_lists_what_was_reached_and_lessons_of_ones_own(home, capsys):
    (home / "mine.bal").write_text(MINE)
    Progress(progress_file()).ended("fig2-balloon-fragments", Score(1, 2), "2026-11-26", 59)
    assert main(["demo"]) == 0
    told = capsys.readouterr().out
    assert "✓ 1/2" in told
    assert told.index("YOURS") < told.index("mine") < told.index("ballonet demo NAME plays one")


def test_a_name_that_is_nearly_right_is_answered_with_the_right_one(capsys):
    assert main(["demo", "fig2-baloon"]) == 2
    assert "did you mean fig2-balloon-fragments?" in capsys.readouterr().err
