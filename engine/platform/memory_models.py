"""How a kernel keeps what describes its pages, as data: a row for each memory model."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class MemoryModel:
    """Where the mem_map lies, and what can be done because of it (mm/Kconfig; paper 3.3)."""

    name: str
    title: str
    """As in CONFIG_..."""
    mem_map: str
    """What there is a mem_map for, for people."""
    sections: bool = False
    """Memory is kept in sections, each with a mem_map of its own: they can be added, and removed."""
    nodes: bool = True
    """It can tell NUMA nodes apart."""


MEMORY_MODELS: dict[str, MemoryModel] = {
    row.name: row
    for row in (
        MemoryModel(
            name="sparsemem",
            title="SPARSEMEM",
            mem_map="a mem_map for each section, which comes and goes with it",
            sections=True,
        ),
        MemoryModel(
            name="discontigmem",
            title="DISCONTIGMEM",
            mem_map="a mem_map for each node, laid out when it boots",
        ),
        MemoryModel(
            name="flatmem", title="FLATMEM", mem_map="one mem_map, laid out when it boots", nodes=False
        ),
    )
}
