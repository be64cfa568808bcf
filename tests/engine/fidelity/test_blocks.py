"""Which blocks a step changed is compared, with states and zones; and whether a DLPAR request was refused at once."""

from __future__ import annotations

import pytest

from engine.capture.record import BlockRecord
from engine.fidelity.actions import requests_of
from engine.fidelity.bench import NAME, Bench
from engine.fidelity.blocks import blocks_outcome
from engine.fidelity.requests import DlparRequest
from tests.engine.fidelity.states import capture, step
from tests.engine.playing import typed


def told(*blocks):
    """What sysfs says: number, state, valid zones."""
    return capture(
        blocks=tuple(BlockRecord(block=n, state=state, valid_zones=zones) for n, state, zones in blocks)
    )


BOOT = (0, "online", ("Normal",)), (1, "online", ("Normal",))


def outcome(before, real, *lines):
    session = typed(f"guest add {NAME} memory=32M max=96M platform=ppc64", *lines)
    return blocks_outcome(Bench(session=session, before=told(*before)), told(*real))


class TestBlocks:
    def test_nothing_is_said_where_none_changed(self):
        assert outcome([*BOOT], [*BOOT]) == ()

    def test_those_that_changed_are_told_with_their_zones(self):
        (found,) = outcome(
            [*BOOT],
            [*BOOT, (2, "online", ("Movable",)), (3, "offline", ("Normal", "Movable"))],
            f"hotplug add {NAME} 16M online=movable",
            f"hotplug add {NAME} 16M online=no",
        )
        assert found.predicted == "2 Movable, 3 offline"
        assert found.right

    def test_a_wrong_zone_and_a_block_that_is_gone_are_wrong(self):
        (found,) = outcome(
            [*BOOT, (2, "online", ("Normal",)), (3, "online", ("Normal",))],
            [*BOOT, (2, "online", ("Normal",))],
            f"hotplug add {NAME} 16M online=movable",
        )
        assert (found.predicted, found.real) == ("2 Movable, 3 gone", "2 Normal, 3 gone")


@pytest.mark.parametrize(
    ("errno", "said", "refused"),
    [
        (22, ["Not enough LMBs available (1 of 9) to satisfy request"], True),
        (22, ["Memory hot-remove failed, adding LMB's back"], False),
        (22, ["Memory hot-add failed, removing any added LMBs"], False),
        (0, [], False),
    ],
)
def test_a_request_that_failed_at_once_is_told_from_one_that_was_tried(errno, said, refused):
    action = {
        "kind": "dlpar",
        "request": "memory remove count 9",
        "errno": errno,
        "seconds": 0.1,
        "blocks_gone": [],
        "blocks_new": [],
        "dmesg": [f"pseries-hotplug-mem: {line}" for line in said],
    }
    (request,) = requests_of(step(action), 4096)
    assert isinstance(request, DlparRequest)
    assert request.refused == refused
