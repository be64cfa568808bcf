"""pagetypeinfo, zoneinfo and top, down to the spaces; figures of zones are those of trace d1-hotadd-2x128, step 3."""

from __future__ import annotations

from textwrap import dedent

import attrs
import pytest

from engine.memory.kinds import KINDS, TYPES, Kind, MigrateType
from engine.snapshot import ProgramView
from engine.units import GIB, KIB, MIB, SECOND
from engine.views import pagetypeinfo, top, vmstat, zoneinfo
from engine.views.cpu import cpu_shares
from engine.views.top import scaled
from engine.views.zones import CpuLists, KernelView, ZoneDetails
from tests.engine.playing import WEB, last, refused, settle, typed

V6_6 = KernelView(pageblock_order=9, of_2006=False, cma=False, of_today=False)
"""What kernel 6.6 shows."""
U, M, R = MigrateType.UNMOVABLE, MigrateType.MOVABLE, MigrateType.RECLAIMABLE


def text(lines: str) -> str:
    """A view as it is written in a test: `_` stands for a space at the end of a line."""
    return dedent(lines).strip("\n").replace("_\n", " \n").removesuffix("_") + " " * lines.rstrip().endswith(
        "_"
    )


def zone(name: str, **facts) -> ZoneDetails:
    """A zone without pages, but for these facts."""
    nothing = dict.fromkeys(
        ("node", "free", "boost", "min", "low", "high", "spanned", "present", "managed", "start"), 0
    )
    lists = dict.fromkeys((U, M, R), (0,) * 11)
    empty = {"protection": (0,) * 5, "lists": lists, "pageblocks": (0,) * TYPES, "kinds": (0,) * KINDS}
    return ZoneDetails(**{"name": name} | nothing | empty | facts)


DMA = zone(
    "DMA",
    free=3808,
    min=169,
    low=211,
    high=253,
    spanned=4095,
    present=3998,
    managed=3840,
    start=1,
    protection=(0, 892, 1020, 1148, 1148),
    lists={U: (0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0), M: (0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3), R: (0,) * 11},
    pageblocks=(1, 7, 0, 0, 0, 0),
)
DMA32 = zone(
    "DMA32",
    free=217947,
    boost=512,
    min=10113,
    low=12641,
    high=15169,
    spanned=258013,
    present=258013,
    managed=228484,
    start=4096,
    protection=(0, 0, 128, 256, 256),
    lists={
        U: (0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1),
        M: (100_000, 1_234_567, 0, 0, 0, 1, 1, 0, 0, 2, 210),
        R: (1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0),
    },
    pageblocks=(54, 444, 6, 0, 0, 1),
    kinds=tuple(
        {Kind.ANON: 2290, Kind.MLOCKED: 2457, Kind.FILE: 300, Kind.FILE_DIRTY: 21}.get(k, 0) for k in Kind
    ),
    cpu_lists=(CpuLists(223, 12641, 63, 12641, 28131),),
)
EMPTY = zone("Movable")


class TestPagetypeinfo:
    def test_free_blocks_and_pageblocks_per_type(self):
        assert pagetypeinfo((DMA, DMA32, EMPTY), V6_6) == text(
            """
            Page block order: 9
            Pages per block:  512

            Free pages count per migrate type at order       0      1      2      3      4      5      6      7      8      9     10_
            Node    0, zone      DMA, type    Unmovable      0      0      0      0      0      1      1      1      0      0      0_
            Node    0, zone      DMA, type      Movable      0      0      0      0      0      0      0      0      0      1      3_
            Node    0, zone      DMA, type  Reclaimable      0      0      0      0      0      0      0      0      0      0      0_
            Node    0, zone      DMA, type   HighAtomic      0      0      0      0      0      0      0      0      0      0      0_
            Node    0, zone      DMA, type      Isolate      0      0      0      0      0      0      0      0      0      0      0_
            Node    0, zone    DMA32, type    Unmovable      0      0      1      0      0      1      0      0      0      0      1_
            Node    0, zone    DMA32, type      Movable >100000 >100000      0      0      0      1      1      0      0      2    210_
            Node    0, zone    DMA32, type  Reclaimable      1      1      1      0      1      0      1      1      0      1      0_
            Node    0, zone    DMA32, type   HighAtomic      0      0      0      0      0      0      0      0      0      0      0_
            Node    0, zone    DMA32, type      Isolate      0      0      0      0      0      0      0      0      0      0      0_

            Number of blocks type     Unmovable      Movable  Reclaimable   HighAtomic      Isolate_
            Node 0, zone      DMA            1            7            0            0            0_
            Node 0, zone    DMA32           54          444            6            0            1_
            """  # noqa: E501
        )

    def test_every_node_has_all_of_it(self):
        lines = pagetypeinfo((DMA, attrs.evolve(DMA32, node=1)), V6_6).split("\n")
        assert [line for line in lines if line.startswith("Page block order")] == ["Page block order: 9"] * 2
        assert (
            lines[-1]
            == "Node 1, zone    DMA32           54          444            6            0            1 "
        )

    def test_pseries_was_built_with_contiguous_areas(self):
        lines = pagetypeinfo((DMA,), attrs.evolve(V6_6, cma=True)).split("\n")
        assert lines[-2] == (
            "Number of blocks type     Unmovable      Movable  Reclaimable   HighAtomic          CMA      Isolate "
        )
        assert (
            lines[-1]
            == "Node 0, zone      DMA            1            7            0            0            0            0 "
        )

    def test_a_guest_counts_isolated_pageblocks_as_such(self):
        session = typed(WEB, "workload web fill 100M")
        number = session.perform("hotplug remove web section=1").id
        session.world.run_until(session.world.now + 1_000_000)
        assert session.perform("pagetypeinfo web").output.endswith("            8 ")
        settle(session, number)
        assert last(session).state == "done"
        assert session.perform("pagetypeinfo web").output.endswith("            0 ")

    def test_a_kernel_without_migrate_types_has_no_such_file(self):
        error = refused(typed(f"{WEB} kernel=2.6.16"), "pagetypeinfo web")
        assert error.found == "web runs 2.6.16, which has no /proc/pagetypeinfo: it knows no migrate types"


class TestZoneinfo:
    def test_a_node_with_its_first_zone_then_each_zone(self):
        assert zoneinfo((DMA, DMA32, EMPTY), V6_6) == text(
            """
            Node 0, zone      DMA
              per-node stats
                  nr_inactive_anon 2290
                  nr_active_anon 0
                  nr_inactive_file 321
                  nr_active_file 0
                  nr_unevictable 2457
                  nr_slab_reclaimable 0
                  nr_slab_unreclaimable 0
                  nr_anon_pages 4747
                  nr_file_pages 321
                  nr_dirty     21
                  nr_writeback 0
                  nr_page_table_pages 0
              pages free     3808
                    boost    0
                    min      169
                    low      211
                    high     253
                    spanned  4095
                    present  3998
                    managed  3840
                    cma      0
                    protection: (0, 892, 1020, 1148, 1148)
                  nr_free_pages 3808
                  nr_zone_inactive_anon 0
                  nr_zone_active_anon 0
                  nr_zone_inactive_file 0
                  nr_zone_active_file 0
                  nr_zone_unevictable 0
                  nr_zone_write_pending 0
                  nr_mlock     0
                  nr_free_cma  0
              pagesets
              node_unreclaimable:  0
              start_pfn:           1
            Node 0, zone    DMA32
              pages free     217947
                    boost    512
                    min      10113
                    low      12641
                    high     15169
                    spanned  258013
                    present  258013
                    managed  228484
                    cma      0
                    protection: (0, 0, 128, 256, 256)
                  nr_free_pages 217947
                  nr_zone_inactive_anon 2290
                  nr_zone_active_anon 0
                  nr_zone_inactive_file 321
                  nr_zone_active_file 0
                  nr_zone_unevictable 2457
                  nr_zone_write_pending 21
                  nr_mlock     2457
                  nr_free_cma  0
              pagesets
                cpu: 0
                          count: 223
                          high:  12641
                          batch: 63
              node_unreclaimable:  0
              start_pfn:           4096
            Node 0, zone  Movable
              pages free     0
                    boost    0
                    min      0
                    low      0
                    high     0
                    spanned  0
                    present  0
                    managed  0
                    cma      0
                    protection: (0, 0, 0, 0, 0)
            """
        )

    def test_current_has_the_promotion_mark_and_the_balloon_of_the_node(self):
        held = attrs.evolve(DMA32, kinds=tuple(7 if kind is Kind.BALLOON else 0 for kind in Kind))
        plain, current = (
            zoneinfo((held,), kernel).split("\n") for kernel in (V6_6, attrs.evolve(V6_6, of_today=True))
        )
        high = current.index("        high     15169")
        assert current[high + 1] == "        promo    17697"
        pages = current.index("      nr_page_table_pages 0")
        assert current[pages + 1] == "      nr_balloon_pages 7"
        assert not any("promo" in line or "balloon" in line for line in plain)

    def test_current_has_bounds_for_the_limits_of_cpu_lists(self):
        lines = zoneinfo((DMA32,), attrs.evolve(V6_6, of_today=True)).split("\n")
        at = lines.index("    cpu: 0")
        assert lines[at + 1 : at + 6] == [
            "              count:    223",
            "              high:     12641",
            "              batch:    63",
            "              high_min: 12641",
            "              high_max: 28131",
        ]

    def test_2006_has_fewer_lines_and_a_count_of_scanned_pages(self):
        assert zoneinfo((DMA32,), attrs.evolve(V6_6, of_2006=True)) == text(
            """
            Node 0, zone    DMA32
              pages free     217947
                    min      10113
                    low      12641
                    high     15169
                    active   0
                    inactive 2611
                    scanned  0 (a: 0 i: 0)
                    spanned  258013
                    present  258013
                    protection: (0, 0, 128, 256, 256)
              pagesets
                cpu: 0 pcp: 0
                          count: 223
                          high:  12641
                          batch: 63
              all_unreclaimable: 0
              prev_priority:     12
              temp_priority:     12
              start_pfn:         4096
            """
        )

    def test_a_guest_has_the_zones_of_its_platform(self):
        session = typed("guest add app memory=5G max=8G", WEB, f"{WEB.replace('web', 'old')} kernel=2.6.16")
        heads = {
            name: [line for line in session.perform(f"zoneinfo {name}").output.split("\n") if "zone " in line]
            for name in ("app", "web", "old")
        }
        zones = ("     DMA", "   DMA32", "  Normal", " Movable", "  Device")
        assert heads["app"] == [f"Node 0, zone {zone}" for zone in zones]
        assert heads["web"] == [f"Node 0, zone {zone}" for zone in zones[2:]]
        assert heads["old"] == [f"Node 0, zone {zones[2]}"]

    def test_with_lists_for_cpus_it_says_what_they_keep(self):
        session = typed(f"{WEB} percpu=on kernel=6.6", "workload web fill 10M", "workload web free 4M")
        [zone] = (zone for zone in session.world.guests["web"].memory.zones if zone.present)
        assert zone.per_cpu.count
        assert (
            "\n  pagesets\n    cpu: 0\n"
            f"              count: {zone.per_cpu.count}\n"
            f"              high:  {zone.per_cpu.high}\n"
            f"              batch: {zone.per_cpu.batch}\n"
        ) in session.perform("zoneinfo web").output

    def test_its_counters_are_those_of_memory(self):
        session = typed(
            "guest add app memory=5G max=8G", "workload app fill 3G", "hotplug add app 1G online=movable"
        )
        memory = session.world.guests["app"].memory
        lines = session.perform("zoneinfo app").output.split("\n")

        def total(name: str) -> int:
            return sum(int(line.split()[-1]) for line in lines if line.split()[0] == name)

        assert total("nr_free_pages") == memory.free_pages
        assert total("nr_zone_inactive_anon") == memory.total(Kind.ANON)
        assert total("present") == sum(zone.present for zone in memory.zones)


def programs() -> tuple[ProgramView, ...]:
    def program(name: str, pid: int, *, busy: bool, swapped: int = 0, **holds: int) -> ProgramView:
        kinds = {Kind[kind.upper()]: size for kind, size in holds.items()}
        return ProgramView(name=name, pid=pid, command="", since=0, busy=busy, holds=kinds, swapped=swapped)

    return (
        program("updatedb", 333, busy=False, slab=5 * MIB),
        program(
            "java", 412, busy=True, swapped=1 * MIB, anon=20 * MIB, mlocked=512 * KIB, page_table=64 * KIB
        ),
        program("qemu-kvm", 1044, busy=False, hugetlb=12 * GIB),
    )


def test_top():
    session = typed(WEB, "workload web fill 5M kind=file", "workload web fill 20M")
    guest = attrs.evolve(session.snapshot().guests[0], programs=programs(), swap_used=64 * MIB)
    assert top(guest, (26 * 3600 + 61) * SECOND) == text(
        """
        top - 02:01:01 up 1 day,  2:01,  0 user,  load average: 1.00, 1.00, 1.00
        Tasks:   3 total,   1 running,   2 sleeping,   0 stopped,   0 zombie
        %Cpu(s):100.0 us,  0.0 sy,  0.0 ni,  0.0 id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st_
        MiB Mem :    244.0 total,    219.0 free,     25.4 used,      5.0 buff/cache    _
        MiB Swap:    256.0 total,    192.0 free,     64.0 used.    218.6 avail Mem_

            PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND
           1044 root      20   0   12.0g  12.0g      0 S   0.0 5036.1   0:00.00 qemu-kvm
            412 root      20   0   22016  20992      0 R 100.0   8.4   0:00.00 java
            333 root      20   0       0      0      0 S   0.0   0.0   0:00.00 updatedb
        """
    )


def at_work(*waits: tuple[str, int]) -> list[ProgramView]:
    return [
        ProgramView(
            name="churn", pid=300 + n, command="", since=0, busy=True, holds={}, waits_for=why, waited=share
        )
        for n, (why, share) in enumerate(waits)
    ]


@pytest.mark.parametrize(
    ("waits", "user", "system", "idle", "waited", "stolen"),
    [
        ((), 0, 0, 100, 0, 0),
        ((("", 0),), 100, 0, 0, 0, 0),
        ((("swap", 70),), 30, 0, 0, 70, 0),
        ((("host", 90),), 10, 0, 0, 0, 90),
        ((("reclaim", 20),), 80, 20, 0, 0, 0),
        ((("memory", 60),), 40, 0, 60, 0, 0),
        ((("host", 60), ("swap", 80)), 40, 0, 0, 0, 60),
    ],
)
def test_the_cpu_works_and_waits_as_its_programs_do(waits, user, system, idle, waited, stolen):
    cpu = cpu_shares(at_work(*waits))
    assert (cpu.user, cpu.system, cpu.idle, cpu.waits, cpu.stolen) == (user, system, idle, waited, stolen)


def test_a_cpu_that_runs_a_program_is_not_idle_in_vmstat():
    guest = attrs.evolve(typed(WEB).snapshot().guests[0], programs=at_work(("host", 90)))
    *_, line = vmstat(guest, SECOND).splitlines()
    assert line.split()[:2] == ["1", "0"]
    assert line.split()[-5:] == ["10", "0", "0", "0", "90"]


@pytest.mark.parametrize(
    ("size", "width", "shown"),
    [
        (0, 6, "0"),
        (999_999 * KIB, 6, "999999"),
        (1_000_000 * KIB, 6, "976.6m"),
        (10 * GIB, 6, "10.0g"),
        (16 * 1024 * GIB, 7, "16.0t"),
    ],
)
def test_sizes_in_top_are_kib_as_long_as_they_fit(size, width, shown):
    assert scaled(size, width) == shown


def test_top_of_a_guest_has_its_programs():
    session = typed(WEB, "workload web fill 20M", "workload web churn 10%")
    assert session.perform("top web").output.count(" root ") == 2
    assert last(session).id == 3
