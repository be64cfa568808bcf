"""Many comparisons: how one policy does against another, and what is usual. Figures are made by hand."""

from __future__ import annotations

import attrs

from engine.compared import Column, Compared, Figures
from engine.comparison.measures import bars
from engine.comparison.success import Cell, success_table
from engine.comparison.summary import held, summary
from engine.comparison.written import CSV_FIELDS, csv_rows
from engine.units import GIB, MIB, SECOND

FIGURES = Figures(
    time=2 * SECOND,
    has=2 * GIB,
    pages_migrated=0,
    swapped_out=0,
    largest_free_block=4 * MIB,
    free_blocks=(1, 0, 2),
    unusable_free_index=(0, 200, 200),
    unusable=200,
    sections_emptied=0,
    mem_map_saved=0,
)


def column(policy: str, state="reached", **changes) -> Column:
    figures = None if state == "cannot" else attrs.evolve(FIGURES, **changes)
    return Column(
        policy=policy, command="", state=state, reason="" if state == "reached" else "why", figures=figures
    )


def compared(*columns: Column) -> Compared:
    return Compared(
        guest="db",
        size=2 * GIB,
        had=4 * GIB,
        began=0,
        page_size=4096,
        pageblock_order=2,
        sections=32,
        columns=columns,
    )


def test_a_policy_is_held_against_another_only_where_that_one_gets_there():
    comparisons = [
        compared(column("unified"), column("hotplug")),
        compared(column("unified", unusable=201), column("hotplug")),
        compared(column("unified", largest_free_block=MIB), column("hotplug")),
        compared(column("unified", state="short"), column("hotplug")),
        compared(column("unified", state="short"), column("hotplug", state="short")),
        compared(column("unified"), column("hotplug", state="cannot")),
    ]
    found = held(comparisons, "unified", "hotplug")
    assert (found.seeds, found.reached, found.largest, found.unusable) == (4, 3, 2, 2)
    assert not found.everywhere
    assert held(comparisons[:1], "unified", "hotplug").everywhere


def test_the_summary_has_medians_and_the_worst():
    comparisons = [
        compared(column("balloon", time=time * SECOND, unusable=unusable), column("unified", state="cannot"))
        for time, unusable in ((1, 900), (7, 100), (3, 50))
    ]
    text = summary(comparisons, [1, 2, 3])
    rows = {line[:20].strip(): line[20:].split() for line in text.splitlines()}
    assert rows["reached 2G"] == ["3", "of", "3", "cannot"]
    assert rows["time"] == ["3.00", "s", "-"]
    assert rows["unusable for block"] == ["10.0", "%", "-"]
    assert rows["most unusable"] == ["90.0", "%", "-"]


def test_success_counts_seeds_and_how_far_policies_came():
    cells = [
        Cell(1, "40%", "2.6.24", compared(column("hotplug"))),
        Cell(2, "40%", "2.6.24", compared(column("hotplug", state="short", has=3 * GIB))),
        Cell(1, "40%", "2.6.16", compared(column("hotplug", state="cannot"))),
        Cell(2, "40%", "2.6.16", compared(column("hotplug", state="cannot"))),
    ]
    lines = success_table(cells).splitlines()
    assert [line.split() for line in lines[-2:]] == [["2.6.24", "1/2", "75", "%"], ["2.6.16", "cannot"]]


def test_a_row_of_csv_has_every_field_and_leaves_empty_what_is_not_there():
    (row,) = csv_rows([compared(column("hotplug", state="cannot"))], [5])
    found = dict(zip(CSV_FIELDS, row, strict=True))
    assert (found["seed"], found["reached"], found["time"], found["free_blocks"]) == ("5", "false", "", "")


def test_bars_are_as_long_as_the_memory_in_each_order():
    assert bars((8, 0, 1, 1)) == "█ ▄█"
    assert bars((0, 0)) == "  "
