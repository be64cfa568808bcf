"""What a hypervisor keeps and where mem_maps lie is carried along: no snapshot tells of it."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

from engine.capture.kpageflags import BUDDY
from engine.capture.record import BlockRecord, DeviceRecord
from engine.fidelity.carry_lmbs import RULE as LMBS
from engine.fidelity.carry_lmbs import Books
from engine.fidelity.carry_mem_map import RULE as MEM_MAP
from engine.fidelity.carrying import Passed
from engine.fidelity.requests import DeviceUnplugged, DlparRequest
from engine.guest.lmbs import Lmbs
from engine.units import SECOND
from tests.engine.fidelity.states import capture
from tests.engine.playing import typed

SECTION, LMB = 4096, 65536
"""Pages of 4 KiB: 16 sections of 16 MiB are an LMB."""


def pseries(*blocks, dimms=("dimm0",)):
    """A guest of 1 GiB that has these LMBs; each DIMM has two, the first one begins with LMB 4."""
    devices = tuple(
        DeviceRecord(id=name, kind="dimm", address=(4 + 2 * n) << 28, size=2 << 28, region=2 << 28)
        for n, name in enumerate(("dimm0", "dimm1"))
        if name in dimms
    )
    there = tuple(BlockRecord(block=block, state="online") for block in blocks)
    found = capture(blocks=there, devices=devices)
    return attrs.evolve(found, architecture="ppc64le", section_pages=SECTION, block_pages=LMB)


def asked(words, errno=0, gone=(), new=()):
    return DlparRequest(words=words, errno=errno, gone=gone, new=new, limit=16 * SECOND)


def learnt(known, after, *requests, lmbs=None):
    guest = None
    if lmbs is not None:
        guest = typed("guest add web memory=256M").world.guests["web"]
        guest.lmbs = lmbs
    return LMBS.learn(known, Passed(requests=requests, before=None, after=after, guest=guest))


class TestLmbs:
    def test_what_left_by_count_is_kept_while_its_dimm_is_plugged(self):
        found = learnt(None, pseries(0, 1, 2, 3, 5), asked("memory remove count 1", gone=(4,)))
        assert found == Books(kept=(64,))
        assert learnt(found, pseries(0, 1, 2, 3, 5)) == found
        assert learnt(found, pseries(0, 1, 2, 3, dimms=())) == Books()

    def test_what_came_in_vain_is_kept_as_the_engine_foresaw_it(self):
        failed = asked("memory add count 4", errno=22)
        found = learnt(None, pseries(0, 1, 2, 3, 4), failed, lmbs=Lmbs(first=64, kept=(80,)))
        assert found == Books(kept=(80,))

    def test_what_is_there_is_not_kept_whatever_was_foreseen(self):
        assert learnt(None, pseries(0, 1, 2, 3, 4, 5), lmbs=Lmbs(first=64, kept=(80,))) == Books()

    def test_a_dimm_that_was_asked_for_and_is_still_there_stays_asked_for(self):
        found = learnt(None, pseries(0, 1, 2, 3, 5), DeviceUnplugged(id="dimm0"))
        assert found == Books(asked=("dimm0",))
        rolled_back = learnt(found, pseries(0, 1, 2, 3, 5), lmbs=Lmbs(first=64))
        assert rolled_back == Books()

    def test_the_guest_gets_it(self):
        guest = typed("guest add web memory=256M").world.guests["web"]
        LMBS.apply(guest, Books(kept=(64,)))
        assert guest.lmbs is None, "one that has no LMBs of DIMMs has no use for it"
        guest.lmbs = Lmbs(first=64, told=False)
        LMBS.apply(guest, Books(kept=(64,), asked=("dimm1",)))
        assert guest.lmbs == Lmbs(first=64, told=False, kept=(64,), asked=("dimm1",))


class TestMemMap:
    """A section of 128 MiB has a mem_map of 2 MiB: 512 pages."""

    def passed(self, places, *, free_before=(512, 1024), kernels=(512, 1024), blocks=(0, 32)):
        before, after = np.zeros(8192, np.uint64), np.full(8192, BUDDY, np.uint64)
        before[free_before[0] : free_before[1]] = BUDDY
        after[kernels[0] : kernels[1]] = 0
        guest = typed("guest add web memory=256M").world.guests["web"]
        guest.memory.mem_map_of = places
        there = tuple(BlockRecord(block=block, state="offline") for block in blocks)
        return Passed(
            requests=(),
            before=capture(flags=before),
            after=capture(flags=after, blocks=there),
            guest=guest,
        )

    def test_it_is_where_the_engine_put_it_if_that_can_be(self):
        places = {32: ((512, 512),)}
        assert MEM_MAP.learn(None, self.passed(places)) == places

    def test_else_it_is_a_block_that_was_free_and_is_the_kernels(self):
        assert MEM_MAP.learn(None, self.passed({32: ((1024, 512),)})) == {32: ((512, 512),)}

    @pytest.mark.parametrize("where", [{"kernels": (512, 1000)}, {"free_before": (600, 1024)}])
    def test_nothing_is_known_where_no_such_block_is(self, where):
        assert MEM_MAP.learn(None, self.passed({32: ((1024, 512),)}, **where)) is None

    def test_it_goes_with_the_section_that_it_describes(self):
        known = {32: ((512, 512),), 33: ((512, 512),)}
        assert MEM_MAP.learn(known, self.passed(dict(known))) == {32: ((512, 512),)}

    def test_of_one_that_came_back_it_is_where_it_was_if_no_block_has_appeared(self):
        known = {32: ((512, 512),)}
        passed = self.passed({32: ((4096, 512),)}, free_before=(0, 0))
        assert MEM_MAP.learn(known, passed) == known
