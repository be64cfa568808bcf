"""What the paused app costs, against a bare Textual app that does nothing: at most one point of a processor more."""

from __future__ import annotations

from in_a_terminal import HELLO, InTerminal
from measure import report

SECONDS = 10.0


def share(program: InTerminal) -> float:
    """Return the percentage of a processor that the program uses."""
    before = program.processor_seconds()
    program.run(SECONDS)
    return (program.processor_seconds() - before) / SECONDS * 100


def main() -> None:
    """Let both do nothing."""
    with InTerminal("-c", HELLO) as hello, InTerminal("-m", "tui") as ours:
        hello.seconds_until("hello, terminal")
        ours.seconds_until("web  ")
        ours.run(5)
        ours.type(" ")
        ours.run(2)
        idle = share(hello)
        report("the paused app", share(ours), idle + 1, "%")


if __name__ == "__main__":
    main()
