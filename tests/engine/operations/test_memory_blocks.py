"""Hotplug on real platforms: memory blocks of several sections, nodes, zones to go online in, and mem_map in place."""

from __future__ import annotations

import numpy as np
import pytest

from engine.document import document
from engine.guest.auto_movable import auto_movable_fits
from engine.guest.places import next_sections
from engine.memory.kinds import Kind, SectionState
from engine.units import GIB, KIB, MIB
from tests.engine import invariants
from tests.engine.playing import begin, last, refused, replayed, said, state, step_until, typed

LARGE = "guest add big memory=64G max=80G"
"""x86-64: its memory ends at 65 GiB, so that a memory block has 1 GiB: eight sections."""


def big(session, name="big"):
    return session.world.guests[name]


def states(session, name="big"):
    return {SectionState(int(state)).text for state in np.unique(big(session, name).memory.state)}


class TestBlocksOfSeveralSections:
    def test_memory_comes_and_goes_in_whole_blocks(self):
        session = typed("host memory 256G", LARGE, "hotplug add big 2G")
        guest = big(session)
        assert guest.block_sections == 8
        assert guest.memory.online_count == 512 + 16
        assert "s520–s527 online in NORMAL: 256 blocks of 4M joined the tail" in " ".join(
            said(session, "big")
        )
        typed("hotplug remove big 1G", session=session)
        assert guest.memory.present_count == 512 + 8
        assert guest.memory.state[528] == SectionState.ABSENT
        invariants.check_managed(guest)

    def test_a_size_that_is_no_whole_block_is_refused_with_those_that_are(self):
        session = typed("host memory 256G", LARGE)
        error = refused(session, "hotplug add big 1536M")
        assert str(error).endswith(
            "1536M is not a multiple of the memory block of big (1G): the nearest are 1G and 2G"
        )

    def test_a_range_that_is_no_whole_block_is_refused(self):
        session = typed("host memory 256G", LARGE)
        assert "a memory block of big has 8 sections: 8-23" in str(
            refused(session, "section offline big 9-20")
        )

    def test_one_section_with_a_page_that_cannot_move_keeps_the_whole_block(self):
        session = typed("host memory 256G", LARGE, "hotplug add big 1G")
        memory = big(session).memory
        memory.take(memory.normal.free_pages, 0, Kind.KERNEL, zones=[memory.normal])
        operation = session.perform("hotplug remove big section=520-527")
        session.world.run_until(session.world.now + 10**9)
        view = session.world.operations[operation.id]
        assert view.state == "failed"
        assert "s520–s527: s520 has" in view.reason

    def test_a_block_that_is_cancelled_on_its_way_online_is_gone_again(self):
        session = typed("host memory 256G", f"{LARGE} cost_scale=1000")
        add = begin(session, "hotplug add big 1G")
        step_until(session, lambda: state(session, 523, "big") == "going-online")
        session.perform(f"cancel {add}")
        assert state(session, 520, "big") == state(session, 523, "big") == "absent"
        assert big(session).online_pages == 64 * GIB // (4 * KIB)

    def test_a_block_that_is_cancelled_on_its_way_offline_is_online_again(self):
        session = typed("host memory 256G", f"{LARGE} cost_scale=1000", "workload big fill 600M")
        remove = begin(session, "section offline big 40-47")
        step_until(session, lambda: session.world.operations[remove].pages_migrated > 0)
        assert state(session, 47, "big") == "going-offline"
        session.perform(f"cancel {remove}")
        assert states(session) == {"absent", "online"}
        invariants.check_managed(big(session))

    def test_a_block_whose_mem_map_cannot_be_had_is_gone_as_a_whole(self):
        session = typed(
            "host memory 256G",
            "guest add big memory=64G max=128G swap=0K",
            "workload big fill 99% kind=mlocked",
        )
        typed("workload big free 12M kind=mlocked", "try hotplug add big 16G", session=session)
        memory = big(session).memory
        assert memory.present_count % 8 == 0
        assert "no memory for the mem_map" in last(session).reason
        assert not np.isin(memory.state, [SectionState.OFFLINE, SectionState.GOING_ONLINE]).any()

    def test_kernels_of_2006_have_a_section_a_block(self):
        session = typed("host memory 256G", f"{LARGE} kernel=2.6.16+remove")
        assert big(session).block_sections == 1


class TestZones:
    def test_hot_added_memory_of_x86_64_begins_at_4_gib_in_normal(self):
        session = typed("guest add web memory=1G max=2G", "hotplug add web 256M")
        memory = big(session, "web").memory
        assert memory.present_sections().tolist() == [*range(8), 32, 33]
        assert memory.normal.present == 65536
        assert memory.zonelist(Kind.KERNEL)[0] is memory.normal, "it is preferred over DMA32 (trace d1)"

    def test_memory_that_comes_back_online_joins_the_zone_that_spans_it(self):
        session = typed("guest add web memory=1G max=2G", "section offline web 4", "section online web 4")
        memory = big(session, "web").memory
        assert memory.zones[memory.section_zone[4]].name == "DMA32"
        assert not memory.normal.present

    def test_the_first_section_stays_it_has_holes_and_belongs_to_two_zones(self):
        """EINVAL: the traces' first boot block, always."""
        session = typed("guest add web memory=1G", "try section offline web 0")
        assert "s0 cannot leave: pages of zones DMA and DMA32" in " ".join(said(session, "web"))

    def test_highmem_is_what_i386_adds(self):
        session = typed("guest add old memory=1G max=2G platform=i386", "hotplug add old 64M")
        memory = big(session, "old").memory
        assert memory.zones[memory.section_zone[16]].name == "HighMem"
        invariants.check(session.world)

    def test_a_span_shrinks_where_its_last_section_leaves(self):
        session = typed("guest add web memory=1G max=2G", "hotplug add web 256M", "hotplug remove web 128M")
        assert big(session, "web").memory.normal.end == 33 * 32768

    def test_a_span_ends_inside_a_section_that_it_shares(self):
        session = typed("guest add web memory=1G max=2G min=128M", "section offline web 1-7")
        memory = big(session, "web").memory
        assert [zone.end for zone in memory.zones[:2]] == [4096, 32768]
        typed("section online web 1", session=session)
        assert memory.zones[memory.section_zone[1]].name == "Normal", "no zone spans it any more"

    @pytest.mark.parametrize(
        ("line", "said_to"),
        [
            ("guest add old memory=384G platform=i386", "i386 with PAE reaches 63G"),
            ("guest add old memory=1G max=128G platform=i386", "i386 with PAE reaches 63G"),
            ("guest add old memory=1G max=8G platform=i386 pae=off", "i386 without PAE reaches 3.5G"),
            ("guest add old memory=1G kernel=2.6.16 online=auto-movable", "2.6.16 has no ZONE_MOVABLE"),
        ],
    )
    def test_what_a_platform_or_kernel_cannot_have_is_refused(self, line, said_to):
        assert said_to in str(refused(typed("host memory 1T"), line).found)

    def test_a_device_that_finds_the_guest_at_its_max_fails_and_nothing_breaks(self):
        session = typed("guest add web memory=1G max=2G cost_scale=1000")
        begin(session, "hotplug add web 1G")
        device = begin(session, "hotplug add web 896M device=d1:m1")
        session.world.run_until(10**12)
        assert session.world.operations[device].reason == "web would be past its max"
        invariants.check(session.world)


class TestNodes:
    WEB = "guest add web memory=1G max=4G nodes=2"

    def test_a_section_joins_the_node_that_is_named(self):
        session = typed(self.WEB, "hotplug add web 128M node=1 online=movable")
        memory = big(session, "web").memory
        zone = memory.zones[memory.section_zone[32]]
        assert (zone.node, zone.name) == (1, "Movable")
        assert memory.section_node[32] == 1

    def test_its_mem_map_comes_from_that_node(self):
        session = typed(self.WEB, "hotplug add web 128M node=1 online=movable")
        memory = big(session, "web").memory
        [(first, _)] = memory.mem_map_of[32]
        assert memory.zone_of(first).node == 1

    def test_all_of_a_node_can_be_asked_to_go(self):
        session = typed(
            self.WEB, "hotplug add web 256M node=1 online=movable", "try hotplug remove web node=1"
        )
        memory = big(session, "web").memory
        assert memory.present_sections().tolist() == [0, 1, 2, 3, 4], "its first section holds its mem_map"

    def test_a_block_over_two_nodes_is_asked_for_with_the_node_it_begins_on(self):
        session = typed("host memory 256G", f"{LARGE} min=1G nodes=3")
        assert big(session).memory.section_node[[176, 177, 178, 347, 348]].tolist() == [0, 0, 1, 1, 2]
        typed("hotplug remove big node=1", session=session)
        assert last(session).reason.startswith("160 of 168 sections could leave: s344–s351: ")

    def test_a_node_that_is_not_there_is_refused(self):
        assert "web has no node 2: node=0 to node=1" in str(
            refused(typed(self.WEB), "hotplug remove web node=2")
        )

    def test_the_next_one_can_come_with_memory_of_its_own(self):
        """It has no CPU: no program runs there, and so its memory is nobody's first choice."""
        session = typed(self.WEB, "hotplug add web 128M node=2", "workload web fill 60M")
        memory = big(session, "web").memory
        assert (memory.nodes, memory.cpu_nodes) == (3, 2)
        [section] = [s for s in memory.online_sections().tolist() if memory.section_node[s] == 2]
        assert memory.counts[section, Kind.ANON] == 0
        sentences = said(session, "web")
        assert "Node 2 is new: it has memory, and no CPU." in sentences
        assert any("the zonelists are rebuilt with it" in sentence for sentence in sentences)
        assert "Node 2, zone   Normal" in session.perform("zoneinfo web").output
        invariants.check(session.world)

    def test_a_program_gets_its_memory_when_its_own_node_is_full(self):
        session = typed(self.WEB, "hotplug add web 128M node=2", "workload web fill 95%")
        memory = big(session, "web").memory
        assert memory.counts[memory.section_node == 2, Kind.ANON].sum() > 0

    def test_it_can_leave_again(self):
        session = typed(self.WEB, "hotplug add web 256M node=2", "hotplug remove web node=2")
        assert last(session).state == "done"
        invariants.check(session.world)
        assert replayed(session).digest() == session.digest()

    def test_nodes_come_one_after_the_other(self):
        error = refused(typed(self.WEB), "hotplug add web 128M node=4")
        assert error.found == "web has no node 4, nor node 2 before it"
        assert error.wanted == "node=0 to node=1, or node=2 as a new one"

    def test_2_6_16_adds_to_nodes_that_are_there(self):
        """Paper 3.2: "as if it were in existing nodes"; new ones were a patch."""
        error = refused(typed(f"{self.WEB} kernel=2.6.16"), "hotplug add web 128M node=2")
        assert error.found == "web has no node 2, and 2.6.16 adds memory to nodes that are there (paper 3.2)"

    def test_pages_of_a_section_that_leaves_go_to_the_other_node(self):
        """mm/memory_hotplug.c:do_migrate_range prefers other nodes."""
        session = typed(self.WEB, "workload web fill 100M", "section offline web 1")
        memory = big(session, "web").memory
        assert memory.section_node[1] == 0
        assert int(memory.counts[4:8, Kind.ANON].sum()) > 0


class TestPolicies:
    """Where added memory goes online (mm/memory_hotplug.c)."""

    def test_w17_auto_movable_allows_three_times_and_a_hundredth_of_the_kernel_s_memory(self):
        session = typed("host memory 64G", "guest add web memory=4G max=24G online=auto-movable")
        guest = big(session, "web")
        assert 12328 * MIB // (128 * MIB) == 96
        assert auto_movable_fits(guest, 96 * guest.section_pages, 0)
        assert not auto_movable_fits(guest, 97 * guest.section_pages, 0)
        typed("hotplug add web 12G", session=session)
        assert guest.memory.zones[guest.memory.movable_zone(0)].present == 96 * guest.section_pages
        typed("hotplug add web 128M", session=session)
        assert guest.memory.zones[guest.memory.movable_zone(0)].present == 96 * guest.section_pages

    def test_what_is_added_together_goes_together(self):
        session = typed(
            "host memory 64G", "guest add web memory=4G max=24G online=auto-movable", "hotplug add web 16G"
        )
        assert not big(session, "web").memory.zones[big(session, "web").memory.movable_zone(0)].present

    def test_its_ratio_can_be_set(self):
        session = typed(
            "guest add web memory=1G max=4G online=auto-movable auto_movable_ratio=100",
            "hotplug add web 1G",
            "hotplug add web 128M",
        )
        memory = big(session, "web").memory
        assert [zone.present // 32768 for zone in memory.zones if zone.name in ("Normal", "Movable")] == [
            1,
            8,
        ]


class TestMemmapOnMemory:
    WEB = "guest add web memory=1G max=4G memmap_on_memory=on"

    def test_added_memory_holds_its_own_mem_map(self):
        session = typed(self.WEB)
        before = big(session, "web").memory.free_pages
        typed("hotplug add web 256M online=movable", session=session)
        memory = big(session, "web").memory
        assert memory.free_pages == before + 2 * (32768 - 512), "nothing was taken from what was there"
        assert memory.counts[32, Kind.MEM_MAP] == 512
        assert memory.own_mem_map == {32: 512, 33: 512}
        invariants.check(session.world)

    def test_it_does_not_keep_the_block_from_leaving(self):
        session = typed(self.WEB, "hotplug add web 256M online=movable", "workload web fill 900M")
        moved = int(big(session, "web").memory.counts[33, Kind.ANON])
        typed("hotplug remove web 128M", session=session)
        memory = big(session, "web").memory
        assert memory.present_sections().tolist()[-1] == 32
        assert moved
        assert memory.own_mem_map == {32: 512}
        invariants.check(session.world)

    def test_of_a_block_of_eight_sections_it_lies_in_the_first(self):
        session = typed("host memory 256G", f"{LARGE} memmap_on_memory=on", "hotplug add big 1G")
        memory = big(session).memory
        assert memory.own_mem_map == {520: 8 * 512}
        assert memory.counts[520:528, Kind.MEM_MAP].tolist() == [8 * 512] + [0] * 7
        typed("hotplug remove big 1G", session=session)
        assert not memory.own_mem_map
        assert memory.present_count == 512

    def test_the_picture_says_that_it_can_leave(self):
        session = typed(self.WEB, "hotplug add web 128M online=movable")
        table = session.snapshot().guests[0].sections
        assert not table.blockers[-1].any()


class TestPagesOf64K:
    WEB = "guest add web memory=1G max=2G platform=ppc64 page=64K driver=virtio"

    def test_sections_that_share_a_page_of_mem_map_pay_once(self):
        session = typed(self.WEB, "hotplug add web 64M")
        guest = big(session, "web")
        assert [guest.memory.mem_map_of[s] != () for s in range(64, 68)] == [True, False, False, False]
        typed("hotplug remove web section=64", session=session)
        assert guest.memory.mem_map_of[65], "the page is a neighbour's now"
        typed("hotplug remove web section=65-67", session=session)
        assert guest.memory.total(Kind.MEM_MAP) == 16
        invariants.check(session.world)

    def test_boot_s_page_is_handed_over_to_a_neighbour_that_was_added(self):
        session = typed("guest add web memory=80M max=256M min=16M platform=ppc64 page=64K driver=virtio")
        before = big(session, "web").memory.total(Kind.MEM_MAP)
        typed(
            "hotplug add web 16M",
            "hotplug remove web section=4",
            "hotplug remove web section=5",
            session=session,
        )
        assert big(session, "web").memory.total(Kind.MEM_MAP) == before - 1
        invariants.check(session.world)

    def test_no_two_nodes_share_a_page_of_mem_map(self):
        session = typed("guest add web memory=160M nodes=2 platform=ppc64 page=64K min=16M driver=virtio")
        assert np.bincount(big(session, "web").memory.section_node).tolist() == [4, 6]
        typed("hotplug remove web section=9", "hotplug remove web section=8", session=session)
        invariants.check(session.world)

    def test_the_host_backs_a_page_with_sixteen_frames(self):
        session = typed(self.WEB, "balloon set web 512M")
        guest = big(session, "web")
        assert guest.balloon.pages == 512 * MIB // (64 * KIB)
        assert session.world.host.held("web") == 512 * MIB // (4 * KIB)
        invariants.check(session.world)


@pytest.mark.parametrize("platform", ["ppc64", "x86-64", "arm64", "i386", "ia64", "s390"])
def test_every_platform_grows_shrinks_and_balloons(platform):
    session = typed(f"guest add web memory=2G max=8G min=512M platform={platform}")
    section = big(session, "web").platform.section_size // MIB
    typed(
        "workload web fill 20%",
        f"hotplug add web {section}M",
        "balloon set web 1536M",
        f"try hotplug remove web {section}M timeout=1s",
        "balloon set web 2G",
        session=session,
    )
    invariants.check(session.world)


def test_a_dimm_is_not_plugged_where_an_operation_in_hand_will_add_memory():
    session = typed("guest add web memory=1G max=4G cost_scale=1000")
    add = begin(session, "hotplug add web 512M")
    step_until(session, lambda: state(session, 32) == "offline")
    begin(session, "device_add web pc-dimm,size=256M")
    assert list(big(session, "web").dimms[0].sections) == [36, 37]
    waiting = begin(session, "hotplug add web 128M")
    session.perform(f"cancel {waiting}")
    assert big(session, "web").coming == (32, 33, 34, 35), "the one in hand keeps its places"
    session.perform(f"cancel {add}")
    assert not big(session, "web").coming


def test_memory_is_plugged_around_holes():
    session = typed("host memory 64G", "guest add web memory=2G max=16G platform=ia64")
    guest = big(session, "web")
    assert next_sections(guest, 3) == (2, 4, 5), "there is no RAM between 3 and 4 GiB"


def test_lists_of_the_cpu_come_back_when_what_waits_for_the_host_is_cancelled():
    session = typed(
        "host memory 1G",
        "guest add web memory=1G max=2G min=64M percpu=on balloon_pages=release",
        "balloon set web 512M",
        "wait 2s",
        "guest add other memory=512M",
    )
    memory = big(session, "web").memory
    section = int(np.flatnonzero(memory.counts[:, Kind.BALLOON] > 20_000)[-1])
    remove = begin(session, f"hotplug remove web section={section}")
    session.world.run_until(session.world.now + 10**9)
    session.perform(f"cancel {remove}")
    assert not any(zone.per_cpu.paused for zone in memory.zones)


@pytest.mark.parametrize("kind", ["file", "hugetlb"])
def test_an_offline_makes_the_guest_reclaim_what_it_can(kind):
    session = typed(
        "guest add web memory=4G max=8G swap=0K",
        f"workload web fill 128M kind={kind}",
        "workload web fill 1G kind=anon",
        "workload web fill 95% kind=file",
    )
    section = int(np.flatnonzero(big(session, "web").memory.counts[:, Kind.ANON] > 30_000)[0])
    typed(f"section offline web {section}", session=session)
    assert last(session).state == "done"


def test_the_picture_says_of_every_section_of_a_block_that_it_stays():
    session = typed("host memory 256G", "guest add big memory=66G nodes=4")
    view = session.snapshot().guests[0]
    table = view.sections
    stuck = set((table.index[table.blockers.any(axis=1)] // view.block_sections).tolist())
    written = document(session.snapshot(), session.world)
    sections = written["guests"][0]["sections"]
    assert stuck
    assert {section["block"] for section in sections if section["removable"]}.isdisjoint(stuck)
    assert stuck < {section["block"] for section in sections}


def test_lists_of_the_cpu_stand_aside_while_memory_leaves():
    session = typed(
        "guest add web memory=1G max=2G percpu=on",
        "workload web fill 300M",
        "workload web free 50M",
        "hotplug add web 128M online=movable",
        "hotplug remove web 128M",
        "balloon set web 768M",
    )
    assert not any(zone.per_cpu.paused for zone in big(session, "web").memory.zones)
    invariants.check(session.world)
