"""What the patches of the paper did with a section besides moving its pages (paper 4.1), and what they could not."""

from __future__ import annotations

import numpy as np
import pytest

from engine.guest.slab import empties
from engine.memory.kinds import Kind
from tests.engine import invariants
from tests.engine.operations.test_why import asked
from tests.engine.playing import WEB, last, said, typed

PATCHED = f"{WEB} kernel=2.6.16+remove"
REMAP = f"{WEB} kernel=2.6.16+remap"
S0_IS_FULL = "workload web fill 4M"
"""What is taken after that comes from s1."""


def memory(session):
    return session.world.guests["web"].memory


def slab_of(session, section: int) -> np.ndarray:
    return np.flatnonzero(memory(session).frames.kinds_of(section) == Kind.SLAB) + section * 4096


class TestReclaim:
    def test_dirty_pages_are_written_back_and_dropped_instead_of_moved(self):
        session = typed(PATCHED, "workload web fill 60M kind=file", "workload web churn 8M kind=file")
        dirty = memory(session).counts[:, Kind.FILE_DIRTY].astype(int)
        session.world.run_until(session.world.now + 2 * 10**9)
        typed("workload web stop", session=session)
        dirty = memory(session).counts[:, Kind.FILE_DIRTY].astype(int)
        section = int(dirty[1:].argmax()) + 1
        assert dirty[section] > 0
        typed(f"hotplug remove web section={section}", session=session)
        assert last(session).state == "done"
        assert memory(session).total(Kind.FILE_DIRTY) == dirty.sum() - dirty[section]
        assert any(f"{dirty[section]:,} file page" in sentence for sentence in said(session, "web"))
        invariants.check(session.world)

    def test_slab_whose_objects_can_all_go_is_emptied(self):
        goes = int(np.flatnonzero(empties(np.arange(4096, 8192)))[0])
        session = typed(PATCHED, S0_IS_FULL, *([f"workload web fill {goes}p"] if goes else []))
        typed("workload web fill 1p kind=slab", session=session)
        assert slab_of(session, 1).tolist() == [4096 + goes]
        assert session.world.guests["web"].blockers(1) == {}
        assert session.snapshot().guests[0].sections.blockers[1].sum() == 0
        assert asked(session, "why web section=1").verdict == "YES"
        typed("hotplug remove web section=1", session=session)
        assert last(session).state == "done"
        assert memory(session).total(Kind.SLAB) == 0
        assert any("1 slab page emptied" in sentence for sentence in said(session, "web"))
        invariants.check(session.world)

    def test_other_slab_keeps_its_section(self):
        session = typed(PATCHED, S0_IS_FULL, "workload web fill 64p kind=slab")
        guest = session.world.guests["web"]
        stays = [pfn for pfn in slab_of(session, 1).tolist() if not empties(np.array([pfn]))[0]]
        assert 16 < len(stays) < 48, "every second page can be emptied"
        assert guest.blockers(1) == {Kind.SLAB: len(stays)}
        row = session.snapshot().guests[0].sections
        assert row.blockers[1, Kind.SLAB] == len(stays)
        answer = asked(session, "why web section=1")
        assert answer.sentence.startswith(f"{len(stays)} of 4,096 pages")
        typed("hotplug remove web section=1", session=session)
        assert f"{len(stays)} slab pages in pageblock 0" in last(session).reason
        assert memory(session).total(Kind.SLAB) == 64, "it was refused before anything was touched"
        invariants.check(session.world)

    @pytest.mark.parametrize("kernel", ["6.6", "current"])
    def test_mainline_never_reclaims(self, kernel):
        session = typed(f"{WEB} kernel={kernel}", "workload web fill 1p kind=slab")
        section = int(memory(session).counts[:, Kind.SLAB].argmax())
        typed(f"hotplug remove web section={section}", session=session)
        assert last(session).state == "failed"
        assert memory(session).total(Kind.SLAB) == 1


class TestRemap:
    """`2.6.16+remap`, which never was: all that keeps a section but what boot and devices hold."""

    FILL = (
        "workload web fill 40M",
        "workload web fill 3M kind=kernel",
        "workload web fill 2M kind=page_table",
    )

    def test_kernel_pages_move_as_others_do(self):
        session = typed(REMAP, *self.FILL, "workload web fill 100p kind=slab")
        before = {kind: memory(session).total(kind) for kind in (Kind.KERNEL, Kind.PAGE_TABLE, Kind.ANON)}
        section = int(memory(session).counts[:, Kind.KERNEL].argmax())
        assert session.world.guests["web"].blockers(section) == {}
        typed(f"hotplug remove web section={section}", session=session)
        assert last(session).state == "done"
        assert {kind: memory(session).total(kind) for kind in before} == before
        invariants.check(session.world)

    def test_without_it_the_same_section_is_refused(self):
        session = typed(PATCHED, *self.FILL)
        section = int(memory(session).counts[:, Kind.KERNEL].argmax())
        typed(f"hotplug remove web section={section}", session=session)
        assert last(session).state == "failed"

    def test_what_boot_put_there_and_what_devices_hold_stays(self):
        session = typed(
            REMAP, S0_IS_FULL, "workload web free 4M", "workload web fill 8M", "workload web pin 1M"
        )
        pinned = int(memory(session).counts[1:, Kind.PINNED].argmax()) + 1
        assert session.world.guests["web"].blockers(0).keys() >= {Kind.RESERVED, Kind.MEM_MAP}
        assert Kind.PINNED in session.world.guests["web"].blockers(pinned)

    def test_it_takes_long(self):
        """Every page of the kernel's costs a stop of all CPUs."""
        session = typed(REMAP, S0_IS_FULL, "workload web fill 4M kind=kernel")
        section = int(memory(session).counts[:, Kind.KERNEL].argmax())
        typed(f"hotplug remove web section={section}", session=session)
        took = last(session).ended - last(session).started
        assert took > 25 * last(session).pages_migrated * 2_000
