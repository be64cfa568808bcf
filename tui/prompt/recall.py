"""Walking back through what was typed before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

DRAFTS = 3
"""Lines that were left and come before the history, so that a gesture's line costs nobody the one before."""
FOUND = 50
"""Lines that a search finds."""


class Recall:
    """A walk through the history, newest first, among the lines that start with what was typed.

    The line that was being typed is where the walk began, so walking forth brings it back. A line that was left with
    Esc is a draft: it comes before the history.

    Args:
        lines: the history, oldest first; it may grow.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._drafts: list[str] = []
        """Lines that were left, the last one first."""
        self._trail: list[str] = []
        self._rest: Iterator[str] | None = None

    def leave(self, line: str) -> None:
        """Keep `line` as a draft, and end the walk; without one there are no drafts any more."""
        self._drafts = [line, *(draft for draft in self._drafts if draft != line)][:DRAFTS] if line else []
        self.end()

    def end(self) -> None:
        """End the walk: the line was edited or run."""
        self._trail = []
        self._rest = None

    def older(self, line: str) -> str | None:
        """Return the line before `line`, or None where there is none."""
        if self._rest is None:
            self._trail = [line]
            self._rest = self._matching(line)
        found = next(self._rest, None)
        if found is not None:
            self._trail.append(found)
        return found

    def newer(self) -> str | None:
        """Return the line after the present one, last of all the one that was being typed; None where there is none."""
        if len(self._trail) < 2:
            return None
        # The walk goes on from here: what was passed comes again.
        passed, rest = self._trail.pop(), self._rest
        self._rest = _with_first(passed, rest) if rest is not None else None
        return self._trail[-1]

    def containing(self, text: str, limit: int = FOUND) -> list[str]:
        """Return the newest lines that contain `text` in whatever case, each once, at most `limit`."""
        wanted = text.casefold()
        found = dict.fromkeys(line for line in self._newest_first() if wanted in line.casefold())
        return list(found)[:limit]

    def starting(self, text: str) -> Iterator[str]:
        """Yield the lines that start with `text` and are longer, newest first, each once."""
        return self._matching(text)

    def _newest_first(self) -> Iterator[str]:
        yield from self._drafts
        yield from reversed(tuple(self._lines))

    def _matching(self, prefix: str) -> Iterator[str]:
        seen = {prefix}
        for line in self._newest_first():
            if line.startswith(prefix) and line not in seen:
                seen.add(line)
                yield line


def _with_first(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest
