"""The order in which free blocks are reported, held against the kernel's own loop on linked lists."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.memory.kinds import MigrateType
from engine.memory.report_order import CAPACITY, SHARE, ReportOrder

ORDERS = (9, 10)
UNMOVABLE, MOVABLE, RECLAIMABLE = (
    int(t) for t in (MigrateType.UNMOVABLE, MigrateType.MOVABLE, MigrateType.RECLAIMABLE)
)
PLENTY = 1 << 40


def kernel(lists, known, spare):
    """Report as mm/page_reporting.c does, block by block: a pass over the lists, each from head to tail."""
    known, told, batch, state = set(known), [], [], {"more": False}
    area = {order: sum(len(blocks) for (k, _), blocks in lists.items() if k == order) for order in ORDERS}

    def drain():
        for order, block, list_type in batch[::-1]:
            lists[order, MOVABLE if list_type != MOVABLE else list_type].append(block)
            known.add((order, block))
            told.append((order, block))
        batch.clear()

    for order in ORDERS:
        for list_type in (UNMOVABLE, MOVABLE, RECLAIMABLE):
            blocks = lists[order, list_type]
            budget = -(-area[order] // (CAPACITY * SHARE))
            following = blocks[0] if blocks else None
            while following is not None:
                block = following
                place = blocks.index(block)
                following = blocks[place + 1] if place + 1 < len(blocks) else None
                if (order, block) in known:
                    continue
                if budget < 0:
                    state["more"], following = True, block
                    break
                if len(batch) < CAPACITY:
                    if spare - sum(1 << k for k, _, _ in batch) <= 1 << order:
                        following = block
                        break
                    blocks.remove(block)
                    batch.append((order, block, list_type))
                    continue
                blocks[:] = blocks[place:] + blocks[:place]
                drain()
                budget -= 1
                following = blocks[0]
            if following is not None:
                place = blocks.index(following)
                blocks[:] = blocks[place:] + blocks[:place]
    drain()
    return told, state["more"]


def order_of(lists, known, spare=PLENTY, allowance=PLENTY):
    return ReportOrder(
        lists=lists,
        counts={k: sum(len(blocks) for (order, _), blocks in lists.items() if order == k) for k in ORDERS},
        known=set(known),
        weigh=lambda entry: 32 if entry < 0 else 1,
        grouping=True,
        spare=spare,
        allowance=allowance,
    )


@st.composite
def free_lists(draw):
    """Return lists of up to some hundred blocks, in any order, and those that were reported before."""
    blocks = draw(st.lists(st.integers(0, 5000), unique=True, max_size=draw(st.sampled_from([3, 40, 200]))))
    lists = {(order, t): [] for order in ORDERS for t in (UNMOVABLE, MOVABLE, RECLAIMABLE)}
    known = set()
    for block in blocks:
        order = draw(st.sampled_from(ORDERS))
        list_type = draw(st.sampled_from([UNMOVABLE, MOVABLE, MOVABLE, MOVABLE, RECLAIMABLE]))
        lists[order, list_type].append(block)
        if list_type == MOVABLE and draw(st.booleans()):
            known.add((order, block))
    return lists, known


@given(free_lists(), st.sampled_from([PLENTY, 40 << 10, 5 << 10]))
def test_it_is_the_kernels_order(given_lists, spare):
    lists, known = given_lists
    theirs = {place: blocks.copy() for place, blocks in lists.items()}
    told, more = kernel(theirs, known, spare)
    ours = order_of(lists, known, spare)
    ours.run()
    assert ours.reported == told
    assert ours.lists == theirs
    assert ours.more == more


def test_a_pass_reports_a_sixteenth_of_a_list_and_a_little_more_and_the_rest_is_first():
    blocks = list(range(2000))
    work = order_of({(10, MOVABLE): blocks.copy(), (9, MOVABLE): []}, ())
    work.run()
    told = [entry for _, entry in work.reported]
    assert work.more
    assert len(told) == 5 * CAPACITY, "2,000 / 16 are four batches, and one more is allowed"
    assert told[:CAPACITY] == list(range(CAPACITY))[::-1], "of a batch, the last block goes back first"
    assert work.lists[10, MOVABLE] == list(range(len(told), 2000)) + told


def test_a_section_that_is_one_record_is_reported_as_one():
    work = order_of({(10, MOVABLE): [7, -2, -3, 8], (9, MOVABLE): []}, ())
    work.run()
    assert work.reported == [(10, 7), (10, -2)], "it needs a batch of its own"
    assert work.lists[10, MOVABLE] == [-3, 8, 7, -2]


def test_the_host_refuses_what_would_leave_the_guest_less_than_its_min():
    work = order_of({(10, MOVABLE): [0, 1, 2], (9, MOVABLE): []}, (), allowance=2 << 10)
    work.run()
    assert work.refused
    assert work.reported == []
    assert sorted(work.lists[10, MOVABLE]) == [0, 1, 2]


def test_an_isolated_block_becomes_movable():
    work = order_of({(10, UNMOVABLE): [5], (10, MOVABLE): [6], (9, UNMOVABLE): [], (9, MOVABLE): []}, ())
    work.run()
    assert work.lists[10, UNMOVABLE] == []
    assert work.lists[10, MOVABLE] == [6, 5]
    assert work.arrived == {(10, MOVABLE): [5]}
