"""Carried along: which LMBs a pseries guest took out that QEMU did not take back, and which DIMMs it asked for.

A snapshot shows of both only that a plugged DIMM has memory which the guest does not have. See `engine.guest.lmbs`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from engine.capture.record import Capture
from engine.fidelity.requests import DeviceUnplugged, DlparRequest
from engine.guest.guest import Guest
from engine.guest.lmbs import Lmbs

if TYPE_CHECKING:
    from engine.fidelity.carrying import Passed


@attrs.frozen
class Books:
    """What QEMU keeps: LMBs by their first sections, and DIMMs by name."""

    kept: tuple[int, ...] = ()
    asked: tuple[str, ...] = ()


class _Lmbs:
    """What is known is `Books`."""

    def learn(self, known: Books | None, passed: Passed) -> Books | None:
        """Take what the engine foresaw and what the guest said, as far as it is still so."""
        if not passed.after.architecture.startswith("ppc64"):
            return None
        was = known or Books()
        per_block = passed.after.block_pages // passed.after.section_pages
        kept, asked = {*was.kept}, {*was.asked}
        for request in passed.requests:
            if isinstance(request, DlparRequest) and not request.errno:
                kept |= {block * per_block for block in request.gone}
            if isinstance(request, DeviceUnplugged):
                asked.add(request.id)
        foreseen: Lmbs | None = passed.guest.lmbs if passed.guest is not None else None
        if foreseen is not None:
            kept |= {*foreseen.kept}
            asked &= {*foreseen.asked}
        span = passed.after.page_size * passed.after.section_pages
        dimms = [device for device in passed.after.devices if device.kind == "dimm"]
        there = {block.block * per_block for block in passed.after.blocks}
        plugged = {lmb for it in dimms for lmb in range(it.address // span, (it.address + it.size) // span)}
        return Books(
            tuple(sorted(kept & plugged - there)), tuple(sorted(asked & {device.id for device in dimms}))
        )

    def guesses(self, known: Books | None, before: Capture) -> tuple[Books | None, ...]:
        """Return what is known."""
        del before
        return (known,)

    def apply(self, guest: Guest, known: Books) -> None:
        """Let the guest's hypervisor keep these books."""
        if guest.lmbs is not None:
            guest.lmbs = attrs.evolve(guest.lmbs, kept=known.kept, asked=known.asked)


RULE = _Lmbs()
