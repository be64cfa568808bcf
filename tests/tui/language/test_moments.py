"""Times that are typed to go to."""

from __future__ import annotations

import pytest

from engine.errors import CommandError
from engine.units import SECOND
from tui.language.moments import moment

NOW = 60 * SECOND


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("@90s", 90),
        ("@90", 90),
        ("@0", 0),
        (" @1.5s ", 1.5),
        ("@1:30", 90),
        ("@00:41.30", 41.3),
        ("@1:02:03.5", 3723.5),
        ("@+5s", 65),
        ("@-5s", 55),
        ("@-2m", 0),
    ],
)
def test_a_time_alone_is_gone_to(line, seconds):
    assert moment(line, NOW) == seconds * SECOND


@pytest.mark.parametrize("line", ["", "free web", "@5s balloon set web 1G", "90s", "# @5s"])
def test_anything_else_is_another_line(line):
    assert moment(line, NOW) is None


@pytest.mark.parametrize("line", ["@", "@soon", "@1:2:3:4", "@-", "@5x", "@٣s"])
def test_what_is_no_time_is_refused_where_it_stands(line):
    with pytest.raises(CommandError) as refused:
        moment(line, NOW)
    assert "is no time" in refused.value.found
    assert "@1:30" in refused.value.wanted
