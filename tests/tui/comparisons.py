"""Comparisons of the tests: four policies in the midst of it, or at their end."""

from __future__ import annotations

import attrs

from engine.compared import Column, Compared, Figures
from engine.comparison.measures import best
from engine.comparison.picture import ColumnPicture, ComparisonPicture
from engine.units import GIB, KIB, MIB, SECOND
from tests.tui.snapshots import web, x86

FIGURES = Figures(
    time=4600 * SECOND // 1000,
    has=2 * GIB,
    pages_migrated=0,
    swapped_out=310 * MIB,
    largest_free_block=512 * KIB,
    free_blocks=(1000, 400, 150, 60, 20, 8, 4, 1, 0, 0, 0),
    unusable_free_index=(0,) * 11,
    unusable=970,
    sections_emptied=0,
    mem_map_saved=0,
    pages_worked=40_000,
    worked_for=4 * SECOND,
)
HOTPLUG = attrs.evolve(
    FIGURES,
    time=SECOND,
    has=2350 * MIB,
    pages_migrated=181_204,
    swapped_out=0,
    largest_free_block=4 * MIB,
    unusable=310,
    sections_emptied=13,
    mem_map_saved=28 * MIB,
)
BOTH = attrs.evolve(HOTPLUG, has=2 * GIB, pages_migrated=178_900, unusable=440)


def columns(over: bool) -> tuple[Column, ...]:
    def column(policy, state, figures, **more):
        return Column(
            policy=policy, command=f"resize db 2G policy={policy}", state=state, figures=figures, **more
        )

    return (
        column("virtio-mem", "cannot", None, reason="db has no virtio-mem device: guest add virtio_mem=SIZE"),
        column("balloon", "reached", FIGURES),
        column("hotplug", "short", HOTPLUG, stuck=2, reason="2 sections refused: 3 page-table pages"),
        column("balloon+remove", "reached" if over else "running", BOTH),
    )


def comparison(over: bool = False) -> ComparisonPicture:
    compared = Compared(
        guest="db",
        size=2 * GIB,
        had=4 * GIB,
        began=0,
        page_size=4 * KIB,
        pageblock_order=9,
        sections=32,
        columns=columns(over),
    )
    maps = {
        "balloon": x86("db", "█K▓S▒ ○ ▞ ○ ▒ ▞ ○ ▒ ░ ○ ▒ ○ "),
        "hotplug": web(),
        "balloon+remove": x86("db", "█K▓S▒ ░ ░ ╌╌╌╌╌╌╌╌○ "),
    }
    pictures = tuple(
        ColumnPicture(each, 0.88, maps.get(each.policy), None, SECOND) for each in compared.columns
    )
    sentence = "balloon reaches 2G; hotplug stops 302M short with 2 sections stuck."
    return ComparisonPicture(compared, pictures, best(compared), sentence, 3800 * SECOND // 1000)
