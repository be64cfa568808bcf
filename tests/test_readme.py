"""The README keeps its word: its commands, tables, scripts and examples are what the program says and does."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from engine.errors import CommandError
from engine.script import parse_script
from engine.session import Session
from engine.units import SECOND
from tests.readme import PARTS, README, ROOT, filled
from tui.launch import Launch, build

TEXT = README.read_text("utf-8")
RUN = "python3 -m pip install . && ballonet"
TEST = "python3 -m pip install -e '.[test]' && python3 -m pytest -n auto"


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def tour():
    """What is typed in the tour, and what is said to be seen then."""
    section = TEXT.partition("## Two minutes")[2].partition("\n## ")[0]
    for row in re.findall(r"^\| `(.*?)` \| (.*) \|$", section, re.MULTILINE):
        if "*" in row[1]:
            yield row[0], re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", row[1])


def test_the_two_commands_stand_alone_on_the_first_screen():
    assert blocks("sh") == [f"{RUN}\n", f"{TEST}\n"]
    assert TEXT.index(TEST) < TEXT.index("\n## ")


def test_what_to_do_where_pip_refuses_is_said_directly_under_them():
    after = TEXT.partition(TEST)[2].split("\n")
    assert after[1:3] == ["```", ""]
    assert "`externally-managed-environment`" in after[3]
    assert "`python3 -m venv .venv && . .venv/bin/activate`" in after[3]


@pytest.mark.parametrize("begin", [begin for begin, _, _ in PARTS])
def test_the_tables_are_what_the_program_says(begin):
    """`python3 -m tests.readme` writes them anew."""
    assert (
        TEXT.partition(begin)[2].partition("<!--")[0] == filled(TEXT).partition(begin)[2].partition("<!--")[0]
    )


@pytest.mark.parametrize("path", re.findall(r"!\[.+\]\((.+?)\)", TEXT))
def test_a_picture_is_there_and_fetches_nothing(path):
    picture = (ROOT / path).read_text("utf-8")
    assert ET.fromstring(picture).tag.endswith("}svg")
    assert "url(http" not in picture
    assert "@import" not in picture


@pytest.mark.parametrize("script", blocks("bal"))
def test_the_scripts_run_as_they_stand(script):
    session = Session()
    session.load(parse_script(script, "README"))
    asyncio.run(session.run())
    assert session.exit_code == 0
    assert session.world.passed == script.count("\nexpect")


@pytest.mark.parametrize("program", blocks("python"))
def test_the_engine_can_be_used_as_shown(program):
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert answer.stdout.startswith("done ")


@pytest.mark.parametrize("seconds", [8])
def test_the_tour_shows_what_it_promises_whenever_the_first_line_is_typed(seconds):
    session = build(Launch()).session
    asyncio.run(session.run(until=seconds * SECOND))
    session.leave(1)
    seen_before, promised = 0, list(tour())
    assert len(promised) >= 5
    for line, promises in promised:
        try:
            operation = session.perform(line)
        except CommandError as error:
            seen = str(error)
        else:
            asyncio.run(session.run(until=session.world.now + 3 * SECOND))
            reason = operation.view.reason or "" if operation.view else ""
            seen = "\n".join([operation.output, reason])
        for sentence in session.sentences(seen_before):
            seen += f"\n{sentence.text}"
            seen_before = sentence.number + 1
        for promise in promises:
            assert promise in seen, f"{line}: {promise}"
