"""Whether the machine has room for one guest more."""

from __future__ import annotations

from engine.commands.model import GuestAdd
from engine.errors import CommandError
from engine.host import FRAME
from engine.units import Pages, short_size, size_text
from engine.world import World


class NoFramesError(CommandError):
    """The host has not enough memory free for a guest that is to boot.

    Attributes:
        frames: what it needs.
    """

    frames: Pages = 0


def check_admission(world: World, command: GuestAdd, least: Pages, most: Pages) -> None:
    """Refuse a guest whose min could not be kept beside all others' (Waldspurger 2002, 5.1: admission control).

    Args:
        world: where it is to boot.
        command: what was asked for.
        least: its min, in frames.
        most: its max.
    """
    host = world.host
    bounds = [host.bounds(name) for name in host.guests]
    needed = sum(lo + overhead(hi) for lo, hi in bounds)
    if needed + least + overhead(most) > host.total_frames:
        room = max(0, host.total_frames - needed - overhead(most)) * FRAME
        has = f"the machine has room for a min of {short_size(room)} beside what the others have in any case"
        less = "a smaller min"
        if command.min is None:
            has = f"a guest of {command.memory} has a min of {short_size(least * FRAME)}, and {has}"
            less = f"less memory, as {short_size(host.free_frames * FRAME)} are free now"
        raise CommandError(
            has,
            f"{less}, `host memory SIZE` for a larger machine, or `guest remove` another guest",
            command.place("min" if command.min is not None else "memory"),
        )


def overhead(frames: Pages) -> Pages:
    """Return what the host itself needs for a guest of so many frames: page tables, 8 bytes for each (E)."""
    return -(-frames // 512)


def no_frames(world: World, command: GuestAdd, frames: Pages) -> NoFramesError:
    """Return the refusal of a guest that boots with so many frames, more than are free."""
    error = NoFramesError(
        f"{command.name} needs {size_text(frames * FRAME)}, and {world.host.shortage(frames)}",
        "less memory, or `host memory SIZE` for a larger machine",
        command.place("memory"),
    )
    error.frames = frames
    return error
