"""What is lit, and for how long: driven by the time that is passed in."""

from __future__ import annotations

import attrs

from engine.snapshot import OperationView, Snapshot
from tests.tui.snapshots import operation, snapshot
from tui.render.map.marks import FAILED_FOR, LANDED_FOR, MOST, Flashes, Marks


def moving(pages: int, *landing: int) -> OperationView:
    return operation(9, "hotplug remove app 128M", pages_migrated=pages, landing=landing)


def refused(*sections: int) -> OperationView:
    failed = tuple((section, "3 page tables") for section in sections)
    return operation(9, "hotplug remove app 128M", failed_sections=failed)


def see(flashes: Flashes, now: float, *shown: OperationView, **changes: object) -> Marks:
    picture: Snapshot = snapshot(operations=shown, **changes)
    return flashes.see(picture, shown, now).get("app", Marks())


def test_pages_that_land_light_their_sections_for_a_moment():
    flashes = Flashes()
    assert see(flashes, 1.0, moving(10, 4, 9)).landed == {4, 9}
    assert see(flashes, 1.0 + LANDED_FOR / 2, moving(10, 4, 9)).landed == {4, 9}
    assert see(flashes, 1.0 + LANDED_FOR, moving(10, 4, 9)).landed == set()
    assert see(flashes, 2.0, moving(11, 5)).landed == {5}


def test_a_refusal_is_lit_for_three_seconds_and_stays_underlined_while_it_is_listed():
    flashes = Flashes()
    assert see(flashes, 0.0, refused(23)) == Marks(failed=frozenset({23}))
    assert see(flashes, FAILED_FOR, refused(23)) == Marks(refused=frozenset({23}))
    assert see(flashes, 100.0, refused(23)) == Marks(refused=frozenset({23}))
    assert see(flashes, 101.0) == Marks()


def test_the_next_operation_of_the_guest_ends_what_an_earlier_one_left():
    flashes = Flashes()
    over = attrs.evolve(refused(23), state="failed", ended=1)
    later, other = operation(10, "balloon set app 2G"), operation(10, "balloon set web 512M")
    assert see(flashes, 0.0, over, other) == Marks(failed=frozenset({23}))
    assert see(flashes, 0.1, over, later) == Marks()


def test_paused_it_stays_lit():
    flashes = Flashes()
    see(flashes, 0.0, moving(10, 4))
    assert see(flashes, 50.0, moving(10, 4), paused=True).landed == {4}
    assert see(flashes, 99.0, moving(10, 4), paused=True).landed == {4}
    assert see(flashes, 99.0 + LANDED_FOR, moving(10, 4)).landed == set()


def test_a_step_while_paused_leaves_only_what_it_changed_lit():
    flashes = Flashes()
    see(flashes, 0.0, moving(10, 4))
    flashes.turn("app", {1})
    assert see(flashes, 9.0, moving(10, 4), paused=True, time=100).landed == {4}
    assert flashes.turn("app", ()) == {1}
    assert see(flashes, 9.0, moving(12, 5), paused=True, time=101).landed == {5}
    assert flashes.turn("app", ()) == set()


def test_a_section_is_lit_once_while_pages_keep_landing_there():
    flashes = Flashes()
    seen = [see(flashes, i / 10, moving(10 + i, 4)) for i in range(9)]
    assert all(marks.landed == {4} for marks in seen)
    assert [marks.fresh == {4} for marks in seen] == [True] * 4 + [False] * 5
    see(flashes, 5.0, moving(18, 4))
    assert see(flashes, 6.0, moving(30, 4)).fresh == {4}


def test_where_pages_came_from_is_lit_as_long_as_where_they_went():
    flashes = Flashes()
    drained = attrs.evolve(moving(10, 4), sections=(22,))
    lit = frozenset({4})
    assert see(flashes, 0.0, drained) == Marks(landed=lit, fresh=lit, left=frozenset({22}))
    assert see(flashes, LANDED_FOR, drained) == Marks()


def test_cells_that_turned_to_balloon_are_lit_for_a_moment():
    flashes = Flashes()
    see(flashes, 1.0)
    assert flashes.turn("web", {3, 4}) == {3, 4}
    assert flashes.turn("db", ()) == set()
    see(flashes, 1.0 + LANDED_FOR)
    assert flashes.turn("web", ()) == set()


def test_calm_marks_stay_until_the_operation_has_ended_and_nothing_is_lit():
    flashes = Flashes(calm=True)
    assert see(flashes, 0.0, attrs.evolve(moving(10, 4), sections=(22,))) == Marks(landed=frozenset({4}))
    assert flashes.turn("app", {1}) == set()
    assert see(flashes, 60.0, moving(10, 4)).landed == {4}
    assert see(flashes, 61.0, attrs.evolve(moving(10, 4), state="done", ended=1)) == Marks()
    assert see(flashes, 62.0, refused(23)) == Marks(failed=frozenset({23}))
    assert see(flashes, 99.0, refused(23)) == Marks(failed=frozenset({23}))
    over = attrs.evolve(refused(23), state="failed", ended=1)
    assert see(flashes, 99.0, over) == Marks(refused=frozenset({23}))


def test_above_eightfold_speed_nothing_is_lit():
    flashes = Flashes()
    assert see(flashes, 0.0, moving(10, 4), speed=16.0) == Marks()
    assert see(flashes, 0.0, attrs.evolve(refused(23), id=10), speed=16.0) == Marks(refused=frozenset({23}))


def test_only_so_many_are_lit_at_once():
    flashes = Flashes()
    assert len(see(flashes, 0.0, moving(10, *range(20))).landed) == 20
    assert len(flashes.turn("app", range(100))) == MOST - 20
    assert len(see(Flashes(), 0.0, moving(10, *range(100))).landed) == MOST
