"""How long each bundled lesson takes: `python3 -m tests.lengths` runs all of them, and writes it down anew."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from engine.operations.lessons import lessons
from engine.units import SECOND
from tests.engine.playing import play

LENGTHS = Path(__file__).parents[1] / "tui" / "lessons" / "lengths.json"


def length(name: str) -> float:
    """Return the seconds of virtual time after which a lesson has ended, to a tenth."""
    session = play(lessons()[name].read_text("utf-8"), name=f"{name}.bal")
    return round(session.world.now / SECOND, 1)


if __name__ == "__main__":
    known = json.loads(LENGTHS.read_text("utf-8")) if LENGTHS.exists() else {}
    named = sys.argv[1:] or list(lessons())
    known |= {name: length(name) for name in named}
    kept = {name: known[name] for name in lessons() if name in known}
    LENGTHS.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
