"""What a script that stops leaves undone, said in the sentence that tells why it stopped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from engine.script import Script
    from engine.snapshot import Sentence


def with_rest(sentence: Sentence, script: Script, name: str) -> Sentence:
    """Return a sentence; if it says which line of `script` failed, also that the lines after it did not run.

    They are counted only where they run in the order of the file: lines with times do not.

    Args:
        sentence: what the engine says.
        script: what plays.
        name: what places call it.
    """
    failed = re.match(rf"{re.escape(name)}:(\d+): ", sentence.text) if sentence.level == "error" else None
    if not failed:
        return sentence
    after = sum(line.number > int(failed[1]) for line in script.lines)
    if any(line.at is not None for line in script.lines):
        rest = "; what was to come after it did not run"
    elif after:
        rest = f"; {after} line{'s' * (after > 1)} after it did not run"
    else:
        return sentence
    return attrs.evolve(sentence, text=sentence.text.rstrip(".") + rest)
