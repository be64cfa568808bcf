"""Lines that are typed: a command is done at once, and time goes on beside whoever types."""

from __future__ import annotations

import asyncio
import io
import signal
import threading

import pytest

from engine.session import Session
from tui.plain.teller import Teller
from tui.plain.typed import LEFT, converse
from tui.render.text.glyphs import UNICODE

GUEST = "guest add web memory=256M min=64M platform=ppc64"


@pytest.fixture
def talked():
    """Type lines; return what was printed."""

    def talk(*lines: str, typing=lambda: False) -> list[str]:
        session, printed = Session(), io.StringIO()
        converse(session, lines, Teller(session, UNICODE, printed), typing)
        return printed.getvalue().splitlines()

    return talk


def test_a_command_does_not_wait_and_wait_does(talked):
    lines = talked(GUEST, "speed 1000", "balloon set web 128M", "wait")
    assert any(line.endswith("operation 2, balloon set web 128M: begins") for line in lines)
    assert any("operation 2, balloon set web 128M: done in" in line for line in lines)


def test_what_is_refused_is_repeated_with_the_word_marked(talked):
    lines = talked(GUEST, "hotplug add web 40M")
    assert lines[-3:-1] == ["> hotplug add web 40M", "                  ^^^"]


def test_pause_holds_time_and_the_summary_says_so(talked):
    lines = talked("pause", "")
    assert lines[-3].endswith(", paused.")


@pytest.mark.parametrize("word", ["quit", "exit", "q", " quit "])
def test_quit_leaves(talked, word):
    assert talked("say one", word, "say two")[-1].endswith("one")


def test_while_a_line_is_typed_nothing_is_printed_until_it_is_done():
    session, printed = Session(), io.StringIO()
    teller = Teller(session, UNICODE, printed)
    held = threading.Event()
    looked = threading.Event()

    def typing() -> bool:
        looked.set()
        return held.is_set()

    def lines():
        held.set()
        yield "at 1ms say two"
        looked.clear()
        assert looked.wait(10)
        assert looked.wait(10)
        yield "say three"

    converse(session, lines(), teller, typing)
    told = [line.rpartition(" ")[2] for line in printed.getvalue().splitlines()]
    assert told.index("two") < told.index("three")


def test_what_goes_wrong_in_the_engine_is_heard_by_whoever_types():
    class Broken(Session):
        async def live(self) -> None:
            raise ZeroDivisionError

    session = Broken()
    with pytest.raises(ZeroDivisionError):
        converse(session, (), Teller(session, UNICODE, io.StringIO()), stays=True)


def test_ctrl_c_leaves_a_wait_and_nothing_else(monkeypatch):
    session, printed = Session(), io.StringIO()

    async def never(_: int) -> str:
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        await asyncio.sleep(60)
        return "done"

    monkeypatch.setattr(session, "wait_for", never)
    converse(session, ("wait", "say after"), Teller(session, UNICODE, printed))
    lines = printed.getvalue().splitlines()
    assert LEFT in lines
    assert lines[-1].endswith("after")
