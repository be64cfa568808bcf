"""A recording is held against what happens: its digests on the way, and its end."""

from __future__ import annotations

import attrs

from engine.digest import digest
from engine.errors import printable
from engine.events import DigestAgreed, Drifted, expected
from engine.operations.judgement import ScriptPart, end_parts
from engine.platform import FACTS
from engine.script import RecordedDigest, Script
from engine.timeline import Done, Wait
from engine.units import Nanoseconds, duration_text
from engine.world import World

NAMED = 3
"""Commands that are named where a replay differs; of more the number is said."""
LONGEST = 80
"""Characters of each."""
SHORT = 15
"""Characters of a digest that are said."""


def checks(script: Script, number: int) -> list[tuple[int, Nanoseconds, ScriptPart]]:
    """Return what holds a recording against what happens: (line, time, process); it is script `number`."""
    if script.end is None:
        return []
    found: list[tuple[int, Nanoseconds, ScriptPart]] = []
    digests = script.digests if script.digest is None else script.digests[:-1]
    for place, each in enumerate(digests):
        found.append((each.number, each.time, DigestCheck(number, each, since(script, place))))
    last = None if script.digest is None else script.digests[-1]
    between = "" if last is None else since(script, len(script.digests) - 1)
    behind = max([0, *(line.number for line in script.lines), *(each.number for each in script.digests)]) + 1
    return [*found, (behind, ending(script), RecordingEnd(number, last, between))]


def ending(script: Script) -> Nanoseconds:
    """Return when a recording ends: with its digest, or if it was cut off with what it has last."""
    end = script.end or 0
    return end if script.digest else max([end, *(line.at or 0 for line in script.lines)])


def since(script: Script, place: int) -> str:
    """Return what a recording did since the digest before its digest at `place`, as part of a sentence."""
    here = script.digests[place]
    before = script.digests[place - 1] if place else None
    first = before.number if before else 0
    lines = [line for line in script.lines if first < line.number < here.number]
    named = "; ".join(f"`{printable(line.text, LONGEST)}`" for line in lines[:NAMED])
    more = f" and {len(lines) - NAMED} more" if len(lines) > NAMED else ""
    agreed = (
        f"the one of line {before.number}, at {duration_text(before.time)}, agreed"
        if before
        else "none agreed before it"
    )
    other = (
        f"; the facts about platforms were version {script.platform} then, and are {FACTS}"
        if script.platform not in (None, FACTS)
        else ""
    )
    return f"{agreed}, and between them stands {named or 'no command'}{more}{other}"


def drifted(name: str, wanted: RecordedDigest, found: str, between: str) -> Drifted:
    """Return the event that a replay is not what was recorded.

    Args:
        name: what messages call the recording.
        wanted: the digest that it has.
        found: the one that the world has at that time.
        between: what `since` says of it.
    """
    return Drifted(
        place=f"{name}:{wanted.number}:",
        at=wanted.time,
        wanted=wanted.digest[:SHORT],
        found=found[:SHORT],
        between=between,
    )


@attrs.define
class DigestCheck(ScriptPart):
    """A digest on the way: the world must be what it was. After the first that differs no other is compared."""

    wanted: RecordedDigest
    between: str = ""

    def act(self, world: World) -> Wait:
        """Compare; a difference is told, and the recording goes on, but it has failed."""
        if not world.scripts[self.script].reason:
            if (found := digest(world)) == self.wanted.digest:
                world.emit(DigestAgreed(line=self.wanted.number))
            else:
                note_drift(world, self, self.wanted, found, self.between)
        return Done()


@attrs.define
class RecordingEnd(ScriptPart):
    """The end of a recording: the world must be what it was, if that is known."""

    wanted: RecordedDigest | None
    between: str = ""

    def act(self, world: World) -> Wait:
        """Compare, and end the script."""
        if self.wanted is not None and not world.scripts[self.script].reason:
            if (found := digest(world)) == self.wanted.digest:
                world.emit(expected(f"digest {found[:SHORT]}…", passed=True, found=""))
            else:
                note_drift(world, self, self.wanted, found, self.between)
        state = world.scripts[self.script]
        world.scripts[self.script] = attrs.evolve(state, state="failed" if state.reason else "done")
        end_parts(world, self.script, Done("the recording ends here"), spared=self)
        world.signal("scripts")
        return Done()


def note_drift(world: World, part: ScriptPart, wanted: RecordedDigest, found: str, between: str) -> None:
    """Tell that the world is not what was recorded; the script has failed when it ends."""
    state = world.scripts[part.script]
    world.failed += 1
    world.emit(drifted(state.name, wanted, found, between))
    reason = f"{state.name}:{wanted.number}: the digest is {found}, not the {wanted.digest} of the recording"
    world.scripts[part.script] = attrs.evolve(state, reason=reason)
