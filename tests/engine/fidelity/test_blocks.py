"""Which blocks a step changed is compared, with states and zones; and whether a DLPAR request was refused at once."""

from __future__ import annotations

import pytest

from engine.capture.record import BlockRecord
from engine.errors import CommandError
from engine.fidelity.bench import NAME, Bench
from engine.fidelity.blocks import blocks_outcome
from engine.fidelity.do_dlpar import ask_dlpar
from engine.fidelity.requests import DlparRequest, requests_of
from engine.units import SECOND
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


class TestDlparRequests:
    def ask(self, words):
        session = typed(f"guest add {NAME} memory=64M max=96M platform=ppc64")
        bench = Bench(session=session, before=told())
        request = DlparRequest(words=words, errno=0, gone=(3,), new=(), limit=16 * SECOND)
        (found,) = ask_dlpar(bench, request)
        return found

    def test_one_lmb_by_its_index(self):
        found = self.ask("memory remove index 0x80000003")
        assert (found.predicted, found.right) == ("ok -3", True)

    def test_one_that_is_not_there_is_refused(self):
        assert self.ask("memory remove index 80000009").predicted == "refused"

    def test_what_is_not_known_is_not_predicted(self):
        with pytest.raises(CommandError, match="no request that can be done again"):
            self.ask("memory add indexed-count 2 80000004")
