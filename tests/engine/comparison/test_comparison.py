"""A comparison: what it finds, that it finds the same however it is sliced, and that the world stays as it is."""

from __future__ import annotations

import json

import pytest

from engine.comparison.measures import MEASURES, best
from engine.comparison.table import WIDTH, table
from engine.session import Session
from engine.units import MIB
from tests.engine.playing import play, refused, typed

WEB = "guest add web memory=256M max=512M min=64M platform=ppc64 kernel=2.6.16+remove"
AGED = (WEB, "workload web age 60%")
TWO = ("balloon", "hotplug")


def columns(session: Session) -> dict[str, dict]:
    return session.document()["comparisons"][-1]["policies"]


def test_each_policy_starts_from_the_same_state_and_the_world_stays_as_it_is():
    session = typed(*AGED)
    before, journal = session.digest(), session.recording()
    session.perform("compare web 128M balloon,hotplug")
    assert session.digest() == before
    assert session.recording() == journal
    assert session.world.guests["web"].balloon.pages == 0


def test_it_does_what_the_command_does():
    compared = typed(*AGED)
    compared.perform("compare web 128M balloon")
    resized = typed(*AGED, "resize web 128M policy=balloon")
    found, guest = columns(compared)["balloon"], resized.document()["guests"][0]
    assert found["reached"]
    assert found["has"] == 128 * MIB == guest["memory"]["online"] - guest["memory"]["balloon"]
    assert found["largest_free_block"] == guest["fragmentation"]["largest_free_block"]
    assert found["unusable_free_index"] == guest["fragmentation"]["unusable_free_index"]
    assert found["time_ns"] == resized.document()["operations"][-1]["ended_ns"]


@pytest.mark.parametrize("steps", [1, 7, 1000])
def test_how_the_work_is_sliced_makes_no_difference(steps):
    session = typed(*AGED)
    whole, sliced = session.compare("web", "128M", TWO), session.compare("web", "128M", TWO)
    whole.run()
    while sliced.advance(steps):
        sliced.picture()
    assert sliced.compared() == whole.compared()


def test_columns_are_abreast_in_virtual_time():
    comparison = typed(*AGED).compare("web", "128M", TWO)
    while comparison.advance(5):
        times = [column.now for column in comparison.picture().columns if not column.over]
        assert max(times) - min(times) <= 20_000_000


def test_it_goes_on_from_the_middle_of_operations_and_takes_them_along():
    session = typed(*AGED)
    session.perform("hotplug remove web 64M")
    for _ in range(10):
        session.world.step_one(2**60)
    assert session.world.under_way("web")
    session.perform("compare web 128M balloon")
    assert columns(session)["balloon"]["sections_emptied"] > 0
    assert session.world.under_way("web"), "the world's own operation goes on"


def test_the_machine_memory_that_comes_back_is_counted_in_runs():
    session = typed(*AGED)
    session.perform("compare web 128M balloon,hotplug")
    balloon, hotplug = columns(session)["balloon"], columns(session)["hotplug"]
    assert balloon["host_returned"] == 128 * MIB
    assert hotplug["host_returned"] == 16 * MIB * hotplug["sections_emptied"]
    assert hotplug["host_holes"] <= hotplug["sections_emptied"] < balloon["host_holes"]
    assert hotplug["host_largest"] >= 16 * MIB
    assert hotplug["mem_map_saved"] == hotplug["sections_emptied"] * 4096 * 64


def test_a_policy_that_the_guest_cannot_do_is_a_column_that_says_why():
    session = typed(WEB.replace("+remove", ""))
    session.perform("compare web 128M balloon,hotplug")
    found = columns(session)["hotplug"]
    assert (found["state"], found["reached"], found["has"]) == ("cannot", False, None)
    assert "hotplug remove was never in that kernel" in found["reason"]
    assert columns(session)["balloon"]["reached"]


def test_what_a_script_compares_it_can_check():
    session = play(f"""
        {WEB}
        workload web age 60%
        compare web 128M balloon,hotplug
        expect compare.balloon.reached == true
        expect compare.balloon.has == 128M
        expect compare.hotplug.pages_migrated > compare.balloon.pages_migrated
        expect compare.hotplug.host_holes < 10
        expect compare.balloon.host_holes > 100
        expect compare.size == 128M
        expect compare.hotplug.time > 1ms
        fails expect compare.balloon.time < compare.hotplug.time
        fails expect compare.balloon.reached == compare.hotplug.unusable
    """)
    assert session.exit_code == 2, "true and a number are not of one kind"
    assert session.world.failed == 0


def test_before_anything_was_compared_there_is_nothing_to_check():
    assert play(f"{WEB}\nexpect compare.balloon.reached == true").exit_code == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("compare web 2G", "past its max of 512M: at most 512M"),
        ("compare web 32M", "below its min of 64M: at least 64M"),
        ("compare app 64M", "there is no guest app: the guests are web"),
        ("compare web 64M baloon", "'baloon' is not a policy: did you mean balloon"),
    ],
)
def test_a_size_that_no_policy_can_reach_is_refused(line, said):
    assert said in str(refused(typed(WEB), line))


def test_the_best_is_marked_when_all_have_ended_and_a_tie_marks_all():
    comparison = typed(*AGED).compare("web", "208M", TWO)
    marked = []
    while comparison.advance(1):
        marked.append(comparison.picture().best)
    assert not any(marked)
    found = best(comparison.compared())
    assert found["swapped_out"] == TWO
    assert found["pages_migrated"] == ("balloon",)
    assert found["mem_map_saved"] == ("hotplug",)


def test_only_what_reaches_the_size_can_be_best():
    session = typed(*AGED, "workload web pin 8M")
    comparison = session.compare("web", "64M", TWO)
    compared = comparison.run()
    assert [column.reached for column in compared.columns] == [True, False]
    assert set(best(compared).values()) == {("balloon",)}


def test_the_table_is_80_columns_wide_and_has_every_policy():
    session = typed(*AGED)
    text = session.perform("compare web 128M").output
    assert all(len(line) <= WIDTH for line in text.splitlines())
    for policy in columns(session):
        assert policy in text
    assert text == table(session.world.comparisons[-1])
    assert all(len(measure.label) <= 20 for measure in MEASURES)


def test_the_picture_shows_the_guest_of_each_fork():
    session = typed(*AGED)
    comparison = session.compare("web", "128M", TWO)
    while comparison.advance(100):
        pass
    balloon, hotplug = comparison.picture().columns
    assert balloon.guest.balloon == 128 * MIB
    assert hotplug.guest.online < 256 * MIB
    assert (balloon.progress, balloon.over) == (1.0, True)
    assert session.snapshot().guest("web").balloon == 0


def test_the_host_can_page_behind_the_guests_back_and_pages_are_paged_twice():
    session = typed(*AGED, "workload web churn 40% rate=256M/s")
    comparison = session.compare("web", "96M", ("balloon", "none"))
    balloon, none = comparison.run().columns
    assert (none.state, none.command) == ("reached", "host limit web 96M")
    assert none.figures.has == 96 * MIB
    assert none.figures.host_swapped >= 128 * MIB
    assert none.figures.unusable_free_index != ()
    assert none.figures.sections_emptied == none.figures.mem_map_saved == 0
    assert balloon.figures.host_swapped == balloon.figures.pages_paged_twice == 0


def test_a_page_that_the_guest_swaps_out_after_the_host_did_was_paged_twice():
    session = typed(WEB, "workload web fill 200M", "host limit web 64M")
    session.perform("compare web 64M balloon,none")
    found = columns(session)
    assert found["balloon"]["pages_paged_twice"] > 1000
    assert found["none"]["pages_paged_twice"] == 0


def test_paging_gives_a_guest_no_more_than_it_has():
    session = typed(WEB)
    session.perform("compare web 320M none")
    assert columns(session)["none"]["reason"].endswith("at most 256M")


@pytest.mark.parametrize(
    ("bound", "value", "said"),
    [
        ("MOST_STEPS", 50, "given up after 50 steps of work"),
        ("LONGEST", 100_000_000, "given up after 0.1 s"),
    ],
)
def test_a_policy_that_takes_too_long_is_given_up_and_says_at_what_bound(monkeypatch, bound, value, said):
    monkeypatch.setattr(f"engine.comparison.comparison.{bound}", value)
    (column,) = typed(*AGED).compare("web", "64M", ("balloon",)).run().columns
    assert (column.state, column.reached, column.reason) == ("cut", False, said)
    assert 64 * MIB < column.figures.has < 256 * MIB


def test_what_gets_nowhere_is_given_up_and_says_what_it_waits_for():
    session = typed(WEB.replace("2.6.16+remove", "current"), "workload web pin 100M")
    (column,) = session.compare("web", "64M", ("hotplug",)).run().columns
    assert column.state == "cut"
    assert column.reason.startswith("given up after 10 s without progress; it waits for ")


def test_it_can_be_written_as_json():
    session = typed(WEB)
    session.perform("compare web 128M")
    session.perform("compare web 256M balloon")
    first, second = json.loads(json.dumps(session.document()["comparisons"]))
    assert first["size"] == 128 * MIB
    assert list(second["policies"]) == ["balloon"]


def test_programs_that_a_policy_costs_their_life_are_counted():
    """What a killed program had is free: without this row the policy that killed it would look best."""
    for swap, killed in (("0M", 1), ("256M", 0)):
        session = typed(f"{WEB} swap={swap}", "workload web fill 170M", "workload web churn 10M rate=1M/s &")
        session.perform("compare web 96M balloon")
        assert columns(session)["balloon"]["programs_killed"] == killed
        assert ("programs killed" in table(session.world.comparisons[-1])) == bool(killed)
