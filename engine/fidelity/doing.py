"""A step's requests are done again, one after the other, by the engine's own commands and processes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from engine.capture.record import Capture
from engine.errors import CommandError
from engine.fidelity.bench import Bench, Outcome
from engine.fidelity.blocks import blocks_outcome
from engine.fidelity.do_balloon import change_balloon
from engine.fidelity.do_block import change_block, follow
from engine.fidelity.do_devices import plug_device, set_aside, set_policy, unplug_device
from engine.fidelity.do_dlpar import ask_dlpar
from engine.fidelity.do_huge_pages import allocate_huge_pages
from engine.fidelity.do_virtio_mem import set_virtio_mem
from engine.fidelity.requests import (
    Backend,
    BalloonChange,
    BlockChange,
    DevicePlugged,
    DeviceUnplugged,
    DlparRequest,
    HugePages,
    OnlinePolicy,
    Request,
    VirtioMemSize,
)

_DO: dict[type[Request], Callable[[Bench, Any], tuple[Outcome, ...]]] = {
    Backend: set_aside,
    BalloonChange: change_balloon,
    BlockChange: change_block,
    DevicePlugged: plug_device,
    DeviceUnplugged: unplug_device,
    DlparRequest: ask_dlpar,
    HugePages: allocate_huge_pages,
    OnlinePolicy: set_policy,
    VirtioMemSize: set_virtio_mem,
}


def do_all(bench: Bench, requests: tuple[Request, ...], real: Capture) -> tuple[Outcome, ...]:
    """Do what was asked, and return what came of it beside what really did.

    Raises:
        CommandError: the engine refuses something; what came before it is done.
    """
    bench = attrs.evolve(bench, real=real)
    found: list[Outcome] = []
    for place, request in enumerate(requests, 1):
        try:
            outcomes = _DO[type(request)](bench, request)
            if isinstance(request, BlockChange) and place < len(requests):
                followed = follow(bench, request, outcomes[0])
                outcomes = (attrs.evolve(outcomes[0], followed=followed),)
            found += outcomes
        except CommandError as error:
            raise CommandError(f"refused: {error}") from error
    bench.settle()
    return (*found, *blocks_outcome(bench, real))
