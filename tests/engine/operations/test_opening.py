"""The opening tells its story: a balloon spreads, memory is added, and of two sections one stays and one goes."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from engine.operations.lessons import lessons
from engine.session import Session
from engine.units import GIB, MIB, SECOND
from tests.engine.playing import play, replayed

END = 26 * SECOND


@functools.cache
def opening(until: int = END) -> Session:
    return play(lessons()["opening"].read_text("utf-8"), name="opening.bal", until=until)


def operation(session: Session, command: str):
    return next(each for each in session.snapshot().operations if each.command == command)


def test_at_once_three_aged_guests_share_the_machine():
    picture = opening(0).snapshot()
    assert [guest.name for guest in picture.guests] == ["web", "db", "app"]
    assert (picture.host.total, picture.host.promised) == (8 * GIB, 11.5 * GIB)
    for guest in picture.guests:
        assert guest.unusable_free_index[9] > 800, guest.name
    assert picture.caption == "Three Linux guests share 8G. They were promised 11.5G."


def test_stuck_sections_are_everywhere_on_the_old_kernel_and_together_on_the_new_ones():
    web, db, app = (guest.sections.blockers.any(axis=1) for guest in opening(0).snapshot().guests)
    assert web[: len(web) // 2].mean() > 0.5
    assert web[len(web) // 2 :].mean() > 0.2
    for clumped in (db, app):
        assert 0.2 < clumped.mean() < 0.5
        assert np.count_nonzero(np.diff(clumped)) <= 4


def test_the_first_balloon_is_there_in_time_and_the_next_takes_four_seconds():
    first, second = (operation(opening(), f"balloon set web {size}") for size in ("768M", "512M"))
    assert first.ended < second.started == 4 * SECOND
    assert 7 * SECOND < second.ended < 9 * SECOND


def test_db_grows_past_its_boot_memory_section_by_section():
    db = opening().snapshot().guest("db")
    assert operation(opening(), "hotplug add db 512M").state == "done"
    assert db.online == db.target == 4 * GIB + 512 * MIB
    assert db.balloon == 0


def test_of_app_s_sections_the_highest_is_refused_and_the_next_is_drained():
    done = operation(opening(), "hotplug remove app 128M")
    assert done.state == "done"
    ((section, reason),) = done.failed_sections
    assert section == 23
    assert "page-table" in reason
    assert done.pages_migrated > 10_000
    assert 22 not in opening().snapshot().guest("app").sections.index
    assert done.ended < 22 * SECOND


@pytest.mark.parametrize("seconds", [0, 5])
def test_whoever_leaves_it_keeps_what_it_has_begun_and_nothing_more_happens(seconds):
    world = opening(seconds * SECOND).world.fork()
    session = Session()
    session.world = world
    begun = world.next_operation
    assert session.leave(1)
    assert not session.leave(1)
    session.world.run_until(END)
    assert world.next_operation == begun
    assert not world.under_way()
    assert session.exit_code == 0


def test_a_recording_of_what_was_left_replays():
    session = play(lessons()["opening"].read_text("utf-8"), name="opening.bal", until=5 * SECOND)
    session.leave(1)
    session.perform("balloon set db 3G")
    session.world.run_until(9 * SECOND)
    assert replayed(session).exit_code == 0
