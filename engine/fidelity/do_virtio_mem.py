"""A virtio-mem device's requested size, done again by `hotplug set`."""

from __future__ import annotations

from engine.fidelity.bench import NAME, Bench, Outcome
from engine.fidelity.requests import VirtioMemSize
from engine.guest.virtio_mem import plugged_pages
from engine.units import SECOND, size_text

_WATCHED = 8 * SECOND
"""So long a size that was not reached was waited for."""


def set_virtio_mem(bench: Bench, request: VirtioMemSize) -> tuple[Outcome, ...]:
    """Ask for a size; what is compared is the one that was reached.

    Raises:
        CommandError: the engine refuses it.
    """
    if request.requested is not None:
        bench.session.perform(f"hotplug set {NAME} {request.requested >> 20}M")
    # a driver that failed tries again 50 s later, when the snapshot had long been taken
    bench.world.run_until(bench.world.now + _WATCHED)
    reached = plugged_pages(bench.guest) * bench.guest.page_size
    return (
        Outcome(
            sort="size",
            what="virtio-mem",
            predicted=size_text(reached),
            real=size_text(request.reached),
            off=reached - request.reached,
            short=request.requested is not None and request.requested != request.reached,
        ),
    )
