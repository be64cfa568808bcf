"""Recorded machines, explained: what no simulated guest has."""

from __future__ import annotations

import pytest

from engine.asking.explaining import explain_captures, explain_step
from engine.asking.machine import machine_of
from engine.asking.questions import ask_all
from engine.capture.opened import load_capture
from engine.explain.explanation import explain
from tests.fidelity.copying import TRACES


def capture(trace: str, step: int):
    return load_capture(TRACES / trace, step).capture


def test_a_balloon_that_took_another_nodes_pages_had_its_worker_on_another_cpu():
    before = capture("n1-numa2-balloon", 0)
    there = [machine_of(before) for _ in range(2)]
    for cpu, machine in enumerate(there):
        machine.guest.memory.run_on(cpu)
        (answer,) = ask_all(machine, ["balloon inflate 8M"])
        assert answer.state == "done"
    found = explain(machine_of(before).guest, there[0].guest, there[1].guest)
    assert found.causes[0].rule.name == "node of the worker's CPU"
    assert found.causes[0].pages == 2 * 2048


def test_what_the_balloon_lost_to_a_claimed_pageblock_is_the_claims():
    found = explain_step(TRACES / "g1-balloon-offline-s1", 1).found
    (claim,) = (cause for cause in found.causes if cause.rule.name == "fallback and claim")
    assert claim.pages == 2048
    (changed,) = found.types
    assert (changed.was, changed.predicted, changed.real) == ("movable", "movable", "unmovable")
    assert (changed.pageblocks, changed.first) == (2, 22528)


@pytest.mark.parametrize("step", [1, 2, 4])
def test_the_parts_add_up_to_what_fidelity_counts(step):
    explained = explain_step(TRACES / "p01-64k-balloon-idle-1g", step)
    total = sum(cause.misplaced for cause in explained.found.causes)
    assert total == pytest.approx(explained.found.misplaced)


def test_without_a_command_between_them_two_captures_show_what_happened_meanwhile():
    before, after = (capture("p01-64k-balloon-idle-1g", step) for step in (0, 1))
    found = explain_captures(before, after, []).found
    assert found.causes[0].rule.name == "balloon size"
    assert found.balloon == (0, 2048, 0)
