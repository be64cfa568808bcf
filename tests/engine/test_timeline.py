"""Who acts when: by time, then by turn, then in the order of asking; and a timeline taken apart and put together."""

from __future__ import annotations

from typing import ClassVar

import attrs
import pytest

from engine.timeline import After, On, Process, Schedule, Timeline


@attrs.define
class Named(Process):
    name: str


@attrs.define
class Commander(Named):
    last_turn: ClassVar[bool] = True


def timeline(*names: str, delay: int = 0) -> Timeline:
    it = Timeline()
    for name in names:
        it.start(Named(name), delay)
    return it


def acting(it: Timeline, until: int = 10**9) -> list[str]:
    """Let everything act that is due; return the names in order. Nobody waits for anything afterwards."""
    names = []
    while (number := it.take_due(until)) is not None:
        names.append(it.processes[number].name)
    return names


def test_equal_times_go_in_the_order_of_asking():
    it = timeline("a", "b", delay=5)
    it.start(Named("first"), 4)
    assert acting(it) == ["first", "a", "b"]
    assert it.now == 5


def test_what_has_the_last_turn_acts_after_all_else_at_its_instant():
    it = Timeline()
    it.start(Commander("command"), 5)
    it.start(Named("work"), 5)
    it.start(Named("later"), 6)
    assert acting(it) == ["work", "command", "later"]


def test_nothing_acts_before_it_is_due_and_time_stands_still():
    it = timeline("a", delay=10)
    assert it.take_due(9) is None
    assert it.now == 0
    assert it.next_time() == 10


def test_a_signal_wakes_all_who_wait_for_its_topic_in_the_order_in_which_they_began_to():
    it = timeline("late", "weather")
    it.start(Named("early"))
    late = it.take_due(0)
    it.wait(it.take_due(0), On("weather"))
    it.wait(it.take_due(0), On("news"))
    it.wait(late, On("news"))
    it.signal("news")
    assert acting(it) == ["early", "late"]


def test_who_waits_for_a_topic_at_most_a_time_is_woken_once():
    it = timeline("a")
    it.wait(it.take_due(0), On("news", 10))
    assert it.next_time() == 10
    it.signal("news")
    assert acting(it) == ["a"]
    it.signal("news")
    assert it.next_time() is None


def test_it_tells_who_waits_for_what():
    it = timeline("news", "time")
    reader, sleeper = (it.take_due(0) for _ in range(2))
    it.wait(reader, On("news", 5))
    it.wait(sleeper, After(5))
    assert (it.topic(reader), it.topic(sleeper)) == ("news", None)
    assert acting(it) == ["news", "time"]
    assert it.topic(reader) is None


def test_when_the_time_has_come_the_topic_is_forgotten():
    it = timeline("a")
    it.wait(it.take_due(0), On("news", 10))
    assert acting(it) == ["a"]
    it.signal("news")
    assert it.next_time() is None


def test_what_is_stopped_never_acts():
    it = timeline("a", "b", "c")
    it.wait(it.take_due(0), On("news"))
    it.stop(1)
    it.stop(2)
    it.signal("news")
    assert acting(it) == ["c"]


def test_a_process_that_waits_goes_on_later_in_the_same_instant():
    it = timeline("a", "b")
    it.wait(it.take_due(0), After(0))
    assert acting(it) == ["b", "a"]


def test_a_fork_has_processes_of_its_own():
    it = timeline("a")
    twin = it.fork()
    it.processes[1].name = "changed"
    it.start(Named("b"))
    assert acting(twin) == ["a"]
    assert acting(it) == ["changed", "b"]


def crowded() -> Timeline:
    """Return a timeline in which equal times, turns, topics and limits all occur."""
    it = timeline("due", "listens", "listens at most", "ended", "again", "second listener")
    it.start(Commander("command"), 7)
    it.start(Named("same time"), 7)
    for wait in (After(7), On("news"), On("news", 7), None, After(9), On("news")):
        number = it.take_due(0)
        if wait is None:
            it.stop(number)
        else:
            it.wait(number, wait)
    return it


QUIET = ["same time", "due", "listens at most", "new", "command", "again"]
SIGNALLED = ["listens", "listens at most", "second listener", "same time", "due", "new", "command", "again"]


@pytest.mark.parametrize(("topics", "expected"), [((), QUIET), (("news",), SIGNALLED)])
def test_a_timeline_put_together_again_acts_the_same(topics, expected):
    it = crowded()
    twin = Timeline.restored(it.now, it.next_number, dict(it.processes), it.schedule())
    assert twin.schedule() == it.schedule()
    for each in (it, twin):
        assert each.start(Named("new"), 7) == 9
        for topic in topics:
            each.signal(topic)
        assert acting(each) == expected


@pytest.mark.parametrize(
    "schedule",
    [
        pytest.param(Schedule(((1, 3), (1, 4)), ()), id="due twice"),
        pytest.param(Schedule((), (("a", (1,)), ("b", (1,)))), id="waits for two topics"),
        pytest.param(Schedule((), ()), id="waits for nothing"),
        pytest.param(Schedule(((1, 3), (2, 3)), ()), id="is not there"),
        pytest.param(Schedule(((1, 1),), ()), id="due in the past"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused(schedule):
    with pytest.raises(ValueError, match="process"):
        Timeline.restored(2, 5, {1: Named("a")}, schedule)
