"""What a guest's kernel cannot do with sections, zones and nodes, and which one can."""

from __future__ import annotations

from engine.commands.model import Command
from engine.errors import CommandError
from engine.guest.guest import Guest
from engine.platform import KERNELS, Kernel


def check_can_add(guest: Guest, command: Command) -> None:
    """Refuse what needs sections that can be added.

    Raises:
        CommandError: the kernel is older than hotplug, or was built without SPARSEMEM (paper 3.2, 3.3).
    """
    if guest.kernel.hot_add:
        return
    _check_sections(guest, command)
    raise CommandError(
        f"{guest.name} runs {guest.kernel.name}, and hotplug add came with 2.6.14 (paper 3.2)",
        "a guest with kernel=2.6.14+, or a later one",
        command.place("guest"),
    )


def check_can_remove(guest: Guest, command: Command) -> None:
    """Refuse what needs sections that can be removed.

    Raises:
        CommandError: no kernel of its time could, or not on its platform, or it was built without SPARSEMEM.
    """
    if guest.kernel.hot_remove:
        return
    _check_sections(guest, command)
    kernel = guest.kernel
    if KERNELS[kernel.name].hot_remove:
        where = " and ".join(kernel.hot_remove_on)
        raise CommandError(
            f"{guest.name} runs {kernel.name} on {guest.platform.name}, and it removes memory on {where} only",
            f"platform={kernel.hot_remove_on[0]}, or a later kernel=",
            command.place("guest"),
        )
    raise CommandError(
        f"{guest.name} runs {kernel.name}, and hotplug remove was never in that kernel (paper 4.2)",
        "a guest with kernel=2.6.16+remove, or a later one",
        command.place("guest"),
    )


def _check_sections(guest: Guest, command: Command) -> None:
    kernel = guest.kernel
    if kernel.model.sections:
        return
    raise CommandError(
        f"{guest.name} runs {kernel.name} on {guest.platform.name}, which was built with {kernel.model.title}: "
        "only SPARSEMEM has sections that come and go (paper 3.3)",
        _with_sparsemem(guest),
        command.place("guest"),
    )


def _with_sparsemem(guest: Guest) -> str:
    """Return how to come by a guest that has it."""
    kernel, platform = guest.kernel, guest.platform.name
    if "sparsemem" in kernel.memory_models(platform):
        return "memory_model=sparsemem"
    ways = [f"platform={kernel.sparsemem_on[0]}, where {kernel.name} has it"] if kernel.sparsemem_on else []
    later = (row for row in KERNELS.values() if row.hot_add and row.release >= kernel.release)
    found = next(row.name for row in later if "sparsemem" in row.memory_models(platform))
    return ", or ".join((*ways, f"kernel={found}, which has it"))


def check_zone(kernel: Kernel, command: Command, field: str, online: str) -> None:
    """Refuse ZONE_MOVABLE where the kernel has none (before 2.6.23), or none for memory that is added (before 3.8).

    Raises:
        CommandError: it has none.
    """
    if online in ("movable", "auto-movable") and not kernel.online_movable:
        why = "puts only memory at boot into ZONE_MOVABLE" if kernel.movable_zone else "has no ZONE_MOVABLE"
        raise CommandError(f"{kernel.name} {why}", "kernel, or a later kernel=", command.place(field))


def check_node(guest: Guest, command: Command, node: int | None, *, may_be_new: bool = False) -> None:
    """Refuse a node that the guest does not have, and, where it may be new, one that its kernel cannot bring online.

    Raises:
        CommandError: it has fewer nodes.
    """
    nodes, kernel = guest.memory.nodes, guest.kernel
    if node is None or node < nodes:
        return
    there = "node=0" if nodes == 1 else f"node=0 to node={nodes - 1}"
    if not may_be_new:
        raise CommandError(f"{guest.name} has no node {node}", there, command.place("node"))
    if not kernel.new_nodes:
        raise CommandError(
            f"{guest.name} has no node {node}, and {kernel.name} adds memory to nodes that are there (paper 3.2)",
            f"{there}, or a later kernel=",
            command.place("node"),
        )
    if node > nodes:
        raise CommandError(
            f"{guest.name} has no node {node}, nor node {nodes} before it",
            f"{there}, or node={nodes} as a new one",
            command.place("node"),
        )
