"""How far a run is, on a terminal alone, and gone before anything else is printed there."""

from __future__ import annotations

import io

from engine.units import SECOND
from tui.verbs.passing import Passing


class Terminal(io.StringIO):
    def isatty(self):
        return True


def passing(stream, end=None):
    times = iter(range(100))
    return Passing(stream, end, lambda: next(times))


def test_it_says_how_far_it_is_and_goes_again():
    stream = Terminal()
    line = passing(stream, 60 * SECOND)
    line.show(30 * SECOND)
    assert stream.getvalue() == f"\r{'━' * 15}{'╌' * 15}  50%  00:30 of virtual time\x1b[K"
    line.clear()
    line.clear()
    assert stream.getvalue().endswith("time\x1b[K\r\x1b[K")


def test_where_the_end_is_not_known_there_is_no_bar():
    stream = Terminal()
    passing(stream).show(90 * SECOND)
    assert stream.getvalue() == "\r01:30 of virtual time\x1b[K"


def test_what_is_over_at_once_needs_no_line():
    stream = Terminal()
    Passing(stream, None, lambda: 0.0).show(SECOND)
    assert not stream.getvalue()


def test_where_nobody_sees_it_nothing_is_said():
    stream = io.StringIO()
    passing(stream).show(SECOND)
    assert not stream.getvalue()
