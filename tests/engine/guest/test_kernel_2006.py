"""The kernel of the paper's time: one list an order, no grouping, head insertion, sections online page by page."""

from __future__ import annotations

from engine.memory.kinds import Kind
from engine.units import MIB
from tests.engine import invariants
from tests.engine.playing import WEB, last, refused, said, typed

OF_2006 = f"{WEB} kernel=2.6.16"
LARGE = "guest add web memory=3328M max=4G kernel=2.6.16"
"""With x86's sections of 128M, 32 largest blocks each; the last two lie above 4G, in Normal, as hot-added ones do."""


def web(session):
    return session.world.guests["web"]


def test_there_is_one_list_an_order():
    session = typed(OF_2006, "workload web fill 20M", "workload web fill 1M kind=kernel")
    [zone, *_] = session.document()["guests"][0]["zones"]
    assert list(zone["free_area"]) == ["any"]
    invariants.check(session.world)


def test_kinds_are_not_grouped():
    """One page after the other comes from the same block, whatever it is for."""
    session = typed(
        OF_2006, "workload web fill 1p", "workload web fill 1p kind=kernel", "workload web fill 1p"
    )
    memory = web(session).memory
    assert [memory.kind(3072 + at) for at in range(4)] == [Kind.ANON, Kind.KERNEL, Kind.ANON, Kind.FREE]


def test_todays_kernel_groups_kinds():
    session = typed(WEB, "workload web fill 1p", "workload web fill 1p kind=kernel", "workload web fill 1p")
    memory = web(session).memory
    assert [memory.kind(3072 + at) for at in range(3)] == [Kind.ANON, Kind.ANON, Kind.FREE]
    assert memory.kind(4096) is Kind.KERNEL


def test_new_memory_is_used_first():
    """W16: online freed page by page to the head, so that the last block of the section is taken first."""
    session = typed(LARGE, "workload web fill 40M", "hotplug add web 128M")
    first = 34 * 32768
    assert web(session).memory.normal.free_pages > 2 * 32768
    typed("workload web fill 16M", session=session)
    counts = web(session).memory.counts
    assert counts[34, Kind.ANON] + counts[34, Kind.FREE] == 32768
    blocks = [web(session).memory.kind(first + block * 1024 + 1023) for block in range(32)]
    assert blocks[-3:] == [Kind.ANON] * 3
    assert blocks[0] is Kind.FREE
    assert any("joined the head, so they are used first" in sentence for sentence in said(session, "web"))


def test_today_it_is_used_last():
    today = LARGE.replace("2.6.16", "current")
    session = typed(today, "hotplug add web 128M", "workload web fill 128M")
    assert web(session).memory.counts[34, Kind.ANON] == 0
    assert any("joined the tail, so they are used last" in sentence for sentence in said(session, "web"))


def test_sections_can_be_added_and_not_removed():
    session = typed(OF_2006, "hotplug add web 16M")
    assert last(session).state == "done"
    for line in ("hotplug remove web 16M", "hotplug remove web section=16", "section offline web 16"):
        error = refused(session, line)
        assert error.found == "web runs 2.6.16, and hotplug remove was never in that kernel (paper 4.2)"
        assert line[error.place.column - 1 :].startswith("web")


def test_the_patches_of_the_time_could_remove_them():
    session = typed(f"{OF_2006}+remove", "hotplug remove web 16M")
    assert last(session).state == "done"
    invariants.check(session.world)


def test_without_grouping_one_page_here_and_there_keeps_more_sections():
    work = [
        f"workload web fill {size}M kind={kind}"
        for _ in range(6)
        for size, kind in ((15, "anon"), (1, "slab"))
    ]

    def stuck(kernel: str) -> int:
        session = typed(f"{WEB} kernel={kernel}", *work)
        return sum(1 for section in range(1, 16) if web(session).blockers(section))

    assert stuck("2.6.16") >= 5
    assert stuck("current") == 1


def test_its_balloon_pages_are_pinned_and_its_driver_never_gives_up():
    guest = web(typed(OF_2006))
    assert (guest.driver.name, guest.balloon_pages, guest.driver.gives_up_after) == ("xen", "pinned", None)


def test_a_freed_page_is_the_next_to_be_taken():
    """W4: the head of the list, always."""
    session = typed(OF_2006, "workload web fill 16M", "workload web free 1M")
    memory = web(session).memory
    freed = {pfn for pfn in range(3072, 8192) if memory.kind(pfn) is Kind.FREE}
    typed("workload web fill 1M", session=session)
    taken = [pfn for pfn in freed if memory.kind(pfn) is Kind.ANON]
    assert len(taken) > 200
    assert memory.total(Kind.ANON) == 16 * MIB // 4096
