"""Frames a second that reach a terminal of 256 x 200 of 30 asked, beside a bare Textual app; and what a terminal that
takes little at a time gets: frames are dropped, and keys are not late."""

from __future__ import annotations

from pathlib import Path
from statistics import median, quantiles

from in_a_terminal import FRAME, HELLO, InTerminal
from key_to_screen import LETTERS
from measure import report

SECONDS = 8.0
ASKED = 30
SIZE = (256, 200)
RATES = (400_000, 100_000)
"""Bytes a second."""
LIMIT = 150.0


def frames(program: InTerminal) -> tuple[float, float, float]:
    """Return frames a second, processor time in percent, and KB a frame."""
    before, used = len(program.printed), program.processor_seconds()
    program.run(SECONDS)
    shown = program.printed[before:]
    count = shown.count(FRAME)
    busy = (program.processor_seconds() - used) / SECONDS * 100
    return count / SECONDS, busy, len(shown) / 1000 / max(1, count)


def measure_map() -> None:
    """Print what reaches the terminal of the map alone."""
    for share in (0.01, 0.1, 1.0):
        busy_map = str(Path(__file__).with_name("busy_map.py"))
        with InTerminal("-c", HELLO, size=SIZE) as hello, InTerminal(busy_map, str(share), size=SIZE) as ours:
            hello.seconds_until("hello, terminal")
            ours.wait_for("▒")
            ours.run(1.0)
            rate, processor, size = frames(ours)
            _, idle, _ = frames(hello)
        print(
            f"{share:4.0%} changing: {processor:.0f} % of a processor (hello {idle:.1f} %), {size:.0f} KB a frame"
        )
        report("    asked against frames a second", ASKED / rate, 1 / 0.9, "x")


def measure_slow() -> None:
    """Print how late keys are over a slow line, while the lab lives."""
    for rate in RATES:
        with InTerminal("-m", "tui", "--no-opening", size=(200, 60), rate=rate) as app:
            app.wait_for("changes 4M", patience=60)
            app.run(2.0)
            found = []
            from time import perf_counter

            for number, letter in enumerate(LETTERS):
                before, begin = len(app.printed), perf_counter()
                app.type(letter)
                app.wait_for(letter, since=before)
                found.append((perf_counter() - begin) * 1000)
                app.run(0.1 + number * 0.003)
        print(f"{rate // 1000} KB/s: median {median(found):.0f} ms, {len(found)} keys, none lost")
        report("    p95 from key to screen", quantiles(found, n=20)[-1], LIMIT, "ms")


if __name__ == "__main__":
    measure_map()
    measure_slow()
