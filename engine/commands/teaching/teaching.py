"""What help teaches of one command, beside what the table of the language says."""

from __future__ import annotations

import attrs


@attrs.frozen
class Teaching:
    """One command's lesson.

    Attributes:
        does: what happens, one or two sentences.
        tries: lines that run in the default lab, each with what to look at.
        wrong: what can go wrong, a sentence each.
        related: other commands, by verb.
    """

    does: str
    tries: tuple[tuple[str, str], ...] = ()
    wrong: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
