"""The README's table of what the paper says keeps its word: all of it is there, and what shows it exists.

That each lesson runs to its end, and that its expectations hold, is tested in tests/engine/operations/test_lessons.py,
which runs every one that is bundled.
"""

from __future__ import annotations

import asyncio
import re

import pytest

from engine.commands.line import parse_line
from engine.commands.parse import parse
from engine.errors import CommandError
from engine.operations.execute import execute
from engine.operations.lessons import lesson_names, lessons
from engine.script import read_script
from engine.session import Session
from engine.units import SECOND
from engine.world import World
from tests.readme import README
from tui.verbs.arguments import parse_arguments

TEXT = README.read_text("utf-8")
TABLE = TEXT.partition("<!-- paper:")[2].partition("<!-- end of paper -->")[0]
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| (.+) \|$", TABLE, re.MULTILINE)[1:]
SECTIONS = [
    "Abstract",
    "1",
    "2",
    *("3.1", "3.2", "3.3", "4.1", "4.2", "4.3", "5.1", "5.2", "6"),
    "6.1",
    "6.2",
]
SECTIONS += ["6.3", "7", "history"]
NOT_SIMULATED = "history: not simulated"
STAGES = {"lab", "opening", "aged", "aged-device"}
"""Scripts that set up guests, and teach nothing by themselves."""
BEYOND = {"minute", "behind-its-back"}
"""Lessons about what the paper does not say."""


def shown_by(kind: str) -> list[str]:
    """Return what stands in the last column in backticks: lessons (`demo`), shell commands (`ballonet`), or others."""
    found = [quoted for _, _, cell in ROWS for quoted in re.findall(r"`([^`]+)`", cell)]
    if kind in ("demo", "ballonet"):
        return [words.removeprefix(f"{kind} ") for words in found if words.startswith(f"{kind} ")]
    return [words for words in found if " " in words and words.split()[0] not in ("demo", "ballonet")]


def commands_of(row: tuple[str, str, str]) -> list[tuple[str, bool]]:
    """Return the commands of a row that are done at once, each with whether the row says that it is refused."""
    found = re.findall(r"`([^`]+)`( is refused)?", row[2])
    return [
        (words, bool(refused))
        for words, refused in found
        if " " in words and words.split()[0] not in ("demo", "ballonet", "compare")
    ]


def test_every_section_of_the_paper_is_there_in_its_order():
    assert list(dict.fromkeys(section for section, _, _ in ROWS)) == SECTIONS
    assert [section for section, _, _ in ROWS] == sorted((s for s, _, _ in ROWS), key=SECTIONS.index)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]}"[:60])
def test_every_claim_is_shown_by_something_or_is_history(row):
    _, claim, cell = row
    assert claim.endswith(".")
    shown = re.findall(r"`(?:demo |ballonet |[a-z]+ )[^`]+`", cell)
    assert shown or NOT_SIMULATED in cell


def test_every_lesson_that_is_named_exists():
    assert set(shown_by("demo")) <= set(lesson_names())


def test_every_lesson_that_teaches_is_named():
    assert {name for name in lesson_names() if not name.startswith("course-")} - STAGES - BEYOND <= set(
        shown_by("demo")
    )


@pytest.mark.parametrize("command", sorted(set(shown_by("command"))))
def test_every_command_that_is_named_can_be_typed(command):
    assert parse_line(command) is not None


@pytest.fixture(scope="module")
def lab() -> World:
    """The lab that the app opens with, when its balloons have got where they were to."""
    session = Session()
    session.load(read_script(lessons()["lab"].read_bytes(), "lab"))
    asyncio.run(session.run(until=30 * SECOND))
    return session.world


@pytest.mark.parametrize(
    "row", [row for row in ROWS if commands_of(row)], ids=lambda row: f"{row[0]} {row[1]}"[:60]
)
def test_the_commands_of_a_row_do_in_the_lab_what_the_row_says(lab, row):
    world = lab.fork()
    for command, refused in commands_of(row):
        parsed = parse(command)
        if refused:
            with pytest.raises(CommandError):
                execute(world, parsed)
        else:
            execute(world, parsed)


@pytest.mark.parametrize("words", sorted(set(shown_by("ballonet"))))
def test_every_command_of_the_shell_can_be_given(words):
    assert parse_arguments(words.split()).verb
