"""Section 6 of the paper, sentence by sentence: what a balloon and hotplug can do together."""

from __future__ import annotations

import pytest

from engine.memory.fragmentation import unusable_free_index
from engine.memory.kinds import Kind
from engine.units import MIB
from tests.engine import invariants
from tests.engine.playing import last, refused, said, state, typed

OLD = "guest add web memory=256M max=384M min=64M platform=ppc64 driver=xen kernel=2.6.16"
PATCHED = f"{OLD}+remove"
AGED = (PATCHED, "workload web age 55%")
KEPT = (*AGED, "workload web fill 48p kind=kernel")
"""Pages that cannot move lie in many sections."""


def web(session):
    return session.world.guests["web"]


def has(session) -> int:
    guest = web(session)
    return (guest.online_pages - guest.balloon.pages) * guest.page_size // MIB


def sections(session) -> int:
    return web(session).memory.online_count


def unusable(session, order: int) -> int:
    zones = web(session).memory.zones
    rows = [zone.blocks_per_order() for zone in zones]
    return unusable_free_index([sum(column) for column in zip(*rows, strict=True)], order)


class TestBalloonPlusAdd:
    def test_balloons_are_unable_to_use_more_memory_than_the_kernel_was_booted_with(self):
        error = refused(typed(OLD), "resize web 300M policy=balloon")
        assert "a balloon only gives back what it took" in str(error)
        assert "policy=balloon+add" in str(error)

    def test_hotplug_allows_memory_that_it_was_not_booted_with(self):
        session = typed(OLD, "resize web 320M policy=hotplug")
        assert (has(session), sections(session)) == (320, 20)

    def test_the_balloon_driver_grows_past_normal_balloon_limits_by_hotplug_add(self):
        session = typed(OLD, "balloon set web 192M", "resize web 300M policy=balloon+add")
        assert last(session).state == "done"
        assert (has(session), sections(session)) == (300, 19)
        invariants.check(session.world)

    def test_the_balloon_gives_back_before_sections_come(self):
        session = typed(OLD, "balloon set web 192M", "resize web 256M policy=balloon+add")
        assert (has(session), sections(session), web(session).balloon.pages) == (256, 16, 0)

    def test_the_surplus_of_the_last_section_goes_into_the_balloon(self):
        session = typed(OLD, "resize web 300M policy=balloon+add")
        assert web(session).balloon.pages * 4096 == 4 * MIB
        assert "The last section brought 4M too much: the balloon takes it." in said(session)

    def test_it_asks_for_no_more_than_was_promised(self):
        session = typed(OLD, "hotplug add web 128M online=no")
        assert "at most 256M" in str(refused(session, "resize web 300M policy=balloon+add"))


class TestBalloonPlusRemove:
    def test_hotplug_remove_is_the_primary_vehicle(self):
        session = typed(*AGED[:1], "resize web 192M policy=balloon+remove")
        assert (has(session), sections(session), web(session).balloon.pages) == (192, 12, 0)

    def test_remove_is_not_reliable_enough_to_use_on_its_own(self):
        session = typed(*KEPT, "resize web 160M policy=hotplug")
        assert last(session).state in ("partial", "failed")
        assert has(session) > 160

    def test_when_remove_is_unable_to_free_a_whole_section_it_falls_back_to_the_balloon(self):
        session = typed(*KEPT, "resize web 160M policy=balloon+remove")
        assert last(session).state == "done"
        assert has(session) == 160
        assert web(session).balloon.pages > 0
        assert any("cannot leave, so the balloon takes" in sentence for sentence in said(session))

    def test_what_is_no_whole_section_is_the_balloon_s(self):
        session = typed(PATCHED, "resize web 200M policy=balloon+remove")
        assert (sections(session), web(session).balloon.pages * 4096) == (13, 8 * MIB)

    @pytest.mark.parametrize("seed", [3, 7, 11])
    def test_it_improves_on_the_fragmentation_of_the_balloon_whenever_remove_was_used(self, seed):
        """Seen once what was in use is free again: then only the balloon's pages cut memory up."""
        ends = ("workload web free kind=anon", "workload web free kind=file")
        begin = (f"seed {seed}", *AGED)
        alone = typed(*begin, "resize web 160M policy=balloon", *ends)
        both = typed(*begin, "resize web 160M policy=balloon+remove", *ends)
        assert sections(both) < sections(alone)
        assert all(unusable(both, order) <= unusable(alone, order) for order in range(10))
        assert unusable(both, 4) < unusable(alone, 4)

    def test_growing_takes_the_way_back(self):
        session = typed(
            *AGED, "resize web 160M policy=balloon+remove", "resize web 256M policy=balloon+remove"
        )
        assert (has(session), sections(session), web(session).balloon.pages) == (256, 16, 0)
        assert all(state(session, section) == "online" for section in range(16))

    def test_what_was_never_there_does_not_come_back(self):
        error = refused(typed(PATCHED), "resize web 272M policy=balloon+remove")
        assert "this brings back only what was removed" in str(error)
        assert "policy=unified" in str(error)

    def test_it_still_benefits_from_fragmentation_avoidance(self):
        begin = "guest add web memory=256M max=384M min=64M platform=ppc64 driver=xen kernel=2.6.16"
        work = ("workload web age 55%", "workload web fill 2M kind=kernel")
        without, avoided = (
            typed(f"{begin}{patches}", *work, "resize web 160M policy=balloon+remove")
            for patches in ("+remove", "+antifrag-zone")
        )
        assert has(without) == has(avoided) == 160
        assert sections(avoided) < sections(without)


class TestMigrateableBalloon:
    def test_memory_taken_by_the_balloon_is_unable_to_be_removed_a_second_time(self):
        session = typed(*AGED, "balloon set web 192M", "hotplug remove web section=12")
        assert last(session).state == "failed"
        assert "pinned balloon page" in last(session).reason

    @pytest.mark.parametrize("fate", ["migrate", "release"])
    def test_either_step_alleviates_that(self, fate):
        session = typed(f"{PATCHED} balloon_pages={fate}", *AGED[1:], "balloon set web 192M")
        section = next(s for s in range(15, 0, -1) if not web(session).blockers(s))
        assert web(session).memory.counts[section, Kind.BALLOON]
        typed(f"hotplug remove web section={section}", session=session)
        assert last(session).state == "done"

    def test_remove_takes_sections_that_had_been_fragmented_by_the_balloon(self):
        session = typed(*AGED, "balloon set web 160M", "resize web 160M policy=unified")
        assert last(session).state == "done"
        assert has(session) == 160
        assert sections(session) < 16
        invariants.check(session.world)

    def test_this_also_cleans_up_the_data_structures_associated_with_that_memory(self):
        session = typed(*AGED, "balloon set web 160M")
        before = web(session).memory.total(Kind.MEM_MAP)
        typed("resize web 160M policy=unified", session=session)
        gone = 16 - sections(session)
        assert web(session).memory.total(Kind.MEM_MAP) == before - 64 * gone

    def test_the_balloon_is_as_it_was_after_that(self):
        session = typed(*AGED, "balloon set web 160M", "resize web 160M policy=unified")
        assert web(session).balloon_pages == "pinned"

    def test_used_together_the_end_result_is_better_than_either_alone(self):
        """It reaches what a balloon reaches, and leaves larger blocks free than either of both."""
        ways = {
            policy: typed(PATCHED, "workload web age 65%", f"resize web 128M policy={policy}")
            for policy in ("balloon", "hotplug", "unified")
        }
        assert has(ways["unified"]) == has(ways["balloon"]) == 128
        assert sections(ways["unified"]) < sections(ways["balloon"])
        for other in ("balloon", "hotplug"):
            if has(ways[other]) == 128:
                assert unusable(ways["unified"], 8) <= unusable(ways[other], 8)


class TestWhatAPlatformCannot:
    @pytest.mark.parametrize("policy", ["hotplug", "balloon+remove", "unified"])
    def test_a_kernel_that_cannot_remove_is_told_what_would_be_right(self, policy):
        error = refused(typed(OLD), f"resize web 192M policy={policy}")
        assert "hotplug remove was never in that kernel" in str(error)
        assert "policy=balloon" in str(error)

    def test_without_a_policy_each_does_its_best(self):
        assert sections(typed(PATCHED, "resize web 192M")) == 12
        old = typed(OLD, "resize web 192M")
        assert (has(old), sections(old)) == (192, 16)
        assert has(typed(OLD, "resize web 300M")) == 300
