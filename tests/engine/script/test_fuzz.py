"""Any text is read, checked and formatted, or refused in words: no crash, no hang, no memory beyond a bound.

`python3 -m tests.endurance.scripts SECONDS` goes on with this for as long as one likes.
"""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checking import check
from engine.script import ScriptRefused, read_script
from engine.script.formatted import formatted
from tests.endurance.scripts import SLOWEST, try_out
from tests.engine.playing import play

WORDS = st.sampled_from(
    [
        *(
            "let",
            "repeat",
            "end",
            "a",
            "=",
            "$a",
            "${a}",
            "$$",
            "$",
            "as",
            "i",
            "$i",
            "3",
            "64M",
            "#",
            "&",
            "@5s",
        ),
        *(
            "say",
            "run",
            "fails",
            "at",
            "free",
            "web",
            "guest",
            "add",
            "memory=64M",
            "ballonet",
            "1",
            "seed=7",
        ),
    ]
)
LINES = st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=12).map("\n".join)


@pytest.mark.parametrize("number", range(6))
def test_a_changed_script_is_read_or_refused(number):
    assert try_out(number) < SLOWEST


@settings(max_examples=60, deadline=None)
@given(st.one_of(LINES, st.text(max_size=200)))
def test_any_text_is_checked_and_formatted_or_refused(text):
    data = text.encode("utf-8", "surrogatepass")
    mistakes = [each for each in check(data, "x.bal", "") if not each.warning]
    try:
        read_script(data, "x.bal")
    except ScriptRefused:
        assert mistakes
        return
    once = formatted(text, "x.bal")
    assert formatted(once, "x.bal") == once


def test_what_would_become_too_much_is_refused_quickly():
    started = time.perf_counter()
    bomb = "let a = x\n" + "let a = $a$a\n" * 11 + "repeat 10000\n" * 8 + "say $a\n" + "end\n" * 8
    assert [each.warning for each in check(bomb.encode(), "x.bal", "")] == [False]
    assert time.perf_counter() - started < SLOWEST / 4


STEPS = st.sampled_from(
    [
        *("guest add web memory=64M max=128M platform=ppc64", "guest add db memory=64M platform=ppc64"),
        *(
            "guest add web memory=40M platform=ppc64",
            "guest remove web",
            "try guest remove db",
            "fails free db",
        ),
        *("free web", "free db", "free app", "@1s free web", "at 1s free db", "try free app", "wait 2s"),
        *("hotplug add web 16M", "hotplug add web 24M", "section offline web 3", "section offline web 99"),
        *(
            "balloon set web 48M &",
            "expect web.memory.free > 0M",
            "expect app.memory.free > 0M",
            "expect web.memory.fre > 0M",
            "seed 3",
        ),
        *(
            "@1s guest add db memory=64M platform=ppc64",
            "source nope",
            "why web section=2000",
            "balloon swell web",
        ),
        *("repeat 2", "end", "let a = 16M", "hotplug add web $a", "say so", "@0s digest sha256:" + "0" * 64),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=7))
def test_what_check_calls_a_mistake_keeps_a_script_from_running_or_stops_it(steps):
    text = "\n".join(steps)
    if all(each.warning for each in check(text.encode(), "x.bal", "")):
        return
    try:
        session = play(text, name="x.bal")
    except ScriptRefused:
        return
    assert session.exit_code in (1, 2), text
