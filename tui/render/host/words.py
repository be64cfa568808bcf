"""What there is to say of the machine's memory: who holds how much in how many pieces, and which holes there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.machine_view import FREE_OWNER
from engine.units import MIB, short_size
from tui.render.host.balance import entitled_words
from tui.render.host.cells import FRAME, letters
from tui.render.text.words import percent, plural

if TYPE_CHECKING:
    from engine.machine_view import MachineView, TenantView
    from engine.snapshot import Balancing
    from tui.render.host.cells import HostCells, HostGrid

LARGE_ORDER = 9
"""2 MiB: from here on free memory is of use for a huge page, or for the larger blocks of a guest."""
MOST_TENANTS = 12
"""More guests are counted, not named."""


def host_words(host: MachineView, balancing: Balancing | None = None) -> list[str]:
    """Return who holds what in how many pieces, which holes there are, and who is due what, without full stops."""
    due = [entitled_words(balancing)] if balancing else []
    return [_tenants(host), _free(host), *_causes(host), *due]


def _tenants(host: MachineView) -> str:
    """Return `w web: 512M in 10,966 pieces` for each guest."""
    signs = letters(tuple(each.name for each in host.tenants))
    said = [
        f"{sign} {each.name}: {_size(each.frames)} in {plural(each.pieces, 'piece')}"
        for sign, each in zip(signs, host.tenants[:MOST_TENANTS], strict=False)
    ]
    if left := len(host.tenants) - len(said):
        said.append(f"and {plural(left, 'more guest')}")
    return "; ".join(said) or "no guest yet"


def _free(host: MachineView) -> str:
    """Return how much is free, in how many holes, and how much of it in blocks that are large."""
    holes = host.holes
    if not holes.count:
        return "nothing is free"
    large = 1000 - holes.unusable_free_index[LARGE_ORDER]
    blocks = f"{percent(large, 1000)} % of it in blocks of {short_size(2 * MIB)} or more"
    lie = "one hole" if holes.count == 1 else f"{holes.count:,} holes, the largest {_size(holes.largest)}"
    return f"free {_size(holes.frames)} in {lie}; {blocks}"


def _causes(host: MachineView) -> list[str]:
    """Return the holes that lie between frames of one guest, the guest with the most of them first."""
    said = [_cause(each) for each in sorted(host.tenants, key=lambda each: -each.holes) if each.holes]
    return [f"left inside {'; inside '.join(said[:3])}"] if said else []


def _cause(tenant: TenantView) -> str:
    count = "one hole" if tenant.holes == 1 else f"{tenant.holes:,} holes"
    largest = f", the largest {_size(tenant.largest_hole)}" if tenant.holes > 1 else ""
    return f"{tenant.name}: {_size(tenant.hole_frames)} in {count}{largest}"


def cell_words(host: MachineView, grid: HostGrid, cells: HostCells, cell: int) -> str:
    """Return what a cell holds: `frames 0x8c000–0x8dfff: db 27.4M, 4.6M free in 239 holes`."""
    if not 0 <= cell < grid.cells:
        return ""
    frames = cells.frames[cell]
    said = [
        f"{name} {_size(int(count))}"
        for name, count in zip(host.owners[1:], frames[1:], strict=True)
        if count
    ]
    if frames[FREE_OWNER]:
        said.append(f"{_size(int(frames[FREE_OWNER]))} free in {plural(int(cells.holes[cell]), 'hole')}")
    start = cell * grid.frames
    return f"frames {start:#x}–{start + int(frames.sum()) - 1:#x}: {', '.join(said)}"


def _size(frames: int) -> str:
    return short_size(frames * FRAME)
