"""From amounts in commands to pages, sections and guests; what does not fit is refused with what would."""

from __future__ import annotations

from difflib import get_close_matches

from engine.commands.model import Command
from engine.errors import CommandError, Place, printable
from engine.guest.guest import Guest
from engine.units import Bytes, Pages, Percent, Size, size_text
from engine.world import World


def guest_of(world: World, command: Command, name: str) -> Guest:
    """Return the guest called `name`.

    Raises:
        CommandError: there is none.
    """
    guest = world.guests.get(name)
    if guest is not None:
        return guest
    near = get_close_matches(name, world.guests, 1)
    there = ", ".join(world.guests) or "none yet; `guest add NAME memory=512M` boots one"
    wanted = (
        f"did you mean {near[0]}?"
        if near
        else f"the guests are {there}"
        if world.guests
        else f"there are {there}"
    )
    raise CommandError(f"there is no guest {printable(name, 20)}", wanted, command.place("guest"))


def bytes_of(command: Command, field: str, size: Size, page_size: Bytes) -> Bytes:
    """Return a size in bytes; it must be more than nothing and whole pages.

    Raises:
        CommandError: it is not.
    """
    amount = size.in_bytes(page_size)
    if amount <= 0:
        raise CommandError(f"{size} is nothing", "a size above 0", command.place(field))
    check_multiple(command, field, amount, page_size, f"the page size ({size_text(page_size)})")
    return amount


def check_multiple(command: Command, field: str, amount: Bytes, unit: Bytes, what: str) -> None:
    """Refuse an amount that is not a multiple of a unit, with the nearest ones that are.

    Raises:
        CommandError: it is not.
    """
    if amount % unit == 0:
        return
    below, above = amount // unit * unit, -(-amount // unit) * unit
    nearest = (
        f"the nearest are {size_text(below)} and {size_text(above)}"
        if below
        else f"the least is {size_text(above)}"
    )
    raise CommandError(f"{size_text(amount)} is not a multiple of {what}", nearest, command.place(field))


def section_multiple(guest: Guest, command: Command, field: str, size: Size) -> Pages:
    """Return a size that must be whole memory blocks, usually a section (paper 3.1), in pages.

    Raises:
        CommandError: it is not.
    """
    amount = bytes_of(command, field, size, guest.page_size)
    unit = guest.block_pages * guest.page_size
    what = (
        f"section size of {guest.platform.name}"
        if guest.block_sections == 1
        else f"memory block of {guest.name}"
    )
    check_multiple(command, field, amount, unit, f"the {what} ({size_text(unit)})")
    return amount // guest.page_size


def pages_of(guest: Guest, command: Command, field: str, size: Size) -> Pages:
    """Return a size of whole pages, in pages.

    Raises:
        CommandError: it is not.
    """
    return bytes_of(command, field, size, guest.page_size) // guest.page_size


def share_of(guest: Guest, command: Command, field: str, amount: Size | Percent, whole: Pages) -> Pages:
    """Return a size, or a share of `whole` pages, in pages.

    Raises:
        CommandError: it is nothing, or more than the guest has online.
    """
    if isinstance(amount, Percent):
        pages = amount.of(whole)
        if not pages:
            raise CommandError(
                f"{amount} of {guest.name} is nothing", "a share above 0%", command.place(field)
            )
        return pages
    pages = pages_of(guest, command, field, amount)
    if pages > guest.online_pages:
        online = size_text(guest.online_pages * guest.page_size)
        raise CommandError(f"{guest.name} has only {online}", f"at most {online}", command.place(field))
    return pages


def said(guest: Guest, pages: Pages) -> str:
    """Return pages as a size to read."""
    return size_text(pages * guest.page_size)


def places_of(command: Command, **fields: str) -> dict[str, Place]:
    """Return where the native form's fields stood in what was typed: the native name, and the tool's."""
    return {"guest": command.place("guest"), **{name: command.place(of) for name, of in fields.items()}}
