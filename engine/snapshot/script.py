"""The script that plays."""

from __future__ import annotations

import attrs


@attrs.frozen
class ScriptView:
    """A script, and how far it has come.

    Attributes:
        name: what places call it.
        text: the whole file.
        line: the number of the line that ran last, from 1; 0: none has.
    """

    name: str
    text: str = attrs.field(repr=False)
    line: int = 0
