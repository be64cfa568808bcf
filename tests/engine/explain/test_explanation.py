"""Each difference between a prediction and what came of it is put down to a rule, once, and the total adds up."""

from __future__ import annotations

import json

import attrs
import pytest

from engine.commands.parse import parse
from engine.explain.explanation import Explanation, explain
from engine.explain.rules import RULES
from engine.explain.text import explanation_lines
from engine.explain.written import document
from engine.guest.balloon import Balloon
from engine.memory.kinds import Kind, MigrateType
from engine.operations.trial import fork_of
from engine.operations.whatif import ask
from engine.session import Session
from engine.whatif.spans import plain
from tests.engine.playing import typed

VM = "guest add vm memory=256M max=512M min=16M platform=ppc64 driver=virtio"
INFLATE = "balloon inflate vm 32M"


@pytest.fixture(scope="module")
def aged() -> Session:
    """A guest with a past, a balloon and per-CPU lists; nobody changes it."""
    return typed(
        f"{VM} percpu=on",
        "workload vm age 40%",
        "workload vm fill 8M kind=file",
        "balloon inflate vm 24M",
        "balloon deflate vm 4M",
    )


def held_against(session: Session, mine: list[str], theirs: list[str], odd=lambda _: None) -> Explanation:
    """Return the difference between what two sequences of commands come to, `odd` having happened before one."""
    guests = []
    for lines in (mine, theirs):
        fork = fork_of(session.world, "vm")
        if lines is theirs:
            odd(fork.guests["vm"])
        for text in lines:
            assert ask(fork, "vm", parse(text)).state == "done"
        guests.append(fork.guests["vm"])
    found = explain(session.world.guests["vm"], *guests)
    assert sum(cause.misplaced for cause in found.causes) == pytest.approx(found.misplaced)
    text = plain(explanation_lines(found))
    assert max(map(len, text.splitlines())) <= 80
    said = json.loads(json.dumps(document({"source": "a test"}, found)))
    assert said["format"] == "ballonet.explain/1"
    assert sum(it["misplaced_pages"] for it in said["causes"]) == pytest.approx(said["misplaced_pages"])
    return found


def names(found: Explanation) -> dict[str, int]:
    return {cause.rule.name: cause.pages for cause in found.causes}


def test_what_is_as_predicted_has_no_cause(aged):
    found = held_against(aged, [INFLATE], [INFLATE])
    assert (found.misplaced, found.causes, found.types) == (0, (), ())
    assert "every page is as predicted" in plain(explanation_lines(found))


def test_a_page_that_the_kernel_took_is_noise_and_explains_all_blocks_around_it_once():
    def takes_one(guest):
        zone = guest.memory.normal
        while zone.counts(MigrateType.UNMOVABLE)[0]:
            guest.memory.alloc(0, MigrateType.UNMOVABLE, Kind.KERNEL)
        assert guest.memory.alloc(0, MigrateType.UNMOVABLE, Kind.KERNEL) is not None

    found = held_against(typed(VM), [], [], takes_one)
    (cause,) = found.causes
    assert (cause.rule.name, cause.rule.noise) == ("kernel pages came", True)
    assert cause.following > cause.pages
    assert cause.misplaced == found.misplaced


def test_what_the_balloon_took_in_place_of_a_page_of_the_kernel_has_the_same_cause(aged):
    found = held_against(aged, [INFLATE], ["workload vm fill 30p kind=page_table", INFLATE])
    assert {cause.rule.noise for cause in found.causes if cause.misplaced} == {True}
    assert names(found)["kernel pages came"] >= 30


def test_another_head_of_a_list_is_list_order(aged):
    def turned(guest):
        kept = guest.memory.normal.per_cpu
        kept.lists[1] = kept.list_of(1)[::-1].copy()

    found = held_against(aged, ["balloon inflate vm 50p"], ["balloon inflate vm 50p"], turned)
    assert set(names(found)) == {"list order"}
    assert found.misplaced == 0
    assert found.balloon[0] == found.balloon[1] > found.balloon[2]


def test_pages_drained_from_a_cpus_lists_are_told_by_list(aged):
    found = held_against(aged, [], [], lambda guest: guest.memory.drain_per_cpu())
    assert set(names(found)) <= {"per-CPU lists", "the kernel's per-CPU lists"}
    for cause in found.causes:
        assert {run.predicted.startswith("free, cpu0 ") for run in cause.runs} == {True}
        assert {run.real.startswith("free, order ") for run in cause.runs} == {True}


def test_another_order_of_the_balloon_gives_other_pages_back(aged):
    def turned(guest):
        guest.balloon = Balloon.of([*guest.balloon.batches, *guest.balloon.last][::-1])

    found = held_against(aged, ["balloon deflate vm 4M"], ["balloon deflate vm 4M"], turned)
    assert found.causes[0].rule.name == "balloon order"


def test_a_block_that_went_in_one_picture_only_is_the_outcome_of_its_offline(aged):
    found = held_against(aged, ["section offline vm 12"], [])
    assert found.causes[0].rule.name == "offline outcome"
    assert names(found)["offline outcome"] >= 4096  # and where the balloon's pages of it went


def test_other_file_pages_that_went_are_reclaims(aged):
    found = held_against(aged, ["workload vm free 4M kind=file"], [])
    assert names(found)["reclaim"] == 4 * 256


def test_pages_that_programs_took_without_giving_any_back_are_no_moved_ones(aged):
    found = held_against(aged, [], ["workload vm fill 6M kind=anon", "workload vm fill 2M kind=file"])
    assert "moved pages" not in names(found)
    (cause,) = (cause for cause in found.causes if cause.rule.name == "programs at work")
    assert cause.rule.noise
    assert cause.pages == 8 * 256


def test_half_a_page_counts_as_a_whole_one_as_in_fidelity(aged):
    found = attrs.evolve(held_against(aged, [INFLATE], [INFLATE]), misplaced=2.5)
    assert "misplaced: 3 of" in plain(explanation_lines(found))
    said = document({}, found)
    assert (said["misplaced_pages"], said["misplaced_whole_pages"]) == (2.5, 3)


def test_every_rule_is_named_after_a_function():
    assert all(":" in rule.kernel for rule in RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)
