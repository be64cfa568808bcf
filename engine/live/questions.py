"""What can be asked of this machine: what its own files say, and what a copy of it tells; nothing is changed."""

from __future__ import annotations

import numpy as np

from engine.asking.machine import NAME, machine_of
from engine.capture.from_texts import record_from
from engine.capture.paths import BUDDYINFO, KPAGEFLAGS, MEMINFO, PAGETYPEINFO, TEXTS, ZONEINFO
from engine.capture.record import Capture
from engine.capture.text import Text, keyed_numbers
from engine.commands.model import Command, ForGuest, GuestList, GuestShow, Help, View, Whatif, Why
from engine.errors import CommandError, quoted
from engine.live.kernel_files import KernelFiles
from engine.operations.execute import execute
from engine.operations.outcome import Outcome
from engine.snapshot import Snapshot
from engine.views import guest_list, guest_show, lsmem
from engine.world import World

_FILES = {"meminfo": MEMINFO, "buddyinfo": BUDDYINFO, "pagetypeinfo": PAGETYPEINFO, "zoneinfo": ZONEINFO}
"""Views that are files of the kernel: they are shown as they are."""


ANSWERED = frozenset(
    (*_FILES, "free", "lsmem", "guest list", "guest show", "help", "why", "whatif", "pause", "run", "step")
)
"""Commands that are answered, as the grammar calls them; `pause`, `run` and `step` are about looking."""
_WORKS = "free, buddyinfo, lsmem, zoneinfo, guest show, why and whatif work here"


def answered(command: Command, files: KernelFiles, picture: Snapshot) -> Outcome:
    """Answer a command that changes nothing.

    Args:
        command: what is asked.
        files: the kernel's.
        picture: what is shown now.

    Raises:
        CommandError: it would change the machine, or cannot be had here.
    """
    match command:
        case View(name=name) if name in _FILES:
            return Outcome(output=_file(files, _FILES[name]))
        case View(name="free"):
            return Outcome(output=_free(files))
        case View(name="lsmem"):
            return Outcome(output=lsmem(picture.guests[0]))
        case View(name=name):
            raise CommandError(
                f"{name} is of simulated guests", "a tool of this machine's own in another terminal"
            )
        case GuestList():
            return Outcome(output=guest_list(picture))
        case GuestShow():
            return Outcome(output=guest_show(picture.guests[0]))
        case Help():
            return execute(World(), command)
        case Why() | Whatif():
            _check_name(command)
            return execute(machine_of(captured(files)).world, command)
    whatif = f"whatif {command.text} says what it would do" if isinstance(command, ForGuest) else _WORKS
    raise CommandError("this is the machine itself: it is looked at, and nothing is changed", whatif)


def _check_name(command: Command) -> None:
    """Refuse a wrong name before a copy is made, which takes seconds.

    Raises:
        CommandError: a guest of another name is asked of.
    """
    asked: object = command
    while asked is not None:
        name = getattr(asked, "guest", NAME)
        if name is not None and name != NAME:
            raise CommandError(f"there is no guest {quoted(str(name))}", NAME, command.place("guest"))
        asked = getattr(asked, "command", None)


def captured(files: KernelFiles) -> Capture:
    """Take a capture in memory.

    Raises:
        CommandError: page flags may not be read, or a text says what no kernel says.
    """
    if why := files.why_no_flags():
        raise CommandError(f"{KPAGEFLAGS} cannot be read: {why}", "root, who may look at every page")
    texts = {text.name: text for text in (*files.facts(), *files.block_texts())}
    missing: dict[str, str] = {}
    for name in TEXTS:
        said = files.text(name)
        if isinstance(said, Text):
            texts[name] = said
        else:
            missing[name] = said
    try:
        flags = np.concatenate(list(files.flags()))
    except OSError as error:
        raise CommandError(f"{KPAGEFLAGS} cannot be read: {error.strerror}") from error
    return record_from("this machine", texts, flags, missing)


def _file(files: KernelFiles, name: str) -> str:
    said = files.text(name)
    if isinstance(said, str):
        raise CommandError(f"{name} cannot be read: {said}")
    return "\n".join(said.lines)


def _free(files: KernelFiles) -> str:
    """Return what free(1) prints of /proc/meminfo (procps-ng 4: what is used is what is not available)."""
    said = files.text(MEMINFO)
    if isinstance(said, str):
        raise CommandError(f"{MEMINFO} cannot be read: {said}")
    kib = keyed_numbers(said)
    total, usable = kib.get("MemTotal", 0), kib.get("MemAvailable", kib.get("MemFree", 0))
    cache = sum(kib.get(key, 0) for key in ("Buffers", "Cached", "SReclaimable"))
    memory = (total, total - usable, kib.get("MemFree", 0), kib.get("Shmem", 0), cache, usable)
    swap = (kib.get("SwapTotal", 0), kib.get("SwapTotal", 0) - kib.get("SwapFree", 0), kib.get("SwapFree", 0))
    heads = ("total", "used", "free", "shared", "buff/cache", "available")
    return "\n".join(
        (
            " " * 9 + " ".join(f"{head:>11}" for head in heads),
            "Mem:     " + " ".join(f"{amount:>11}" for amount in memory),
            "Swap:    " + " ".join(f"{amount:>11}" for amount in swap),
        )
    )
