"""What takes a command back, and what is said of it when it has ended."""

from __future__ import annotations

import attrs
import pytest

from engine.units import GIB, MIB, SECOND
from tests.tui import snapshots
from tui.language.receipts import receipt
from tui.language.undo import Before, before, inverse
from tui.reports import APART, Ended, Reports, in_one

WEB = snapshots.web()
WAS = before(WEB)
assert WAS is not None


def now(**changes) -> object:
    return snapshots.snapshot(attrs.evolve(WEB, **changes))


def op(command: str, state: str = "done", **changes):
    return snapshots.operation(9, command, guest="web", state=state, **changes)


@pytest.mark.parametrize(
    ("command", "changes", "undone"),
    [
        ("balloon set web 400M", {"target": 400 * MIB}, "balloon set web 512M"),
        ("balloon inflate web 112M", {"target": 400 * MIB}, "balloon set web 512M"),
        ("balloon deflate web 64M", {"target": 576 * MIB}, "balloon set web 512M"),
        ("resize web 400M policy=unified", {"target": 400 * MIB}, "resize web 512M policy=unified"),
        ("hotplug add web 64M", {"present": WAS.present + 64 * MIB}, "hotplug remove web 64M"),
        ("hotplug remove web 64M", {"present": WAS.present - 48 * MIB}, "hotplug add web 48M"),
        ("hotplug remove web 64M", {}, ""),
        ("section offline web 60-62", {"online": WAS.online - 48 * MIB}, "section online web 60-62"),
        ("section offline web size=32M", {"online": WAS.online - 32 * MIB}, "section online web size=32M"),
        ("section online web 60", {"online": WAS.online + 16 * MIB}, "section offline web 60"),
        ("workload web churn 20%", {}, "workload web stop"),
        ("workload web fill 64M kind=file", {}, "workload web free 64M kind=file"),
        ("workload web pin 64M", {}, ""),
        ("guest add web memory=1G", {}, "guest remove web"),
        ("host memory 8G", {}, ""),
        ("no command at all", {}, ""),
    ],
)
def test_a_command_is_taken_back_by_one(command, changes, undone):
    assert inverse(op(command), WAS, now(**changes)) == undone


def test_what_is_under_way_is_cancelled_and_a_target_is_set_anew():
    running = op("hotplug remove web 64M", "running")
    assert inverse(running, WAS, now()) == "cancel 9"
    moving = op("balloon set web 400M", "running")
    assert inverse(moving, WAS, now(target=400 * MIB)) == "balloon set web 512M"


def test_of_a_guest_that_is_gone_nothing_is_taken_back():
    gone = attrs.evolve(snapshots.snapshot(), guests=())
    assert inverse(op("balloon set web 400M"), WAS, gone) == ""


def test_a_former_target_that_cannot_be_had_now_is_not_offered():
    assert inverse(op("balloon set web 600M"), attrs.evolve(WAS, target=4 * GIB), now()) == ""


def test_a_receipt_says_what_came_of_it():
    done = op("hotplug remove web 128M", started=SECOND, ended=1_410_000_000, pages_migrated=20_480)
    picture = now(present=WAS.present - 128 * MIB)
    assert receipt(done, WAS, picture) == "op 9 done: 128M back, 20,480 pages moved, 0.41 s"


def test_a_receipt_of_what_failed_says_why():
    failed = op("hotplug remove web 128M", "failed", reason="3 page-table pages in pageblock 40")
    assert receipt(failed, WAS, now()) == "op 9 failed: 3 page-table pages in pageblock 40"


def follow(*states: str) -> tuple[Reports, list[list[str]]]:
    reports = Reports()
    before_it = snapshots.snapshot()
    reports.began(op("balloon set web 400M", "running"), before_it, 10.0)
    told = []
    for state in states:
        picture = attrs.evolve(before_it, operations=(op("balloon set web 400M", state),))
        told.append([each.operation.state for each in reports.ended(picture, 13.0)])
    return reports, told


def test_an_end_is_told_once():
    _, told = follow("running", "done", "done")
    assert told == [[], ["done"], []]


def test_notifications_are_a_second_apart_and_merged():
    reports = Reports()
    one = Ended(op("balloon set web 1G"), "op 9 done: 1.00 s", 3.0)
    reports.notice(one)
    assert reports.due(10.0) == [one]
    reports.notice(one)
    reports.notice(attrs.evolve(one, operation=op("x", "failed")))
    assert reports.due(10.5) == []
    both = reports.due(10.0 + APART)
    assert in_one(both)[0] == "2 operations have ended"
    assert in_one(both)[2] == "error"
    assert not reports.waits


def test_the_latest_that_can_be_taken_back_is():
    reports, _ = follow("done")
    picture = attrs.evolve(now(target=400 * MIB), operations=(op("balloon set web 400M"),))
    assert reports.undo(picture) == "balloon set web 512M"
    assert Reports().undo(picture) == ""
    assert isinstance(WAS, Before)
