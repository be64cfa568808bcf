"""A guest comes from a capture of a real machine's memory."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import attrs
import numpy as np

from engine.capture.imported import Imported, guest_from
from engine.capture.opened import load_capture
from engine.commands.model import GuestImport
from engine.commands.write import write
from engine.errors import CommandError, printable
from engine.events import GuestImported, GuestMayGrow
from engine.guest.guest import Guest
from engine.guest.offline_outcome import outcome_of_offline
from engine.host import FRAME
from engine.memory.kinds import Kind, SectionState
from engine.memory.page_list import Array
from engine.memory.runs import Runs
from engine.memory.unplugged import runs_of_bits
from engine.operations.devices import unused_pages
from engine.operations.guests.admission import overhead
from engine.operations.guests.boot import MOST_GUESTS
from engine.operations.outcome import Outcome
from engine.units import Bytes, Pages
from engine.world import World

_MOST_BLOCKS = 16_384
"""Of a guest with more memory blocks only the lowest ones are looked at."""
_HOST_UNKNOWN = (
    "how much memory its host has: just what its guests need at most, unless `host memory` says more"
)
_NAMED = 2
"""Things that are unknown and named at once."""


def looked_up(command: GuestImport, folder: str) -> GuestImport:
    """Return the command with its file as an absolute path, so that a recording finds it from anywhere.

    Args:
        command: names a file.
        folder: where it is looked for, unless its path is absolute; empty for the working directory. An absolute path
            that leads nowhere is taken for a file of that name there.

    Raises:
        CommandError: the path cannot be part of a command.
    """
    path = Path(folder, command.file)
    if path.is_absolute() and not path.exists() and (beside := Path(folder, path.name)).exists():
        path = beside
    text = str(path.absolute())
    if not text.isprintable():
        raise CommandError(
            f"{printable(text)} cannot be part of a command", "another path", command.place("file")
        )
    found = attrs.evolve(command, file=text)
    return attrs.evolve(found, text=write(found))


def import_guest(world: World, command: GuestImport) -> Outcome:
    """Make a guest of a capture; the recording notes what the file was.

    Raises:
        CommandError: there is no such file, it is no capture, or not the one that was recorded.
    """
    if command.name in world.guests or any(name == command.name for name, _ in world.host.line):
        raise CommandError(f"{command.name} is there already", "another name", command.place("name"))
    if len(world.guests) >= MOST_GUESTS:
        raise CommandError(
            f"there are {MOST_GUESTS} guests already", "`guest remove` one first", command.place("name")
        )
    try:
        opened = load_capture(Path(command.file), command.step)
    except CommandError as error:
        raise error.at(command.place("file")) from None
    if command.sha256 not in (None, opened.sha256):
        raise CommandError(
            f"{printable(command.file)} is not what it was: its SHA-256 begins with {opened.sha256[:12]}",
            f"the file whose SHA-256 begins with {command.sha256[:12] if command.sha256 else ''}",
            command.place("file"),
        )
    found = guest_from(opened.capture, command.name, world.guests_ever)
    try:
        found.guest.costs = found.guest.costs.scaled(command.cost_scale)
    except CommandError as error:
        raise error.at(command.place("cost_scale")) from None
    blocks = _blocks_that_can_go(found.guest)
    admit_imported(world, found, opened.sha256, blocks=blocks, slower=command.cost_scale)
    noted = attrs.evolve(command, step=opened.step, sha256=opened.sha256)
    return Outcome(world.record(command.name, command.text), journal=write(noted))


def _blocks_that_can_go(guest: Guest) -> tuple[tuple[str, int], ...]:
    """Return what requests to take memory blocks offline would come to, with how many blocks that is, most first."""
    blocks = np.unique(guest.memory.present_sections() // guest.block_sections)[:_MOST_BLOCKS].tolist()
    found = [outcome_of_offline(guest, block * guest.block_sections, pins_known=False) for block in blocks]
    words = Counter("offline" if it.cause == "state" else it.outcome for it in found)
    return tuple(words.most_common())


def _few_words(unknown: str) -> str:
    """Return what a sentence about what is unknown begins with."""
    return re.split(r"[:,] | \(", unknown, maxsplit=1)[0]


def admit_imported(
    world: World,
    imported: Imported,
    sha256: str = "",
    blocks: tuple[tuple[str, int], ...] = (),
    slower: float = 1.0,
) -> Guest:
    """Let a guest that was made of a capture into the world; the host grows where it has no room.

    Args:
        world: where it runs from now on.
        imported: the guest, whose number must be the next.
        sha256: of what the capture was read from.
        blocks: what requests to take its memory blocks offline would come to, if that is to be told.
        slower: the factor on its costs.
    """
    guest, host = imported.guest, world.host
    guest.streams = world.new_streams(guest.number)
    guest.wakes = attrs.evolve(guest.wakes, since=world.now)
    assert guest.origin is not None, "it was made of a capture"
    guest.origin = attrs.evolve(guest.origin, sha256=sha256)
    grown = _make_room(world, guest.max * guest.frames_per_page)
    if grown:
        guest.origin = attrs.evolve(guest.origin, unknown=(*guest.origin.unknown, _HOST_UNKNOWN))
    host.admit(guest.name, guest.min, guest.max, guest.frames_per_page)
    runs = backed(guest)
    host.give(guest.name, runs.starts, runs.counts)
    guest.as_imported = guest.fork()
    world.guests[guest.name] = guest
    world.guests_ever += 1
    world.emit(
        GuestImported(
            guest=guest.name,
            memory=guest.online_pages * guest.page_size,
            source=guest.origin.source,
            release=guest.origin.release,
            rules=guest.kernel.name,
            unknown=len(guest.origin.unknown),
            lacks=tuple(map(_few_words, guest.origin.unknown[:_NAMED])),
            free=sum(zone.free_pages for zone in guest.memory.zones) * guest.page_size,
            block_size=guest.block_sections * guest.section_pages * guest.page_size,
            blocks=blocks,
            grown=grown,
            slower=slower,
        )
    )
    return guest


def backed(guest: Guest) -> Runs:
    """Return what the host has to back of a guest: what is present, without its balloon and what is not plugged."""
    memory, span = guest.memory, guest.section_pages
    parts: list[Array] = []
    for section in memory.present_sections().tolist():
        wanted = memory.frames.kinds_of(section) != Kind.BALLOON
        if section in memory.unplugged:
            size = memory.layout.pageblock_pages
            wanted = wanted.copy()
            for first, count in runs_of_bits(memory.unplugged[section].blocks):
                wanted[first * size : (first + count) * size] = False
        if memory.state[section] != SectionState.ABSENT:
            parts.append(wanted.nonzero()[0] + section * span)
    return Runs.joined([Runs.of_pfns(part) for part in parts if len(part)]).merged()


def let_grow(world: World, guest: Guest, pages: Pages) -> None:
    """Raise the max of a guest whose capture does not tell it, if so much more would be past it.

    Args:
        world: where it runs; the host grows where it has no room.
        guest: any guest; what its max is known of keeps it.
        pages: what is to come, beside DIMMs that are there already in part.
    """
    most = guest.plugged_pages + unused_pages(guest) + pages
    if guest.origin is None or guest.origin.bounded or most <= guest.max:
        return
    guest.max = most
    world.host.let_hold(guest.name, most)
    grown = _make_room(world, 0)
    guest.changes += 1
    world.emit(GuestMayGrow(guest=guest.name, most=most * guest.page_size, grown=grown))


def _make_room(world: World, more: Pages) -> Bytes:
    """Let the host have what its guests need at most, and so many frames more; return what it has then, if it grew."""
    host = world.host
    promised = sum(hi + overhead(hi) for _, hi in (host.bounds(name) for name in host.guests))
    needed = promised + more + overhead(more)
    if needed <= host.total_frames:
        return 0
    host.resize(needed * FRAME)
    world.signal("host")
    return needed * FRAME
