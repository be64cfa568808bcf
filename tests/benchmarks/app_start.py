"""How soon the app is there: first paint at most 1.35 times as late as a bare Textual app's, guests 500 ms after it."""

from __future__ import annotations

from statistics import median

from in_a_terminal import HELLO, InTerminal
from measure import report

RUNS = 9
LATEST_PAINT = 1.35
LATEST_GUESTS = 500.0


def main() -> None:
    """Start both in turns, so that a busy machine slows both."""
    hello, painted, later = [], [], []
    for _ in range(RUNS):
        with InTerminal("-c", HELLO) as program:
            hello.append(program.seconds_until("hello, terminal"))
        with InTerminal("-m", "tui") as program:
            first = program.seconds_until("❯")
            painted.append(first)
            later.append(program.seconds_until("changes 4M") - first)
    print(f"a bare app paints after {median(hello) * 1000:.0f} ms")
    report("first paint of ballonet against it", median(painted) / median(hello), LATEST_PAINT, "x")
    report("three living guests after the first paint", median(later) * 1000, LATEST_GUESTS, "ms")


if __name__ == "__main__":
    main()
