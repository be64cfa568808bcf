"""What the hypervisor plugged into a captured machine, as it is kept of a guest."""

from __future__ import annotations

from engine.capture.record import Capture
from engine.guest.dimm import Backend, Dimm
from engine.guest.lmbs import Lmbs
from engine.memory.layout import Layout
from engine.units import GIB, LARGEST


def dimms_of(capture: Capture, layout: Layout) -> tuple[tuple[Dimm, ...], tuple[Backend, ...]]:
    """Return its DIMMs, and the backends behind them."""
    section = layout.section_pages * capture.page_size
    dimms, backends = [], []
    for slot, device in enumerate(it for it in capture.devices if it.kind == "dimm"):
        first, count = device.address // section, device.size // section
        dimms.append(Dimm(device.id, f"mem-{device.id}", slot, device.node, first, count))
        backends.append(Backend(f"mem-{device.id}", count * layout.section_pages))
    return tuple(dimms), tuple(backends)


def lmbs_of(capture: Capture, layout: Layout) -> Lmbs | None:
    """Return what QEMU keeps of a pseries guest's LMBs; it took all back that are not there, as far as is known.

    Where it plugs memory: hw/ppc/spapr.c:spapr_machine_init.
    """
    if not capture.architecture.startswith("ppc64") or not capture.boot_memory:
        return None
    section = layout.section_pages * capture.page_size
    first = -(-capture.boot_memory // GIB) * GIB // section
    more = max(0, capture.most_memory - capture.boot_memory) // section
    return Lmbs(first=first, end=first + more if more else LARGEST, told=capture.told_of_dimms)
