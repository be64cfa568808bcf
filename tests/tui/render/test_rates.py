"""Maps with every picture, gauges ten times a second, numbers four: driven by the time that is passed in."""

from __future__ import annotations

import itertools

import attrs
import pytest

from engine.snapshot import Snapshot
from tests.tui.snapshots import operation, snapshot, web
from tui.render.rates import Rates

FRAME = 1 / 30


def pictures(count: int, **changes: object) -> list[Snapshot]:
    first = snapshot(operations=(operation(7, total=count),), **changes)
    return [
        attrs.evolve(first, operations=(attrs.evolve(first.operations[0], done=i),)) for i in range(count)
    ]


def changes(shown: list[Snapshot]) -> int:
    return sum(new is not old for old, new in itertools.pairwise(shown))


def test_over_two_seconds_gauges_change_twenty_times_at_most_and_numbers_eight():
    rates, seen = Rates(), []
    for i, picture in enumerate(pictures(61)):
        seen.append(rates.see(picture, i * FRAME))
    assert changes([each.maps for each in seen]) == 60
    assert 14 <= changes([each.gauges for each in seen]) <= 20
    assert 7 <= changes([each.numbers for each in seen]) <= 8


def test_no_number_is_older_than_a_quarter_of_a_second_and_a_frame():
    rates, made = Rates(), pictures(61)
    for i, picture in enumerate(made):
        shown = rates.see(picture, i * FRAME)
        assert i - made.index(shown.numbers) <= round(0.25 / FRAME)
        assert i - made.index(shown.gauges) <= round(0.1 / FRAME)


def test_paused_and_stepping_everything_is_of_the_newest_picture():
    rates = Rates()
    for i, picture in enumerate(pictures(10, paused=True)):
        shown = rates.see(picture, i * FRAME)
        assert shown.maps is shown.gauges is shown.numbers is picture


@pytest.mark.parametrize(
    "changed",
    [
        {"operations": (operation(7), operation(8))},
        {"operations": (operation(7, state="done"),)},
        {"operations": (operation(7, failed_sections=((23, "3 page tables"),)),)},
        {"guests": (web(),)},
        {"speed": 4.0},
        {"paused": True},
    ],
)
def test_what_comes_goes_or_fails_is_told_at_once(changed):
    rates = Rates()
    before = snapshot(operations=(operation(7),))
    rates.see(before, 0.0)
    after = attrs.evolve(before, **changed)
    assert rates.see(after, 0.01).numbers is after


def test_another_thing_that_is_looked_at_waits_for_nothing():
    rates = Rates()
    first, second = pictures(2)
    rates.see(first, 0.0, "s3")
    assert rates.see(second, 0.01, "s3").numbers is first
    assert rates.see(second, 0.02, "s4").numbers is second
