"""A watched machine is shown as its kernel counts it and its page flags say, at a bounded cost; nothing changes it."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import CommandError
from engine.live.changes import changes
from engine.live.kernel_files import KernelFiles
from engine.live.look import Looker
from engine.live.session import WatchSession
from engine.live.watcher import Watcher
from engine.memory.kinds import Kind
from engine.snapshot import SectionState
from tests.engine.capture.machine_texts import BUDDY, OFFLINE, TEXTS, kernel_root, page_flags

KIB_A_PAGE = 4
MEMINFO = """\
MemTotal:         260000 kB
MemFree:          110600 kB
MemAvailable:     150000 kB
Buffers:            4000 kB
Cached:            20000 kB
Dirty:               400 kB
Writeback:             0 kB
AnonPages:         30000 kB
Shmem:              2000 kB
Mlocked:             800 kB
Slab:               8000 kB
SReclaimable:       4000 kB
PageTables:          400 kB
SwapTotal:          1000 kB
SwapFree:            600 kB
"""


class Clock:
    """Time that passes when it is told to, and at each question as much as a tick."""

    def __init__(self, tick=0.0):
        self.now, self.tick = 0.0, tick

    def __call__(self):
        self.now += self.tick
        return self.now


@pytest.fixture
def root(tmp_path):
    return kernel_root(tmp_path / "root", TEXTS | {"/proc/meminfo": MEMINFO}, page_flags())


def watcher(root, *, tick=0.0, every=1.0):
    clock = Clock()
    return Watcher(KernelFiles(root), every, clock, Clock(), Clock(tick)), clock


def write_flags(root, flags):
    (root / "proc/kpageflags").write_bytes(flags.astype("=u8").tobytes())


def test_zones_are_as_the_kernel_counts_them(root):
    guest = watcher(root)[0].look()
    dma, dma32, other = guest.zones
    assert (dma.name, dma.free, dma.free_area) == ("DMA", 3072, {"any": (0,) * 10 + (3,)})
    assert (dma32.min, dma32.low, dma32.high, dma32.spanned) == (300, 375, 450, 28672)
    assert (other.node, other.start) == (1, 32768)


def test_memory_is_held_as_meminfo_says(root):
    guest = watcher(root)[0].look()
    held = {kind: guest.counts[kind] * KIB_A_PAGE for kind in Kind}
    assert held[Kind.FREE] == 110600
    assert (held[Kind.ANON], held[Kind.MLOCKED]) == (30000 + 2000 - 800, 800)
    assert (held[Kind.FILE], held[Kind.FILE_DIRTY]) == (20000 + 4000 - 2000 - 400, 400)
    assert (held[Kind.SLAB], held[Kind.PAGE_TABLE], held[Kind.PER_CPU]) == (8000, 400, 41 * 4)
    managed = sum(held.values()) - held[Kind.BALLOON] - held[Kind.RESERVED]
    assert managed == 260000
    assert guest.swap_used == 400 << 10


def test_sections_hold_what_the_page_flags_say(root):
    guest = watcher(root)[0].look()
    assert guest.sections.index.tolist() == [0, 1]
    assert guest.sections.state.tolist() == [SectionState.ONLINE] * 2
    assert guest.sections.zones == {0: (0, 1)}
    assert guest.sections.counts[0, Kind.FREE] == 3072
    assert guest.sections.counts[0, Kind.BALLOON] == guest.balloon_pages == 4000
    assert (guest.sections.counts.sum(axis=1) == guest.section_pages).all()


def test_pages_without_a_flag_are_on_cpus_lists_where_nothing_near_is_the_kernels(root):
    slab = 1 << 7
    flags = np.full(65536, BUDDY, np.uint64)
    flags[32768 + 10], flags[33280 + 10] = 0, 0
    flags[33280 + 20] = slab
    flags[33792:34304] = 0
    write_flags(root, flags)
    watching, clock = watcher(root)
    counts = watching.look().sections.counts[1]
    assert (counts[Kind.PER_CPU], counts[Kind.SLAB], counts[Kind.KERNEL]) == (1 + 512, 1, 1)
    clock.now = 1.0
    counts = watching.look().sections.counts[1]
    assert (counts[Kind.PER_CPU], counts[Kind.KERNEL]) == (1, 1 + 512), (
        "in two reads, and no CPU keeps so many"
    )


def test_a_huge_page_that_a_cpu_keeps_does_not_hold_its_section(root):
    flags = np.full(65536, BUDDY, np.uint64)
    flags[33792:34304] = 0
    write_flags(root, flags)
    zoneinfo = root / "proc/zoneinfo"
    zoneinfo.write_text(zoneinfo.read_text().replace("count:    41", "count:    600"))
    watching, clock = watcher(root)
    for clock.now in (0.0, 1.0, 2.0):
        counts = watching.look().sections.counts[1]
    assert (counts[Kind.PER_CPU], counts[Kind.KERNEL]) == (512, 0)


def test_what_has_changed_since_the_last_look_is_told(root):
    watching, clock = watcher(root)
    watching.look()
    assert watching.watch.changed == ()
    flags = page_flags()
    flags[40000:41000] = OFFLINE
    write_flags(root, flags)
    clock.now = 1.0
    guest = watching.look()
    assert watching.watch.changed == (1,)
    assert guest.sections.version[1] == 2
    assert guest.balloon_pages == 5000


def test_a_few_pages_are_no_change_worth_a_mark(root):
    watching, clock = watcher(root)
    watching.look()
    flags = page_flags()
    flags[40101:40151] = BUDDY
    write_flags(root, flags)
    clock.now = 1.0
    assert watching.look().sections.counts[1, Kind.FREE] == 50
    assert watching.watch.changed == ()


def test_where_reading_pages_is_dear_they_are_read_in_turn_and_their_age_is_told(root):
    watching, clock = watcher(root, tick=1.0)
    watching.look()
    read = []
    for now in (10.0, 20.0, 30.0):
        clock.now = now
        watching.look()
        read.append(watching.pages.read_at.tolist())
    assert read == [[10.0, 0.0], [10.0, 20.0], [30.0, 20.0]]
    assert watching.watch.flags_age == 10_000_000_000


def test_of_a_large_machine_the_first_look_reads_what_there_is_time_for(tmp_path):
    blocks = {
        name.replace("memory1/", f"memory{block}/").replace("node1", "node0"): text
        for block in range(2, 12)
        for name, text in TEXTS.items()
        if "/memory1/" in name
    }
    flags = np.full(12 * 32768, BUDDY, np.uint64)
    watching, clock = watcher(kernel_root(tmp_path / "large", TEXTS | blocks, flags), tick=0.8)
    free = watching.look().sections.counts[:, Kind.FREE]
    assert (free > 0).tolist() == [True] * 8 + [False] * 4
    assert watching.watch.unread == 4
    for now in (1.0, 2.0, 3.0, 4.0):
        clock.now = now
        guest = watching.look()
    assert watching.watch.unread == 0
    assert (guest.sections.counts[:, Kind.FREE] > 0).all()
    assert watching.watch.changed == ()


def test_a_look_that_took_long_is_followed_by_a_long_pause(root):
    watching, _ = watcher(root, tick=1.0)
    watching.look()
    spent = watching.watch.look / 1e9
    assert watching.pause_after(spent) + spent == pytest.approx(spent / 0.03)
    cheap, _ = watcher(root)
    cheap.look()
    assert cheap.pause_after(0.2) == pytest.approx(0.8)


def test_pages_in_view_are_read_when_they_come_into_view(root):
    watching, _ = watcher(root)
    watching.look()
    flags = page_flags()
    flags[32768:33280] = BUDDY
    write_flags(root, flags)
    pages = watching.pages_of((1,)).pages[1]
    assert (pages.first_pfn, pages.kinds[:512].tolist()) == (32768, [Kind.FREE] * 512)
    assert pages.orders[0] == 9


def test_without_page_flags_the_counters_show_and_the_missing_is_named(root):
    (root / "proc/kpageflags").unlink()
    watching, _ = watcher(root)
    guest = watching.look()
    assert guest.counts[Kind.FREE] * KIB_A_PAGE == 110600
    assert len(guest.sections.index) == 2
    assert watching.watch.flags_age is None
    assert "/proc/kpageflags: no such file or directory" in guest.origin.unknown


def test_memory_whose_page_frames_are_not_made_yet_is_free(root):
    flags = page_flags()
    flags[32768:] = 0
    write_flags(root, flags)
    (root / "proc/meminfo").write_text(MEMINFO.replace("260000", "400000"))
    guest = watcher(root)[0].look()
    assert guest.sections.counts[1, Kind.FREE] == 32768


def test_blocks_and_counters_that_change_are_told_in_sentences(root):
    looker = Looker(KernelFiles(root))
    looker.settle()
    before = looker.look()
    (root / "sys/devices/system/memory/memory1/state").write_text("offline\n")
    (root / "proc/vmstat").write_text("balloon_inflate 512\noom_kill 1\n")
    (root / "proc/meminfo").write_text(MEMINFO.replace("260000", "250000"))
    looker.settle()
    assert list(changes(before, looker.look())) == [
        ("memory block 1 went offline", "info"),
        ("MemTotal went from 253M to 244M", "info"),
        ("the balloon took 512 pages", "info"),
        ("out of memory: the kernel killed programs: 1", "warning"),
    ]


@pytest.fixture
def session(root):
    found = WatchSession(watcher(root)[0])
    found.run_ahead(0)
    return found


def test_views_are_the_kernels_own_files(session):
    assert session.perform("buddyinfo").output + "\n" == TEXTS["/proc/buddyinfo"]
    assert session.perform("meminfo machine").output + "\n" == MEMINFO
    assert session.perform("zoneinfo").output + "\n" == TEXTS["/proc/zoneinfo"]


def test_free_counts_as_the_tool_does(session):
    assert [line.split() for line in session.perform("free").output.split("\n")[1:]] == [
        ["Mem:", "260000", "110000", "110600", "2000", "28000", "150000"],
        ["Swap:", "1000", "400", "600"],
    ]


def test_why_and_whatif_are_answered_on_a_copy(session):
    assert session.perform("why machine section=0").answer.section == 0
    before = session.snapshot().guests[0]
    assert "16M" in session.perform("whatif balloon inflate machine 16M").output
    assert session.snapshot().guests[0] is before


@pytest.mark.parametrize(
    "line",
    [
        "balloon set machine 128M",
        "hotplug add machine 128M",
        "workload machine fill 10M",
        "section offline machine 1",
    ],
)
def test_what_would_change_the_machine_is_refused_with_what_can_be_asked(session, line):
    with pytest.raises(CommandError, match="this is the machine itself") as refused:
        session.perform(line)
    assert refused.value.wanted == f"whatif {line} says what it would do"


@pytest.mark.parametrize(
    "line", ["guest add web memory=512M", "say hello", "seed 7", "host compact", "speed 8"]
)
def test_what_is_of_the_simulation_is_refused(session, line):
    with pytest.raises(CommandError, match="this is the machine itself"):
        session.perform(line)


def test_comparisons_are_of_simulated_guests(session):
    with pytest.raises(CommandError, match="simulated guests"):
        session.compare("machine", "128M")


def test_a_picture_is_the_same_until_the_next_look(session):
    first = session.snapshot()
    assert session.snapshot() is first
    assert session.step()
    assert session.snapshot() is not first
    assert session.snapshot().paused
    session.resume()
    assert not session.snapshot().paused


def test_what_is_missing_is_told_at_first(root):
    (root / "proc/swaps").unlink()
    session = WatchSession(watcher(root)[0])
    session.run_ahead(0)
    texts = [sentence.text for sentence in session.sentences(0)]
    assert texts[0].startswith("watching ")
    assert texts[1] == "missing: /proc/swaps: no such file or directory"


def test_a_look_that_comes_to_nothing_is_told_once_and_the_picture_stays(session, root):
    picture = session.snapshot()
    (root / "proc/zoneinfo").write_text("nothing\n")
    session.step()
    session.step()
    assert session.snapshot().guests == picture.guests
    told = [it.text for it in session.sentences(0) if it.level == "error"]
    assert len(told) == 1
    assert "a look came to nothing" in told[0]


async def test_it_looks_again_while_it_lives(root):
    import asyncio

    session = WatchSession(Watcher(KernelFiles(root), 0.05))
    session.run_ahead(0)
    first = session.snapshot()
    living = asyncio.create_task(session.live())
    for _ in range(200):
        await asyncio.sleep(0.01)
        if session.snapshot() is not first:
            break
    living.cancel()
    assert session.snapshot() is not first


@pytest.mark.parametrize("line", ["why other section=1", "whatif section offline other 1"])
def test_a_wrong_name_is_refused_before_a_copy_is_made(root, line, monkeypatch):
    monkeypatch.setattr("engine.live.questions.captured", lambda _: pytest.fail("a copy was made"))
    with pytest.raises(CommandError, match="there is no guest 'other': machine"):
        WatchSession(watcher(root)[0]).perform(line)
