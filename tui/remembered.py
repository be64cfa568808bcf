"""What is remembered between runs, as that the tour was seen: one small JSON object in the state folder.

What cannot be read is as if it had never been written, and what cannot be written is said once; neither stops the
program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from engine.errors import printable, reason_of
from tui.opened import open_at_once
from tui.replaced import replace_text

if TYPE_CHECKING:
    from pathlib import Path

Fact: TypeAlias = str | bool | int
LARGEST = 64 << 10
"""A file of more bytes is not read."""


class Remembered:
    """Facts by their names, of this run and of those before.

    Args:
        file: where they are kept; None: nowhere, so that they hold for this run.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._facts: dict[str, Fact] = {}
        self._failed = False
        if file is not None:
            self._facts = _read(file)

    def get(self, name: str) -> Fact | None:
        """Return what is remembered under a name; None: nothing."""
        return self._facts.get(name)

    def keep(self, name: str, fact: Fact) -> str:
        """Remember something.

        Returns:
            What went wrong, for people, the first time that it does; else nothing. It is remembered for this run in
            any case.
        """
        if self._facts.get(name) == fact:
            return ""
        self._facts[name] = fact
        if self._file is None:
            return ""
        try:
            _write(self._file, {**_read(self._file), name: fact})  # another run may have written meanwhile
        except OSError as error:
            said, self._failed = self._failed, True
            reason = reason_of(error)
            where = printable(str(self._file), 200)
            return "" if said else f"{where} cannot be written ({reason}); it goes on without"
        return ""


def _read(file: Path) -> dict[str, Fact]:
    """Return the facts that a file holds; none where it is missing or no such file."""
    import json

    try:
        with open_at_once(file) as stream:
            data = stream.read(LARGEST + 1)
        found = json.loads(data) if len(data) <= LARGEST else None
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: fact for name, fact in found.items() if isinstance(fact, str | bool | int)}


def _write(file: Path, facts: dict[str, Fact]) -> None:
    """Write all facts."""
    import json

    replace_text(file, json.dumps(facts, indent=1, sort_keys=True) + "\n")
