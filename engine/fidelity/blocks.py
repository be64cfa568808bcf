"""Which memory blocks a step changed, with their states and zones: predicted, and as the real kernel had them."""

from __future__ import annotations

from engine.capture.record import Capture
from engine.fidelity.bench import Bench, Outcome
from engine.guest.guest import Guest
from engine.memory.kinds import SectionState

Blocks = dict[int, str]
"""By number, where a block is: a zone's name, `offline`, or `mixed` where it has several zones."""


def blocks_outcome(bench: Bench, real: Capture) -> tuple[Outcome, ...]:
    """Return one outcome for all blocks that came, went or changed, in either; none where no block did or is told."""
    if not real.blocks or not bench.before.blocks:
        return ()
    before, mine, told = _told(bench.before), _of(bench.guest), _told(real)
    changed = sorted(
        block
        for block in {*before, *mine, *told}
        if not before.get(block) == mine.get(block) == told.get(block)
    )
    if not changed:
        return ()
    predicted, was = (
        ", ".join(f"{block} {where.get(block, 'gone')}" for block in changed) for where in (mine, told)
    )
    return (Outcome(sort="blocks", what="memory blocks", predicted=predicted, real=was),)


def _of(guest: Guest) -> Blocks:
    memory, found = guest.memory, Blocks()
    for first in range(0, len(memory.state), guest.block_sections):
        sections = range(first, min(first + guest.block_sections, len(memory.state)))
        state = SectionState(int(memory.state[first]))
        if state is SectionState.ABSENT:
            continue
        zones = {memory.zones[number].name for section in sections for number in memory.zones_in(section)}
        online = zones.pop() if len(zones) == 1 else "mixed"
        found[first // guest.block_sections] = online if state is SectionState.ONLINE else state.text
    return found


def _told(capture: Capture) -> Blocks:
    """Return what sysfs says: `none` is of several zones, or cannot go offline."""
    found = Blocks()
    for it in capture.blocks:
        zone = it.valid_zones[0] if it.valid_zones else "none"
        found[it.block] = ("mixed" if zone == "none" else zone) if it.state == "online" else it.state
    return found
