"""What scripts told, as lines that tell it again: a journal has none of it, for it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from engine.commands.model import Ask, Hold, Prompt, Say
from engine.commands.model.command import Command
from engine.commands.write import write
from engine.events import Asked, Event, Held, Said
from engine.units import Nanoseconds
from engine.world import World


def narration(world: World) -> Iterator[tuple[Nanoseconds, str]]:
    """Return when something was told or asked and the line that does so, in order, as far as events are kept."""
    for _, event in world.events:
        if (command := telling(event)) is not None:
            yield event.time, write(command)


def telling(event: Event) -> Command | None:
    """Return the command that an event came of, if that tells or asks something."""
    match event:
        case Said():
            return Say(words=event.words)
        case Asked():
            return Ask(question=event.words, answer=event.answer)
        case Held():
            return Prompt(words=event.words) if event.words else Hold()
        case _:
            return None
