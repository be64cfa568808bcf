"""What is true of every policy: what it reaches, what it waits for, and what it leaves behind when it is ended."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands.choices import POLICY
from engine.memory.kinds import Kind
from engine.resize.policies import POLICIES
from engine.resize.resizing import Resizing
from tests.engine import invariants
from tests.engine.miniatures import small_world
from tests.engine.playing import AGED_WEB, begin, last, refused, said, settle, step_until, typed
from tests.engine.test_world import command

STAGED = ("balloon", "balloon+add", "balloon+remove", "unified")
THEN = {"row": "ONE_BLOCK", "kernel": "2.6.16+remove", "driver": "xen"}
NOW = {"row": "SMALL", "kernel": "current", "driver": "virtio"}
MOST = 10**12


def test_the_language_has_a_word_for_each_policy():
    assert set(POLICIES) == {word for word, _ in POLICY.choices}


@settings(max_examples=25, deadline=None)
@given(
    row=st.sampled_from([THEN, NOW]),
    use=st.integers(0, 1200),
    targets=st.lists(st.integers(700, 2600), min_size=1, max_size=3),
    policy=st.sampled_from(STAGED),
)
def test_whatever_policy_the_target_is_the_same_to_the_page(row, use, targets, policy):
    world = small_world(row)
    if use:
        command(world, f"workload web fragment {use}p", {"g": 0, "op": 0})
        world.run_until(world.now + 10**9)
    for target in targets:
        why = command(world, f"resize web {target}p policy={policy}", {"g": 0, "op": 0})
        guest = world.guests["web"]
        if why:
            assert target > guest.online_pages, why
            continue
        number = max(world.operations)
        while not world.operations[number].over and world.operations[number].state != "stalled":
            assert world.step_one(MOST)
        invariants.check(world)
        operation = world.operations[number]
        has = guest.online_pages - guest.balloon.pages
        if operation.state == "done":
            assert has == guest.target == target
            assert operation.done == operation.total
        if operation.over:  # one that is stalled, as where the host has nothing free, goes on
            assert guest.balloon_pages == world.fork().guests["web"].balloon_pages != "release" or row is NOW


def test_progress_counts_pages_towards_the_target_over_all_stages():
    session = typed(*AGED_WEB)
    number = begin(session, "resize web 128M policy=unified")
    seen = []
    while not session.world.operations[number].over:
        assert session.world.step_one(MOST)
        operation = session.world.operations[number]
        seen.append((operation.done, operation.total, operation.unit))
    assert {(total, unit) for _, total, unit in seen[3:]} == {(32768, "pages")}
    assert [done for done, _, _ in seen] == sorted(done for done, _, _ in seen)


@pytest.mark.parametrize("policy", STAGED)
def test_another_target_supersedes_it(policy):
    session = typed(*AGED_WEB)
    first = begin(session, f"resize web 160M policy={policy}")
    for _ in range(40):
        session.world.step_one(MOST)
    second = begin(session, "balloon set web 200M")
    assert session.world.operations[first].reason == f"superseded by {second}"
    assert session.world.guests["web"].balloon_pages == "pinned"
    settle(session, second)
    invariants.check(session.world)


def test_other_operations_that_change_sections_wait_for_theirs():
    session = typed(*AGED_WEB)
    first = begin(session, "resize web 160M policy=balloon+remove")
    second = begin(session, "hotplug add web 16M")
    step_until(session, lambda: bool(session.world.operations[second].waits_for))
    assert session.world.operations[second].waits_for == f"op {first}, which changes web's sections"
    assert settle(session, second) == "done"
    settle(session, first)
    guest = session.world.guests["web"]
    assert (guest.online_pages - guest.balloon.pages) * 4096 == (160 + 16) << 20 == guest.target * 4096


def test_a_balloon_that_comes_short_says_which_stage_stopped_and_why():
    session = typed(
        "guest add web memory=256M min=64M platform=ppc64 driver=xen kernel=current swap=0K",
        "workload web fill 200M kind=mlocked",
        "resize web 128M policy=balloon+remove",
    )
    operation = last(session)
    assert operation.state in ("partial", "failed")
    assert "short" in operation.reason
    assert "xen gave up" in operation.reason


def test_each_stage_says_in_one_sentence_what_it_is_about():
    session = typed(*AGED_WEB, "resize web 128M policy=unified")
    told = said(session, "web")
    assert any(sentence.startswith("Less than that is free, so the balloon takes") for sentence in told)
    assert any("is next" in sentence for sentence in told)
    kept = typed(*AGED_WEB, "workload web fill 400p kind=kernel", "resize web 128M policy=unified")
    assert "There is no section that could leave: the balloon takes 128M." in said(kept, "web")


def test_a_section_that_leaves_takes_its_part_of_the_balloon_along():
    session = typed(*AGED_WEB, "balloon set web 160M", "resize web 160M policy=unified")
    guest = session.world.guests["web"]
    assert guest.memory.total(Kind.BALLOON) == guest.balloon.pages < 96 << 8


def test_it_is_asked_about_as_what_it_does_at_the_time():
    session = typed(*AGED_WEB)
    number = begin(session, "resize web 128M policy=balloon+remove")
    for _ in range(20):
        session.world.step_one(MOST)
    assert isinstance(session.world.timeline.processes[session.world.operations[number].process], Resizing)
    assert "gets on" in session.perform(f"why operation={number}").output


def test_what_the_hypervisor_cannot_do_is_refused():
    guest = "guest add app memory=1G max=2G hypervisor=hyperv"
    assert "shrinks it by its balloon alone" in str(refused(typed(guest), "resize app 512M policy=unified"))
