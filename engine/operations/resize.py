"""A guest is brought to a size: what is refused at once, and the operation that does the rest."""

from __future__ import annotations

from engine.commands.model import Compare, Resize
from engine.errors import CommandError
from engine.guest.balloon_work import BalloonWork
from engine.guest.guest import Guest
from engine.guest.needs import warn_if_too_little
from engine.guest.virtio_mem_work import VirtioMemWork
from engine.operations.amounts import guest_of, pages_of, said
from engine.operations.below import check_policy, usual_policy
from engine.operations.kernel_limits import check_can_add, check_can_remove
from engine.operations.outcome import Outcome
from engine.resize.policies import POLICIES, Policy, best_for
from engine.resize.resizing import Resizing
from engine.resize.stage import has
from engine.units import Nanoseconds, Pages
from engine.world import World


def resize(world: World, command: Resize, stall: Nanoseconds) -> Outcome:
    """Begin to bring a guest to what it shall have; it supersedes what works towards an earlier target.

    Raises:
        CommandError: the size is out of the guest's bounds, or its policy cannot reach it.
    """
    guest = guest_of(world, command, command.guest)
    target = pages_of(guest, command, "size", command.size)
    check_bounds(guest, command, target)
    name = command.policy or usual_policy(guest, target, best_for(guest))
    policy = POLICIES[name]
    check_policy(guest, command, name, target)
    _check_kernel(guest, command, policy, target)
    if refusal := policy.refusal(guest, target):
        raise CommandError(refusal.found, refusal.wanted, command.place(refusal.field))
    supersede(world, guest)
    warn_if_too_little(world, guest, target)
    process = policy.begin(guest, world.next_operation, target)
    return Outcome(world.operate(guest.name, command.text, process, stall))


def _check_kernel(guest: Guest, command: Resize, policy: Policy, target: Pages) -> None:
    """Refuse a policy that needs what the guest's kernel cannot do, and say which one does not.

    Raises:
        CommandError: it cannot add or remove sections.
    """
    try:
        if policy.removes and target < has(guest):
            check_can_remove(guest, command)
        if policy.adds and target > (has(guest) if command.policy == "hotplug" else guest.online_pages):
            check_can_add(guest, command)
    except CommandError as error:
        fits = target <= guest.online_pages and not guest.cannot_balloon
        wanted = f"policy=balloon, or {error.wanted}" if fits else error.wanted
        raise CommandError(error.found, wanted, command.place("policy")) from None


def supersede(world: World, guest: Guest) -> None:
    """End what works towards a guest's target: there is another one."""
    for operation in world.under_way(guest.name):
        process = world.timeline.processes[operation.process]
        if isinstance(process, BalloonWork | Resizing | VirtioMemWork):
            world.cancel(operation.id, f"superseded by {world.next_operation}")


def check_bounds(guest: Guest, command: Resize | Compare, target: Pages) -> None:
    """Refuse a size that the guest was never to have.

    Raises:
        CommandError: it is below its min, or past its max.
    """
    if target < guest.min:
        raise CommandError(
            f"{guest.name} would have {said(guest, target)}, below its min of {said(guest, guest.min)}",
            f"at least {said(guest, guest.min)}",
            command.place("size"),
        )
    if target > guest.max:
        imported = guest.origin is not None and not guest.origin.bounded
        larger = f"`hotplug add {guest.name} SIZE`" if imported else "boot it with a larger max="
        raise CommandError(
            f"{guest.name} would have {said(guest, target)}, past its max of {said(guest, guest.max)}",
            f"at most {said(guest, guest.max)}: {larger} for more",
            command.place("size"),
        )
