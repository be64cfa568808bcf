"""Huge pages asked for through nr_hugepages, done again by the engine's workload of huge pages."""

from __future__ import annotations

import numpy as np

from engine.fidelity.bench import Bench, Outcome
from engine.fidelity.requests import HugePages
from engine.guest.huge_pages import obtain_huge_pages
from engine.memory.holdings import release
from engine.memory.kinds import Kind


def allocate_huge_pages(bench: Bench, request: HugePages) -> tuple[Outcome, ...]:
    """Have so many huge pages; what is compared is how many there are then.

    Source: mm/hugetlb.c:set_max_huge_pages.
    """
    memory = bench.guest.memory
    held = memory.held[Kind.HUGETLB]
    more = request.asked - held.count
    if more > 0:
        obtain_huge_pages(bench.guest, bench.world.host, more)
    elif more < 0:
        release(memory, Kind.HUGETLB, np.asarray(held.entries()[more:]))
    if request.obtained is None:
        return ()
    return (
        Outcome(
            sort="huge pages",
            what="huge pages",
            predicted=str(held.count),
            real=str(request.obtained),
            off=held.count - request.obtained,
        ),
    )
