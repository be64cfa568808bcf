"""`compare`: the same change of a guest's memory under each policy, on forks of the world."""

from __future__ import annotations

import attrs

from engine.commands.compare_rows import POLICIES
from engine.commands.model import Compare
from engine.commands.parse import parse
from engine.comparison.comparison import Comparison
from engine.comparison.table import table
from engine.errors import CommandError
from engine.operation import STALL
from engine.operations.amounts import guest_of, pages_of
from engine.operations.changes import change
from engine.operations.judgement import ScriptPart
from engine.operations.outcome import Outcome
from engine.operations.reboot import Reboot, reboot
from engine.operations.resize import check_bounds
from engine.timeline import Done
from engine.units import size_text
from engine.world import World


def comparison(world: World, command: Compare) -> Comparison:
    """Begin a comparison; the world stays as it is.

    Raises:
        CommandError: there is no such guest, or it was never to have that size.
    """
    guest = guest_of(world, command, command.guest)
    target = pages_of(guest, command, "size", command.size)
    check_bounds(guest, command, target)
    policies = tuple((name, _command(command, name)) for name in command.policies or POLICIES)
    return Comparison(world, guest, target * guest.page_size, policies, _Policies(command))


def compare(world: World, command: Compare) -> Outcome:
    """Run a comparison to its end, note what came of it, and print it as a table."""
    compared = comparison(world, command).run()
    world.keep_comparison(compared)
    return Outcome(output=table(compared))


def _command(command: Compare, policy: str) -> str:
    """Return what does a policy outside of a comparison; nothing does a reboot."""
    match policy:
        case "none":
            return f"host limit {command.guest} {command.size}"
        case "reboot":
            return ""
        case _:
            return f"resize {command.guest} {command.size} policy={policy}"


@attrs.frozen
class _Policies:
    """Begins the policies that a command asks for."""

    command: Compare

    def begin(self, fork: World, policy: str) -> int:
        """Begin a policy on a fork, on which all goes on that goes on in the world but for its scripts."""
        for number, process in list(fork.timeline.processes.items()):
            if isinstance(process, ScriptPart):
                fork.end_process(number, Done("it is not compared"))
        guest = fork.guests[self.command.guest]
        if policy == "reboot":
            return reboot(fork, guest, self.command.size.in_bytes(guest.page_size) // guest.page_size)
        has = (guest.online_pages - guest.balloon.pages) * guest.page_size
        if policy == "none" and self.command.size.in_bytes(guest.page_size) > has:
            raise CommandError(
                "the host cannot give a guest more than it has by paging", f"at most {size_text(has)}"
            )
        outcome = change(fork, parse(_command(self.command, policy)), STALL)
        assert outcome is not None, "it changes the guest"
        assert outcome.operation is not None, "it is an operation"
        return outcome.operation

    def is_down(self, fork: World) -> bool:
        """Say whether the guest is being rebooted."""
        return any(
            isinstance(process, Reboot) and process.is_down for process in fork.timeline.processes.values()
        )
