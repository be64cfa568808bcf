"""Views are laid out as Linux, procps-ng 4.0 and util-linux 2.38 lay them out, down to the spaces."""

from textwrap import dedent

import attrs

from engine.memory.holdings import acquire
from engine.memory.kinds import KINDS, Kind, SectionState
from engine.picture import Painter
from engine.snapshot import GuestView, Snapshot, ZoneView
from engine.units import GIB, KIB, MIB, SECOND
from engine.views import buddyinfo, free, guest_list, guest_show, host_text, lsmem, meminfo
from engine.world import World
from tests.engine.worlds import add_guest, make_world, set_target


def paint(world: World) -> Snapshot:
    return Painter().paint(world, paused=True, speed=1, reached=0)


def text(lines: str) -> str:
    return dedent(lines).strip("\n")


def used_guest(**options) -> GuestView:
    """Return a guest of 256 MiB on ppc64 that uses some memory of most kinds, and gave 32 MiB to its balloon."""
    world = World(seed=7, host_memory=GIB)
    memory = add_guest(world, **options).memory
    held = {Kind.ANON: 5000, Kind.FILE: 3000, Kind.FILE_DIRTY: 200, Kind.MLOCKED: 64, Kind.PINNED: 8}
    for kind, pages in (held | {Kind.SLAB: 300, Kind.PAGE_TABLE: 20, Kind.HUGETLB: 1024}).items():
        acquire(memory, pages, kind)
    set_target(world, "web", 224 * MIB)
    world.run_until(10 * SECOND)
    view = paint(world).guest("web")
    assert view is not None
    assert view.balloon == 32 * MIB
    return view


def with_zones(*zones: ZoneView, **changes) -> GuestView:
    """Return a guest that has these zones."""
    return attrs.evolve(used_guest(), zones=zones, free=sum(zone.free for zone in zones) * 4 * KIB, **changes)


def zone(name: str, **numbers) -> ZoneView:
    return ZoneView(
        **{"name": name, "node": 0, "min": 0, "low": 0, "high": 0, "managed": 0, "free": 0, "free_area": {}}
        | numbers
    )


class TestBuddyinfo:
    def test_a_zone_a_line_names_and_counts_at_the_right_and_a_space_at_the_end(self):
        guest = with_zones(
            zone("DMA", free_area={"unmovable": (0,) * 8 + (1, 1, 3)}),
            zone("Normal", free_area={"unmovable": (744, 744, 496, 416, 166, 68, 29, 15, 47, 31, 67)}),
            zone("Movable", node=1, free_area={"movable": (1234567, 1234567) + (0,) * 9}),
        )
        assert buddyinfo(guest).split("\n") == [
            "Node 0, zone      DMA      0      0      0      0      0      0      0      0      1      1      3 ",
            "Node 0, zone   Normal    744    744    496    416    166     68     29     15     47     31     67 ",
            "Node 1, zone  Movable 1234567 1234567      0      0      0      0      0      0      0      0      0 ",
        ]

    def test_isolated_blocks_count(self):
        guest = with_zones(zone("Normal", free_area={"any": (1, 0, 2), "isolate": (0, 5, 6)}))
        assert buddyinfo(guest) == "Node 0, zone   Normal      1      5      8 "


class TestMeminfo:
    def test_the_lines_of_todays_kernel(self):
        assert meminfo(used_guest()) == text(
            """
            MemTotal:         217088 kB
            MemFree:          178624 kB
            MemAvailable:     186544 kB
            Buffers:               0 kB
            Cached:            12800 kB
            SwapCached:            0 kB
            Unevictable:         256 kB
            Mlocked:             256 kB
            SwapTotal:        262144 kB
            SwapFree:         262144 kB
            Dirty:               800 kB
            Writeback:             0 kB
            AnonPages:         20288 kB
            Shmem:                 0 kB
            KReclaimable:       1200 kB
            Slab:               1200 kB
            SReclaimable:       1200 kB
            SUnreclaim:            0 kB
            PageTables:           80 kB
            CommitLimit:      368640 kB
            Balloon:           32768 kB
            HugePages_Total:       2
            HugePages_Free:        0
            HugePages_Rsvd:        0
            HugePages_Surp:        0
            Hugepagesize:       2048 kB
            Hugetlb:            4096 kB
            """
        )

    def test_6_6_had_no_line_for_balloons(self):
        today, before = (meminfo(used_guest(kernel=kernel)) for kernel in ("current", "6.6"))
        assert [line for line in today.split("\n") if not line.startswith("Balloon:")] == before.split("\n")

    def test_the_lines_of_2006(self):
        assert meminfo(used_guest(kernel="2.6.16")) == text(
            """
            MemTotal:       217088 kB
            MemFree:        178624 kB
            Buffers:             0 kB
            Cached:          12800 kB
            SwapCached:          0 kB
            HighTotal:           0 kB
            HighFree:            0 kB
            LowTotal:       217088 kB
            LowFree:        178624 kB
            SwapTotal:      262144 kB
            SwapFree:       262144 kB
            Dirty:             800 kB
            Writeback:           0 kB
            Mapped:          20288 kB
            Slab:             1200 kB
            CommitLimit:    368640 kB
            PageTables:         80 kB
            HugePages_Total:     2
            HugePages_Free:      0
            Hugepagesize:     2048 kB
            """
        )

    def test_what_is_available_is_what_a_6_1_kernel_says(self):
        counts = [0] * KINDS
        counts[Kind.SLAB] = 2281
        guest = with_zones(
            zone("DMA", low=211, high=253, managed=3840, reserve=1148, free=3808),
            zone("DMA32", low=12641, high=15169, managed=228484, reserve=256, free=217947),
            zone("Normal", low=1812, high=2174, managed=32768, reserve=1024, free=32752),
            zone("Movable", low=1812, high=2174, managed=32768, free=32768),
            counts=tuple(counts),
        )
        guest = attrs.evolve(guest, free=1149164 * KIB)
        assert "\nMemAvailable:    1064936 kB\n" in meminfo(guest)

    def test_where_there_is_high_memory_it_is_counted_apart(self):
        guest = with_zones(
            zone("DMA", managed=1000, free=900),
            zone("Normal", managed=40_000, free=30_000),
            zone("HighMem", managed=60_000, free=50_000),
        )
        guest = attrs.evolve(guest, managed=101_000 * 4 * KIB)
        lines = meminfo(guest).split("\n")
        assert lines[lines.index("Mlocked:             256 kB") + 1 :][:4] == [
            "HighTotal:        240000 kB",
            "HighFree:         200000 kB",
            "LowTotal:         164000 kB",
            "LowFree:          123600 kB",
        ]

    def test_it_is_never_negative(self):
        guest = with_zones(zone("Normal", high=1000, managed=5000, free=900), counts=(0,) * KINDS)
        assert "\nMemAvailable:          0 kB\n" in meminfo(guest)


def test_free():
    assert free(used_guest()) == text(
        """
                       total        used        free      shared  buff/cache   available
        Mem:          217088       30544      178624           0       14000      186544
        Swap:         262144           0      262144
        """
    )


def blocks(kernel: str) -> GuestView:
    """Return a guest with sections 0 to 8, of which 3 is offline and 6 on its way, 8 has a slab page; and 20, 21."""
    world = World(host_memory=GIB)
    memory = add_guest(world, memory=144 * MIB, kernel=kernel).memory
    memory.frames.mark(8 * 4096, 1, Kind.SLAB, Kind.FREE)
    memory.isolate(3)
    memory.take_offline(3)
    memory.set_state(6, SectionState.GOING_OFFLINE)
    for section in (20, 21):
        memory.make_present(section)
        memory.online_section(section)
    view = paint(world).guest("web")
    assert view is not None
    return view


class TestLsmem:
    def test_a_kernel_of_today_calls_every_block_removable(self):
        assert lsmem(blocks("current")) == text(
            """
            RANGE                                 SIZE   STATE REMOVABLE BLOCK
            0x0000000000000000-0x0000000002ffffff  48M  online       yes   0-2
            0x0000000003000000-0x0000000003ffffff  16M offline               3
            0x0000000004000000-0x0000000005ffffff  32M  online       yes   4-5
            0x0000000006000000-0x0000000006ffffff  16M on->off               6
            0x0000000007000000-0x0000000008ffffff  32M  online       yes   7-8
            0x0000000014000000-0x0000000015ffffff  32M  online       yes 20-21

            Memory block size:        16M
            Total online memory:     144M
            Total offline memory:     32M
            """
        )

    def test_one_that_looks_into_the_block_says_what_it_found(self):
        assert lsmem(blocks("2.6.16+remove")) == text(
            """
            RANGE                                 SIZE   STATE REMOVABLE BLOCK
            0x0000000000000000-0x0000000000ffffff  16M  online        no     0
            0x0000000001000000-0x0000000002ffffff  32M  online       yes   1-2
            0x0000000003000000-0x0000000003ffffff  16M offline               3
            0x0000000004000000-0x0000000005ffffff  32M  online       yes   4-5
            0x0000000006000000-0x0000000006ffffff  16M on->off               6
            0x0000000007000000-0x0000000007ffffff  16M  online       yes     7
            0x0000000008000000-0x0000000008ffffff  16M  online        no     8
            0x0000000014000000-0x0000000015ffffff  32M  online       yes 20-21

            Memory block size:        16M
            Total online memory:     144M
            Total offline memory:     32M
            """
        )

    def test_one_that_cannot_remove_says_no(self):
        table, _ = lsmem(blocks("2.6.16")).split("\n\n")
        assert {line.split()[3] for line in table.split("\n") if " online " in line} == {"no"}

    def test_a_block_that_comes_is_offline_until_all_of_it_is_there(self):
        world = make_world(web=64 * MIB)
        world.guests["web"].memory.make_present(4)
        world.guests["web"].memory.set_state(4, SectionState.GOING_ONLINE)
        assert "16M offline               4\n" in lsmem(paint(world).guests[0])

    def test_sizes_have_one_digit_after_the_point(self):
        world = World()
        add_guest(world, memory=12 * GIB + 512 * MIB)
        assert lsmem(paint(world).guests[0]) == text(
            """
            RANGE                                  SIZE  STATE REMOVABLE BLOCK
            0x0000000000000000-0x000000031fffffff 12.5G online       yes 0-799

            Memory block size:        16M
            Total online memory:    12.5G
            Total offline memory:      0B
            """
        )

    def test_sections_of_one_block_are_one(self):
        guest = attrs.evolve(paint(make_world(web=64 * MIB)).guests[0], block_sections=2)
        assert lsmem(guest).split("\n")[1:4] == [
            "0x0000000000000000-0x0000000003ffffff  64M online       yes   0-1",
            "",
            "Memory block size:        32M",
        ]


class TestTables:
    def world(self) -> World:
        world = World(host_memory=2 * GIB)
        add_guest(world, "web")
        add_guest(world, "database", 1 * GIB, platform="x86-64", most=2 * GIB)
        add_guest(world, "old", 512 * MIB, kernel="2.6.16+remove", driver="xen")
        set_target(world, "old", 384 * MIB)
        world.run_until(30_000_000)
        return world

    def test_all_guests(self):
        assert guest_list(paint(self.world())) == text(
            """
            NAME      PLATFORM  KERNEL         DRIVER   HAS  TARGET   MIN   MAX  ONLINE  BALLOON  FREE
            web       ppc64     current        virtio  256M    256M   64M  512M    256M        0  244M
            database  x86-64    current        virtio    1G      1G  256M    2G      1G        0  983M
            old       ppc64     2.6.16+remove  xen     484M    384M  128M    1G    512M      28M  468M
            """
        )

    def test_without_guests_it_says_how_to_boot_one(self):
        assert guest_list(paint(World())) == "no guests yet: `guest add NAME memory=512M` boots one"

    def test_one_guest(self):
        guest = paint(self.world()).guest("old")
        assert guest is not None
        assert guest_show(attrs.evolve(guest, workloads=("churn 64M at 8M/s",))) == text(
            """
            old
              platform   ppc64, kernel 2.6.16+remove, pages of 4K
              runs on    Xen; it virtualizes memory; old is its domain 3; `hotplug add` takes it past its first map
              memory     has 484M, target 384M, bounds 128M to 1G
              online     512M of 512M present, booted with 512M
              balloon    28M in 7,168 pages, 128M wanted (xen; its pages are pinned, and keep their sections)
              swap       0 of 512M used
              sections   32 of 16M: 32 online; 3 cannot leave
              free       468M, in blocks of at most 16M
              workloads  churn 64M at 8M/s

              ZONE    NODE  MANAGED  FREE   MIN   LOW  HIGH  RESERVE
              Normal     0     468M  468M  2.8M  3.5M  4.2M        0
                                           2.7M  3.4M    4M        0  for what it has without its balloon

              PAGES HOLD  SIZE    PAGES
              free        468M  119,808
              reserved      8M    2,048
              mem_map       8M    2,048
              balloon      28M    7,168
            """
        )

    def test_the_host(self):
        assert host_text(paint(self.world())) == text(
            """
            2G of memory: 1.7G with guests, 282M free, 2M in zeroing
            promised 3.5G, which is 1.5G more than it has

            GUEST     HOLDS   MIN   MAX  TARGET
            web        256M   64M  512M    256M
            database     1G  256M    2G      1G
            old        484M  128M    1G    384M
            """
        )

    def test_a_host_without_guests(self):
        assert host_text(paint(World())) == "64G of memory: 0 with guests, 64G free\npromised 0"
