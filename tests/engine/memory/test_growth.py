"""Tables that get longer in place: old rows stay, new ones are filled, and forks do not see each other's."""

from __future__ import annotations

import numpy as np
import pytest

from engine.memory.growth import longer, room_for
from engine.memory.kinds import Kind, SectionState
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Memory

LAYOUT = Layout(section_pages=64, max_order=5, pageblock_order=4)


@pytest.mark.parametrize("rows", [4, 5, 1000])
def test_old_rows_stay_and_new_ones_are_filled(rows):
    table = longer(longer(np.zeros(0, np.uint8), 4, 7), rows, 9)
    assert table.tolist() == [7] * 4 + [9] * (rows - 4)


def test_a_table_with_room_is_not_copied():
    table = longer(np.zeros(0, np.int64), 100, 0)
    assert np.shares_memory(table, longer(table, room_for(100), 1))
    assert not np.shares_memory(table, longer(table, room_for(100) + 1, 1))


def test_forks_that_both_grow_stay_apart():
    memory = Memory(LAYOUT, Rules())
    memory.boot(4 * 64)
    twin = memory.fork()
    memory.make_present(4, node=1)
    twin.make_present(5, node=2)
    assert memory.state.tolist() == [SectionState.ONLINE] * 4 + [SectionState.OFFLINE]
    assert twin.state.tolist() == [SectionState.ONLINE] * 4 + [SectionState.ABSENT, SectionState.OFFLINE]
    assert (memory.section_node[4], twin.section_node[4]) == (1, 0)
    for each in (memory, twin):
        assert each.counts[:, Kind.HOLE].tolist() == [0] * 4 + [64] * (len(each.state) - 4)
        each.online_section(len(each.state) - 1)
    assert memory.counts[4, Kind.FREE] == twin.counts[5, Kind.FREE] == 64
    assert twin.counts[4, Kind.HOLE] == 64
