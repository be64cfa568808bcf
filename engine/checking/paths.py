"""Whether a path of an expectation can lead anywhere: what every guest has is under the same names."""

from __future__ import annotations

from functools import cache
from typing import Any

from engine.commands.lookup import lookup
from engine.commands.model import Expect
from engine.commands.names import ROOTS
from engine.commands.parse import parse
from engine.commands.paths import steps
from engine.commands.words import inside
from engine.document import document
from engine.errors import CommandError, SyntaxRefused
from engine.operations.execute import execute
from engine.picture import Painter
from engine.world import World

_SAMPLE = "guest add sample memory=64M platform=ppc64"
_FIXED = ("memory", "balloon", "fragmentation", "work", "oom", "udev", "can", "host_paging")
"""Parts of a guest that have the same names in each; what else has parts depends on what it holds."""


def wrong_path(command: Expect) -> CommandError | None:
    """Return what is wrong with the path of an expectation, whatever its guest is like; None: nothing that is known."""
    first, *rest = steps(command.path)
    name = str(first.key)
    if name in ROOTS:
        return None
    sample = _sample()
    [guest] = sample["guests"]
    second = rest[0].key if rest else ""
    if second in ("section", "zone") or (second in guest and second not in _FIXED):
        return None
    try:
        lookup({**sample, "guests": [{**guest, "name": name}]}, command.path)
    except SyntaxRefused as error:
        wrong = next((step for step in rest if step.start == error.place.column - 1), first)
        if isinstance(wrong.key, int):  # how many there are depends on the platform
            return None
        return error.at(inside(command.place("path"), error.place))
    return None


@cache
def _sample() -> dict[str, Any]:
    """Return the document of a world with one guest."""
    world = World(0)
    execute(world, parse(_SAMPLE))
    return document(Painter().paint(world, paused=True, speed=1, reached=1), world)
