"""Which kernel a guest boots, and what that can be asked to do with memory."""

from __future__ import annotations

import attrs

from engine.commands.model import GuestAdd
from engine.errors import CommandError
from engine.platform import KERNELS, MEMORY_MODELS, Kernel, Platform
from engine.units import Bytes


def kernel_of(command: GuestAdd, platform: Platform) -> Kernel:
    """Return the kernel as it was built for the platform, with what the command switches in it."""
    kernel, model = KERNELS[command.kernel], command.memory_model
    models = kernel.memory_models(platform.name)
    if model is not None and model not in models:
        raise CommandError(
            f"{kernel.name} has no {MEMORY_MODELS[model].title} on {platform.name}",
            " or ".join(models),
            command.place("memory_model"),
        )
    kernel = kernel.built_for(platform.name, model)
    if command.nodes > 1 and not kernel.model.nodes:
        raise CommandError(
            f"{kernel.model.title} has {kernel.model.mem_map}, and knows no nodes",
            "nodes=1, or memory_model=sparsemem",
            command.place("nodes"),
        )
    if command.grouping is not None:
        kernel = attrs.evolve(kernel, grouping=command.grouping)
    if command.fallback is not None:
        kernel = attrs.evolve(kernel, fallback=command.fallback)
    return kernel


def kernelcore_of(command: GuestAdd, platform: Platform, kernel: Kernel, boot: Bytes) -> Bytes | None:
    """Return how much memory at boot is the kernel's, where not all of it is."""
    if command.kernelcore is not None:
        if not kernel.movable_zone:
            raise CommandError(
                f"{kernel.name} has no ZONE_MOVABLE: all memory is the kernel's",
                "without it, or kernel=2.6.16+antifrag-zone, or a later kernel=",
                command.place("kernelcore"),
            )
        return command.kernelcore.in_bytes(platform.page_size)
    return -(-boot // kernel.kernelcore_share) if kernel.kernelcore_share else None


def check_memmap_on_memory(
    command: GuestAdd, platform: Platform, kernel: Kernel, block_sections: int
) -> None:
    """Refuse what the kernel could not do (mm/memory_hotplug.c:mhp_supports_memmap_on_memory)."""
    pages = block_sections * platform.mem_map_pages
    pageblock = 1 << platform.pageblock_order
    place = command.place("memmap_on_memory")
    if not kernel.memmap_on_memory:
        raise CommandError(f"{kernel.name} takes every mem_map from memory that is there", "off", place)
    if platform.mem_map_sections > 1 or pages % pageblock:
        raise CommandError(
            f"a memory block of {platform.name} has a mem_map of {pages} pages: no whole pageblocks of {pageblock}",
            "off, or platform=x86-64",
            place,
        )
