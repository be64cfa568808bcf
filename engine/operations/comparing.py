"""A script's `compare`: virtual time stands still while it goes on a little at a time, so that whoever looks on can."""

from __future__ import annotations

from typing import cast

import attrs

from engine.commands.model import Compare
from engine.comparison.comparison import Comparison
from engine.comparison.table import table
from engine.errors import CommandError
from engine.events import Printed
from engine.operations.compare import comparison
from engine.operations.judgement import ScriptPart
from engine.operations.outcome import Outcome
from engine.timeline import After, Done, Wait
from engine.world import World

STEPS = 20
"""Steps on the forks before others at this instant, and the screen, have their turn."""


@attrs.define
class Comparing(ScriptPart):
    """A comparison under way. Its forks are no part of the world: where they are lost, it begins anew."""

    operation: int
    command: Compare

    def act(self, world: World) -> Wait:
        """Let the forks go on."""
        under_way = cast("Comparison | None", world.comparing.get(self.operation))
        if under_way is None:
            try:
                under_way = comparison(world, self.command)
            except CommandError as error:
                return Done(str(error), "failed")
            world.comparing[self.operation] = under_way
        if under_way.advance(STEPS):
            return After(0)
        compared = under_way.compared()
        del world.comparing[self.operation]
        world.keep_comparison(compared)
        world.emit(Printed(command=self.command.text, output=table(compared)))
        return Done()


def begin_comparing(world: World, command: Compare, script: int) -> Outcome:
    """Begin what a script compares.

    Raises:
        CommandError: there is no such guest, or it was never to have that size.
    """
    number = world.next_unnumbered
    under_way = comparison(world, command)
    world.operate_unnumbered(command.text, Comparing(script, number, command))
    world.comparing[number] = under_way
    return Outcome(number)
