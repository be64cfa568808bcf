"""Hand-made snapshots and what is seen in them."""

from __future__ import annotations

from collections import Counter

import numpy as np

from engine.capture.record import Capture, CpuRecord, ZoneRecord
from engine.capture.trace import Step
from engine.fidelity.seen import Seen

NONE = np.zeros(0, np.int64)


def pfns(*values):
    return np.array(values, np.int64)


def seen(free=None, balloon=(), file=(), marks=None, free_pfns=()):
    """What is compared: free pages by place, and pfns."""
    return Seen(
        free=Counter(free or {}),
        free_pfns=pfns(*free_pfns),
        there=NONE,
        balloon=pfns(*balloon),
        file=pfns(*file),
        marks=marks or {},
        online=frozenset(),
    )


def zone(name="DMA32", node=0, free=1000, low=100, parked=0, lists=None, cpu_lists=None, **more):
    cpus = (CpuRecord(cpu=0, count=parked, high=100, batch=63, lists=cpu_lists),)
    return ZoneRecord(
        name=name,
        node=node,
        start=0,
        spanned=4096,
        present=4096,
        managed=4000,
        min=80,
        low=low,
        high=120,
        free=free,
        blocks=(0,) * 11,
        lists=lists,
        cpus=cpus,
        **more,
    )


def capture(*zones, flags=NONE, **more):
    return Capture(
        source="by hand",
        release="6.1.0-1-amd64",
        architecture="x86_64",
        page_size=4096,
        section_pages=32768,
        pageblock_order=9,
        max_order=10,
        block_pages=32768,
        flags=np.asarray(flags, np.uint64),
        zones=zones or (zone(),),
        **more,
    )


def step(*actions):
    return Step(index=1, label="by hand", actions=actions, raw={})
