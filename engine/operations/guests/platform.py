"""Which platform a guest boots on, and how much memory it has addresses for."""

from __future__ import annotations

from engine.commands.model import GuestAdd
from engine.errors import CommandError
from engine.platform import KERNELS, PAE, PAE_OF_2006, PAGE_SIZES, Platform
from engine.units import GIB, Bytes, short_size, size_text


def platform_of(command: GuestAdd) -> Platform:
    """Return the platform at the page size that the command asks for."""
    sizes = PAGE_SIZES[command.platform]
    if command.page is not None and command.page.bytes not in sizes:
        there = " or ".join(size_text(size) for size in sizes)
        raise CommandError(
            f"{command.platform} has no pages of {command.page}", f"page={there}", command.place("page")
        )
    platform = next(iter(sizes.values())) if command.page is None else sizes[command.page.bytes]
    if command.pae is not None and platform.name != PAE.name:
        raise CommandError(f"{platform.name} has no PAE", f"platform={PAE.name}", command.place("pae"))
    most = command.max or command.memory
    wants_pae = platform.name == PAE.name and most.in_bytes(platform.page_size) > sum(
        end - start for start, end in platform.ram(4 * GIB)
    )
    if command.pae or (command.pae is None and wants_pae):
        return PAE_OF_2006 if KERNELS[command.kernel].release < (2, 6, 25) else PAE
    return platform


def check_reach(command: GuestAdd, platform: Platform, field: str, memory: Bytes) -> None:
    """Refuse more memory than there are addresses for."""
    reach = sum(end - start for start, end in platform.ram(memory))
    if reach < memory:
        name, wanted = f"{platform.name} without PAE", "less, or pae=on"
        if platform.pae or platform.name != PAE.name:
            name, wanted = f"{platform.name} with PAE", f"at most {size_text(reach)}"
        raise CommandError(f"{name} reaches {short_size(reach)}", wanted, command.place(field))
