"""A virtio-mem device plugs and unplugs less than a section, and what it cannot unplug it tries again."""

from __future__ import annotations

import pytest

from engine.memory.kinds import Kind
from engine.units import GIB, MIB, SECOND
from tests.engine import invariants
from tests.engine.playing import begin, last, play, refused, replayed, said, settle, state, step_until, typed

DB = "guest add db memory=512M virtio_mem=1G"
MOVABLE = f"{DB} online=movable"
PAGE = 4096


def db(session):
    return session.world.guests["db"]


def plugged(session):
    view = session.snapshot().guests[0].virtio_mem
    return view.plugged // MIB


def unplugged_mib(session, section):
    return db(session).memory.unplugged_in(section) * PAGE // MIB


class TestPlugging:
    def test_a_part_of_a_section_is_enough(self):
        session = typed(DB)
        settle(session, begin(session, "hotplug set db 40M"))
        assert plugged(session) == 40
        assert (state(session, 32, "db"), unplugged_mib(session, 32)) == ("online", 88)
        memory = db(session).memory
        assert memory.normal.managed * PAGE == 40 * MIB
        assert memory.normal.present * PAGE == 128 * MIB, "the whole block is present"
        assert session.world.host.held("db") * PAGE == 552 * MIB
        invariants.check(session.world)

    def test_blocks_that_are_there_in_part_are_filled_before_new_ones(self):
        session = typed(DB)
        settle(session, begin(session, "hotplug set db 40M"))
        settle(session, begin(session, "hotplug set db 200M"))
        assert [unplugged_mib(session, s) for s in (32, 33)] == [0, 56]
        assert any("s32: 88M plugged, 44 subblocks of 2M;" in text for text in said(session))

    def test_the_target_moves_with_it(self):
        session = typed(DB)
        settle(session, begin(session, "hotplug set db 40M"))
        assert db(session).target * PAGE == 552 * MIB
        assert db(session).wanted_balloon == 0

    def test_new_memory_waits_for_the_host(self):
        session = typed("host memory 600M", DB)
        number = begin(session, "hotplug set db 256M")
        session.world.run_until(2 * SECOND)
        assert session.world.operations[number].waits_for.startswith("the host has")
        session.perform("host memory 1G")
        settle(session, number)
        assert plugged(session) == 256

    def test_it_adds_no_more_while_too_much_of_it_is_offline(self):
        session = typed("guest add db memory=512M virtio_mem=4G online=no")
        number = begin(session, "hotplug set db 2G")
        session.world.run_until(10 * SECOND)
        assert plugged(session) == 1024
        assert "put online" in session.world.operations[number].waits_for
        begin(session, "section online db 32-39")
        settle(session, number)
        assert plugged(session) == 2048
        invariants.check(session.world)

    def test_its_mem_map_never_lies_in_itself(self):
        session = typed(f"{DB} memmap_on_memory=on")
        settle(session, begin(session, "hotplug set db 128M"))
        assert not db(session).memory.own_mem_map
        assert 32 in db(session).memory.mem_map_of


class TestUnplugging:
    def test_a_block_of_which_nothing_is_left_goes_with_its_mem_map(self):
        session = typed(DB)
        settle(session, begin(session, "hotplug set db 256M"))
        free = db(session).memory.free_pages
        settle(session, begin(session, "hotplug set db 0K"))
        assert [state(session, s, "db") for s in (32, 33)] == ["absent", "absent"]
        assert db(session).memory.free_pages == free - 65536 + 1024, "two mem_maps of 2M came free"
        assert session.world.host.held("db") * PAGE == 512 * MIB
        assert last(session).state == "done"

    def test_partly_plugged_blocks_go_before_whole_ones_and_the_highest_first(self):
        session = typed(MOVABLE)
        settle(session, begin(session, "hotplug set db 296M"))
        settle(session, begin(session, "hotplug set db 200M"))
        assert [state(session, s, "db") for s in (33, 34)] == ["online", "absent"]
        assert unplugged_mib(session, 33) == 56

    def test_subblocks_go_from_the_last_down(self):
        session = typed(DB)
        settle(session, begin(session, "hotplug set db 128M"))
        settle(session, begin(session, "hotplug set db 120M"))
        assert db(session).memory.unplugged[32].blocks == 0b1111 << 60

    def test_pages_in_use_move_away_and_clean_file_pages_are_dropped(self):
        session = typed(MOVABLE)
        settle(session, begin(session, "hotplug set db 128M"))
        settle(session, begin(session, "workload db fill 60M"))
        settle(session, begin(session, "workload db fill 40M kind=file"))
        counts = db(session).memory.counts[32]
        anon, file = int(counts[Kind.ANON]), int(counts[Kind.FILE])
        assert anon
        assert file
        settle(session, begin(session, "hotplug set db 0K"))
        assert last(session).pages_migrated == anon
        assert db(session).memory.held[Kind.FILE].count == 40 * MIB // PAGE - file

    def test_what_cannot_move_stays_and_the_rest_of_its_block_goes(self):
        session = typed(DB)
        settle(session, begin(session, "hotplug set db 128M"))
        settle(session, begin(session, "workload db fill 3M kind=slab"))
        slab = int(db(session).memory.counts[32, Kind.SLAB])
        assert slab
        number = begin(session, "hotplug set db 0K")
        session.world.run_until(session.world.now + SECOND)
        assert 2 <= plugged(session) <= 6
        assert state(session, 32, "db") == "online"
        operation = session.world.operations[number]
        assert (operation.state, "slab page" in operation.waits_for) == ("running", True)
        assert "tries again in 50 s" in operation.waits_for
        invariants.check(session.world)

    def test_it_tries_again_after_50_s_then_100_then_200_then_every_300(self):
        session = typed(DB)
        settle(session, begin(session, "hotplug set db 128M"))
        settle(session, begin(session, "workload db fill 3M kind=slab"))
        number = begin(session, "hotplug set db 0K")
        began, waits = session.world.now, []
        for _ in range(2000):
            if not session.world.step_one(began + 1000 * SECOND):
                break
            text = session.world.operations[number].waits_for or ""
            wait = text.rpartition("again in ")[2]
            if wait != text and (not waits or wait != waits[-1]):
                waits.append(wait)
        assert waits == ["50 s", "100 s", "200 s", "300 s"]
        assert session.world.operations[number].state == "stalled", "no progress for 60 s"

    def test_it_ends_once_what_kept_it_is_gone(self):
        session = typed(DB)
        settle(session, begin(session, "hotplug set db 128M"))
        settle(session, begin(session, "workload db fill 3M kind=slab"))
        number = begin(session, "hotplug set db 0K")
        session.world.run_until(session.world.now + SECOND)
        settle(session, begin(session, "workload db free 3M kind=slab"))
        settle(session, number)
        assert session.world.operations[number].state == "done"
        assert state(session, 32, "db") == "absent"

    def test_without_room_to_move_to_a_pass_ends_at_once(self):
        session = typed(f"{MOVABLE} swap=0K")
        settle(session, begin(session, "hotplug set db 512M"))
        settle(session, begin(session, "workload db fill 900M"))
        number = begin(session, "hotplug set db 0K")
        session.world.run_until(session.world.now + SECOND)
        assert "no room to move" in session.world.operations[number].waits_for
        invariants.check(session.world)

    def test_room_is_made_by_reclaim_as_long_as_that_helps(self):
        session = typed(MOVABLE)
        settle(session, begin(session, "hotplug set db 512M"))
        settle(session, begin(session, "workload db fill 700M"))
        settle(session, begin(session, "hotplug set db 0K"))
        assert last(session).state == "done"
        assert db(session).swap_outs > 0
        invariants.check(session.world)

    def test_what_is_offline_is_unplugged_first(self):
        session = typed(MOVABLE)
        settle(session, begin(session, "hotplug set db 256M"))
        settle(session, begin(session, "section offline db 32"))
        settle(session, begin(session, "hotplug set db 128M"))
        assert [state(session, s, "db") for s in (32, 33)] == ["absent", "online"]
        assert last(session).pages_migrated == 0


class TestBlocksThatAreNotDivided:
    def test_a_device_block_of_a_memory_block_comes_and_goes_as_a_whole(self):
        session = typed(f"{DB} virtio_mem_block=128M")
        settle(session, begin(session, "hotplug set db 256M"))
        settle(session, begin(session, "workload db fill 1p kind=slab"))
        view = session.snapshot().guests[0].virtio_mem
        assert (view.block_size, view.subblock_size) == (128 * MIB, 128 * MIB)
        begin(session, "hotplug set db 0K")
        session.world.run_until(session.world.now + SECOND)
        kept = [s for s in (32, 33) if state(session, s, "db") == "online"]
        assert len(kept) == (1 if db(session).memory.counts[kept, Kind.SLAB].any() else 0)
        assert not db(session).memory.unplugged

    def test_on_arm64_with_64k_pages_a_pageblock_is_a_memory_block(self):
        session = typed("guest add db memory=2G virtio_mem=2G platform=arm64 page=64K")
        settle(session, begin(session, "hotplug set db 1G"))
        view = session.snapshot().guests[0].virtio_mem
        assert (view.block_size, view.subblock_size) == (512 * MIB, 512 * MIB)
        settle(session, begin(session, "hotplug set db 0K"))
        assert db(session).online_pages == db(session).boot
        invariants.check(session.world)

    @pytest.mark.parametrize(
        ("platform", "subblock"), [("x86-64", 2), ("arm64", 2), ("s390", 1)], ids=["x86-64", "arm64", "s390"]
    )
    def test_elsewhere_linux_divides_its_memory_blocks(self, platform, subblock):
        session = typed(f"guest add db memory=1G virtio_mem=1G platform={platform}")
        assert session.snapshot().guests[0].virtio_mem.subblock_size == subblock * MIB

    def test_memory_blocks_of_several_sections_are_divided_too(self):
        session = typed("host memory 128G", "guest add db memory=64G virtio_mem=8G")
        assert db(session).block_sections == 8
        settle(session, begin(session, "hotplug set db 1200M"))
        first = db(session).virtio_mem.first
        assert [unplugged_mib(session, first + part) for part in (7, 8, 9, 10)] == [0, 0, 80, 128]
        settle(session, begin(session, "hotplug set db 0K"))
        assert db(session).plugged_pages * PAGE == 64 * GIB


class TestBesideOthers:
    def test_the_balloon_knows_what_is_not_plugged(self):
        session = typed(DB)
        settle(session, begin(session, "hotplug set db 40M"))
        assert "has 552M online" in str(refused(session, "balloon set db 600M"))
        settle(session, begin(session, "balloon set db 500M"))
        assert db(session).balloon.pages * PAGE == 52 * MIB
        invariants.check(session.world)

    def test_sections_of_the_device_are_its_drivers_to_remove(self):
        session = typed(DB)
        settle(session, begin(session, "hotplug set db 256M"))
        assert "virtio-mem's driver alone" in str(refused(session, "hotplug remove db section=33"))
        settle(session, begin(session, "hotplug remove db 128M"))
        assert state(session, 3, "db") == "absent"
        assert state(session, 33, "db") == "online"

    def test_they_go_offline_and_online_with_the_same_parts_plugged(self):
        session = typed(DB)
        settle(session, begin(session, "hotplug set db 40M"))
        settle(session, begin(session, "section offline db 32"))
        assert db(session).online_pages * PAGE == 512 * MIB
        settle(session, begin(session, "section online db 32 as=movable"))
        assert db(session).online_pages * PAGE == 552 * MIB
        assert db(session).memory.unplugged[32].fresh == db(session).memory.unplugged[32].blocks
        invariants.check(session.world)

    def test_dimms_and_added_sections_lie_beside_the_region(self):
        session = typed(f"{DB} max=2G")
        settle(session, begin(session, "hotplug add db 128M"))
        assert state(session, 40, "db") == "online"

    def test_a_new_size_supersedes_the_last_and_cancelling_keeps_what_is_done(self):
        session = typed(f"{DB} cost_scale=100")
        first = begin(session, "hotplug set db 1G")
        step_until(session, lambda: plugged(session) >= 256)
        begin(session, "hotplug set db 512M")
        assert session.world.operations[first].state == "cancelled"
        step_until(session, lambda: plugged(session) >= 384)
        session.perform("cancel all")
        assert db(session).virtio_mem.requested * PAGE == plugged(session) * MIB
        invariants.check(session.world)

    def test_an_unplug_that_is_cancelled_gives_back_what_it_isolated(self):
        session = typed(f"{MOVABLE} cost_scale=100")
        settle(session, begin(session, "hotplug set db 256M"))
        settle(session, begin(session, "workload db fill 200M"))
        number = begin(session, "hotplug set db 0K")
        step_until(session, lambda: session.world.operations[number].pages_migrated > 1000)
        session.perform(f"cancel {number}")
        assert not any(zone.isolated_pages for zone in db(session).memory.zones)
        invariants.check(session.world)


class TestTheHypervisorsWords:
    def test_qemu_plugs_a_device_in_and_prints_it(self):
        session = typed("guest add db memory=512M max=2G")
        session.perform("object_add db memory-backend-ram,id=mem0,size=1G")
        number = begin(session, "device_add db virtio-mem-pci,id=vm7,memdev=mem0,requested-size=96M")
        settle(session, number)
        assert session.world.operations[number].command == "hotplug set db 96M device=vm7:mem0"
        settle(session, begin(session, "qom-set db vm7 requested-size 128M"))
        assert session.perform("info memory-devices db").output == (
            'Memory device [virtio-mem]: "vm7"\n'
            "  memaddr: 0x100000000\n"
            "  node: 0\n"
            "  requested-size: 134217728\n"
            "  size: 134217728\n"
            "  max-size: 1073741824\n"
            "  block-size: 2097152\n"
            "  memdev: /objects/mem0"
        )
        assert session.perform("info balloon db").output == "balloon: actual=512"
        assert replayed(session).exit_code == 0

    @pytest.mark.parametrize(
        ("options", "why"),
        [
            ("platform=ppc64 driver=virtio", "no virtio-mem driver on ppc64"),
            ("kernel=2.6.24 platform=x86-64 driver=xen", "virtio-mem is KVM's, and this guest runs on Xen"),
            ("platform=ppc64 driver=xen", "Linux has no virtio-mem driver on ppc64"),
            ("platform=s390 kernel=6.6", "came to s390 with Linux 6.13, and this guest runs 6.6"),
            ("driver=vmware", "virtio-mem is KVM's"),
            ("virtio_mem_block=3M", "a block of 3M cannot be"),
            ("virtio_mem_block=256M", "a block of 256M cannot be"),
        ],
    )
    def test_a_device_that_cannot_be_is_refused(self, options, why):
        session = typed()
        assert why in str(refused(session, f"guest add db memory=1G virtio_mem=1G {options}"))
        assert not session.world.guests

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            ("hotplug set db 41M", "not a multiple of vm0's block size (2M)"),
            ("hotplug set db 2G", "a region of 1G"),
            ("hotplug set db 64M block=4M", "has its block size"),
            ("hotplug set db 64M device=vm1:vmem1", "one virtio-mem device a guest"),
            ("device_add db pc-dimm,id=vm0,size=128M", "Duplicate device ID 'vm0'"),
            ("object_del db vmem0", "is in use"),
            ("qom-set db vm3 requested-size 4M", "Device 'vm3' not found"),
        ],
    )
    def test_a_size_that_cannot_be_is_refused(self, line, why):
        assert why in str(refused(typed(DB), line))

    def test_a_guest_without_a_device_says_so(self):
        session = typed("guest add db memory=512M")
        assert "has no virtio-mem device" in str(refused(session, "hotplug set db 64M"))


class TestWhy:
    def test_a_section_of_the_device_is_told_of_by_subblock(self):
        session = typed(DB, "hotplug set db 128M", "workload db fill 3M kind=slab")
        answer = session.why("db", section=32)
        assert answer.verdict == "NO"
        assert answer.sentence.startswith("of s32, 2 subblocks of 2M stay with what does not move")
        assert "virtio-mem can unplug the other 62 of 64" in answer.facts
        assert {blocker.kind for blocker in answer.blockers} == {Kind.SLAB}

    def test_one_without_such_pages_can_go_as_a_whole(self):
        session = typed(MOVABLE, "hotplug set db 40M", "workload db fill 300M")
        answer = session.why("db", section=32)
        assert (answer.verdict, answer.facts[0]) == ("YES", "40M of its 128M are plugged")

    def test_what_failed_says_when_it_is_tried_again(self):
        session = typed(DB, "hotplug set db 128M", "workload db fill 3M kind=slab")
        number = begin(session, "hotplug set db 0K")
        session.world.run_until(session.world.now + SECOND)
        answer = session.why(operation=number)
        assert answer.verdict == "WAITS"
        assert any("looks again at 50" in fact for fact in answer.facts)


def test_auto_movable_decides_block_by_block():
    session = typed("guest add db memory=512M virtio_mem=2G online=auto-movable auto_movable_ratio=100")
    settle(session, begin(session, "hotplug set db 1G"))
    memory = db(session).memory
    zones = [memory.zones[int(memory.section_zone[section])].name for section in range(32, 40)]
    assert zones == ["Movable"] * 4 + ["Normal"] * 4


def test_a_recording_of_it_plays_again():
    session = play(
        "guest add db memory=512M virtio_mem=1G online=movable\n"
        "workload db age 40%\n"
        "hotplug set db 300M\n"
        "workload db fill 100M\n"
        "hotplug set db 100M\n"
    )
    assert session.exit_code == 0
    assert replayed(session).exit_code == 0
