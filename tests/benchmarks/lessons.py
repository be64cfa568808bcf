"""How long every bundled lesson takes without a screen, one after the other, and all of them together.

python3 tests/benchmarks/lessons.py [NAME ...]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from engine.operations.lessons import lesson_names, lessons
from tests.engine.playing import play


def main() -> None:
    """Measure those that are named, or all."""
    total = 0.0
    for name in sys.argv[1:] or lesson_names():
        began = time.process_time()
        session = play(lessons()[name].read_text("utf-8"), name=f"{name}.bal")
        took = time.process_time() - began
        total += took
        virtual = session.world.now / 1e9
        passed, failed = session.world.passed, session.world.failed
        print(f"{name:<26} {took:6.2f} s for {virtual:6.1f} s, {passed:3} expected, {failed} not so")
    print(f"{'together':<26} {total:6.2f} s of processor time")


if __name__ == "__main__":
    main()
