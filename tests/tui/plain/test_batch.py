"""Lines from a pipe: each runs when the one before has ended, and what happens is printed the same each time."""

from __future__ import annotations

import asyncio
import io

import pytest

from engine.session import Session
from tui.plain.batch import BLOCK, lines_of, run_lines
from tui.plain.lines import LONGEST
from tui.plain.teller import Teller
from tui.render.text.glyphs import ASCII, UNICODE

GUEST = "guest add web memory=256M min=64M platform=ppc64\n"


@pytest.fixture
def ran():
    """Run lines; return what was printed, and the teller."""

    def run(text: str | bytes, glyphs=UNICODE) -> tuple[list[str], Teller]:
        session, printed = Session(), io.StringIO()
        teller = Teller(session, glyphs, printed)
        stream = io.BytesIO(text.encode() if isinstance(text, str) else text)
        asyncio.run(run_lines(session, stream, teller))
        return printed.getvalue().splitlines(), teller

    return run


def after(lines: list[str], command: str) -> list[str]:
    """Return what was printed between a command and the next."""
    rest = lines[lines.index(f"> {command}") + 1 :]
    return rest[: next((i for i, line in enumerate(rest) if line.startswith("> ")), len(rest))]


def test_a_command_tells_what_became_of_it_before_the_next_one_runs(ran):
    lines, teller = ran(GUEST + "balloon set web 128M\nsay next\n")
    told = after(lines, "balloon set web 128M")
    assert told[-1].split(" in ")[0].endswith("web  operation 2, balloon set web 128M: done")
    assert not teller.failed


def test_of_what_takes_longer_than_a_look_its_beginning_and_each_quarter_are_told_once(ran):
    lines, _ = ran("guest add web memory=512M min=128M cost_scale=60\nballoon set web 256M\n")
    told = [line.rpartition(": ")[2] for line in lines if "operation 2" in line]
    assert told[:-1] == ["begins", "25 %", "50 %", "75 %"]
    assert told[-1].startswith("done in ")


def test_the_same_lines_print_the_same(ran):
    text = "guest add web memory=512M min=128M cost_scale=60\nballoon set web 256M &\nwait 100ms\n\nwait\n"
    assert ran(text)[0] == ran(text)[0]


def test_what_is_refused_is_marked_under_the_word_and_the_next_line_runs(ran):
    lines, teller = ran(GUEST + "hotplug add web 40M\nsay next\n")
    mark, reason = after(lines, "hotplug add web 40M")
    assert mark == "                  ^^^"
    assert reason.startswith("refused: 40M is not a multiple of the section size of ppc64 (16M)")
    assert "      next" in lines[-1]
    assert teller.failed


def test_a_line_that_ends_with_an_ampersand_is_not_waited_for_and_its_end_is(ran):
    lines, _ = ran(
        "guest add web memory=512M min=128M cost_scale=60\nballoon set web 256M &\nsay meanwhile\n"
    )
    meanwhile = next(i for i, line in enumerate(lines) if line.endswith(" meanwhile"))
    assert "done in" in lines[-1]
    assert meanwhile < len(lines) - 1


def test_a_line_that_is_kept_runs_at_its_time_though_the_input_ends_before(ran):
    lines, _ = ran("@5s say five\n")
    assert lines == ["> @5s say five", "kept for 00:05.00", "00:05.00      five"]


@pytest.mark.parametrize(
    ("line", "failed"),
    [
        ("expect web.memory.online == 256M", False),
        ("expect web.memory.online == 1G", True),
        ("fails hotplug add web 40M", False),
        ("try hotplug add web 40M", False),
        ("nonsense", True),
        ("# nothing", False),
    ],
)
def test_what_failed_is_known_at_the_end(ran, line, failed):
    assert ran(GUEST + line + "\n")[1].failed is failed


def test_a_view_is_printed_as_its_tool_prints_it_and_an_empty_line_says_how_things_stand(ran):
    lines, _ = ran(GUEST + "free\n\n")
    assert lines[-4].startswith("virtual time 00:00.0, speed 1x.")
    assert lines[-2].startswith("web: has 256M, is to have 256M; ")
    assert lines[-1] == "nothing is under way."
    assert after(lines, "free")[1].startswith("Mem:")


def test_quit_ends_it_at_once(ran):
    assert ran("say one\nquit\nsay two\n")[0][-1].endswith("one")


def test_nothing_that_is_printed_acts_on_a_terminal_nor_is_anything_broken(ran):
    lines, _ = ran("say \x1b[31mred\x07\n" + "say " + "x" * 300 + "\n")
    assert all(line.isprintable() for line in lines)
    assert lines[-1].endswith("x" * 300)


def test_where_there_is_nothing_but_ascii_all_is(ran):
    lines, _ = ran(GUEST + "balloon set web 128M\nballoon set web 256M\n", ASCII)
    assert all(line.isascii() for line in lines)


def test_what_is_no_text_is_refused_as_a_command(ran):
    lines, teller = ran(b"\xff\xfe\x00\n")
    assert teller.failed
    assert lines[-1].startswith("refused: ")


def test_a_line_without_end_is_refused_and_takes_no_memory(ran):
    lines, teller = ran(b"say " + b"x" * (3 * BLOCK) + b"\nsay next\n")
    assert teller.failed
    assert f"at most {LONGEST}" in lines[2]
    assert list(map(len, lines_of(io.BytesIO(b"x" * (3 * BLOCK) + b"\nnext\n")))) == [BLOCK, 4]
