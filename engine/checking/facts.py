"""What is known of a guest before it boots: its platform, and which sections it can have."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from engine.commands.model import (
    Command,
    GuestAdd,
    HotplugAdd,
    HotplugRemove,
    SectionOffline,
    SectionOnline,
    Why,
)
from engine.errors import CommandError
from engine.operations.amounts import bytes_of, check_multiple
from engine.operations.below import below
from engine.operations.guests.bounds import bounds
from engine.operations.guests.kernel import kernel_of, kernelcore_of
from engine.operations.guests.platform import platform_of
from engine.operations.kernel_limits import check_zone
from engine.platform import Platform
from engine.units import size_text


@attrs.frozen
class Facts:
    """What a `guest add` says of its guest.

    Attributes:
        name: of the guest.
        platform: its architecture.
        sections: that it can have at most are below this number.
    """

    name: str
    platform: Platform
    sections: int


def facts_of(command: GuestAdd) -> Facts:
    """Return what is known of a guest.

    Raises:
        CommandError: it could never boot.
    """
    platform = platform_of(command)
    kernel = kernel_of(command, platform)
    below(command, kernel, platform)
    check_zone(kernel, command, "online", command.online)
    boot, _, most = bounds(command, platform)
    kernelcore_of(command, platform, kernel, boot * platform.page_size)
    size = most * platform.page_size
    end = max(platform.ram(size)[-1][1], platform.hot_add_base or 0)
    # Memory that is added may begin at a boundary of its own: twice the room is never too little.
    return Facts(command.name, platform, -(-(end + 2 * size) // platform.section_size))


def misfits(facts: Facts, command: Command) -> Iterator[CommandError]:
    """Yield what is wrong with sizes and sections that `command` names for its guest."""
    unit = facts.platform.section_size
    if isinstance(command, HotplugAdd | HotplugRemove) and command.size is not None:
        what = f"the section size of {facts.platform.name} ({size_text(unit)})"
        try:
            size = bytes_of(command, "size", command.size, facts.platform.page_size)
            check_multiple(command, "size", size, unit, what)
        except CommandError as error:
            yield error
    field, last = _sections(command)
    if last >= facts.sections:
        found = f"{facts.name} can have no section {last}"
        yield CommandError(found, f"its memory is below section {facts.sections}", command.place(field))


def _sections(command: Command) -> tuple[str, int]:
    """Return the field that names sections, and the last of them; -1 where none does."""
    match command:
        case HotplugRemove(section=(_, last)):
            return "section", last
        case SectionOnline(sections=(_, last)) | SectionOffline(sections=(_, last)):
            return "sections", last
        case Why(section=int(last)):
            return "section", last
    return "", -1
