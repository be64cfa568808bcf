"""Why something cannot leave, or does not get on, in words."""

from __future__ import annotations

from engine.commands.model import Why
from engine.errors import CommandError
from engine.events import counted
from engine.guest.blockers import blockers_text
from engine.guest.guest import Guest
from engine.guest.hotplug_add import state_of
from engine.memory.kinds import Kind, SectionState
from engine.operations.amounts import guest_of
from engine.operations.outcome import Outcome
from engine.world import World


def why(world: World, command: Why) -> Outcome:
    """Answer for a section, for a guest, or for an operation."""
    if command.operation is not None:
        return Outcome(output=_operation(world, command, command.operation))
    assert command.guest is not None, "the grammar asks for a guest or an operation"
    guest = guest_of(world, command, command.guest)
    if command.section is not None:
        return Outcome(output=_section(guest, command, command.section))
    return Outcome(output=_guest(world, guest))


def _operation(world: World, command: Why, number: int) -> str:
    operation = world.operations.get(number)
    if operation is None:
        under_way = ", ".join(str(op.id) for op in world.under_way()) or "none"
        raise CommandError(
            f"there is no operation {number}", f"under way: {under_way}", command.place("operation")
        )
    lines = [
        f"op {number}: {operation.command}",
        f"  {operation.state}" + (f": {operation.reason}" if operation.reason else ""),
    ]
    if operation.waits_for:
        lines.append(f"  waits for {operation.waits_for}")
    lines += [f"  s{section} cannot leave: {reason}" for section, reason in operation.failed_sections]
    return "\n".join(lines)


def _section(guest: Guest, command: Why, section: int) -> str:
    state = state_of(guest, section)
    if state is SectionState.ABSENT:
        raise CommandError(
            f"s{section} of {guest.name} is absent", "a present section", command.place("section")
        )
    if state is SectionState.OFFLINE:
        return f"YES: s{section} is offline already; `hotplug remove {guest.name} section={section}` takes it away."
    size = guest.section_pages
    blockers = guest.blockers(section)
    if blockers:
        pages = sum(blockers.values())
        verb = "keeps" if pages == 1 else "keep"
        return (
            f"NO: {pages:,} of {size:,} pages {verb} s{section} where it is.\n"
            f"  {blockers_text(guest, section)}\n"
            "  One such page is enough to keep a whole section."
        )
    moving = size - int(guest.memory.counts[section, Kind.FREE])
    free = guest.memory.normal.free_pages - int(guest.memory.counts[section, Kind.FREE])
    free += guest.memory.total(Kind.FILE) - int(guest.memory.counts[section, Kind.FILE])
    if moving > max(0, free - guest.memory.normal.min):
        return (
            f"NOT NOW: {counted(moving, 'page')} of s{section} must move, "
            f"and only {max(0, free):,} elsewhere are free or clean file pages."
        )
    cost = guest.costs.migrate(moving) if moving else 0
    return f"YES: {counted(moving, 'page')} of s{section} must move, about {cost / 1e9:.2g} s."


def _guest(world: World, guest: Guest) -> str:
    lines = []
    for operation in world.under_way(guest.name):
        waits = operation.waits_for or "nothing: it gets on"
        lines.append(f"op {operation.id} ({operation.command}) waits for {waits}")
    lines = lines or [f"{guest.name} has no operation under way."]
    online = guest.memory.online_sections().tolist()
    stuck = [section for section in online if guest.blockers(section)]
    lines.append(f"{len(online) - len(stuck)} of {counted(len(online), 'section')} could leave.")
    return "\n".join(lines)
