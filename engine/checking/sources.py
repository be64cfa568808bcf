"""The scripts that a script runs by `source`, each read once."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from engine.commands.grammar import innermost
from engine.commands.model import GuestAdd, GuestImport, SourceFile
from engine.errors import CommandError
from engine.operations.lessons import read_named
from engine.script import Script

MOST_SOURCES = 64
"""Scripts that are looked into; what more there are is not known."""


@attrs.frozen
class Sourced:
    """A script that another runs.

    Attributes:
        script: None where it cannot be read, or is not looked into.
        folder: where files that it names are looked for.
        error: why it cannot be read.
    """

    script: Script | None
    folder: str = ""
    error: CommandError | None = None


@attrs.define
class Sources:
    """What was read so far, by folder and name."""

    read: dict[tuple[str, str], Sourced] = attrs.field(factory=dict)

    def find(self, command: SourceFile, folder: str) -> Sourced:
        """Return the script that a line names."""
        key = folder, command.file
        if key not in self.read:
            self.read[key] = self._read(command, folder)
        return self.read[key]

    def _read(self, command: SourceFile, folder: str) -> Sourced:
        if len(self.read) >= MOST_SOURCES:
            return Sourced(None)
        try:
            script, _, beside = read_named(command, folder)
        except CommandError as error:
            return Sourced(None, error=error)
        return Sourced(script, beside)

    def guests(self, script: Script, folder: str) -> Iterator[str]:
        """Yield the name of every guest that a script or one that it runs adds, as far as these can be read."""
        seen: set[int] = set()
        waiting = [(script, folder)]
        while waiting:
            here, beside = waiting.pop()
            if id(here) in seen:
                continue
            seen.add(id(here))
            for line in here.lines:
                command = innermost(line.command)
                if isinstance(command, GuestAdd | GuestImport):
                    yield command.name
                elif isinstance(command, SourceFile):
                    sourced = self.find(command, beside)
                    if sourced.script is not None:
                        waiting.append((sourced.script, sourced.folder))
