"""How long a typed letter takes to show: while a guest of 64 GiB inflates as fast as it can, and while policies are
compared on a guest of the lab, beside the lab itself. p95 at most 150 ms."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from in_a_terminal import InTerminal
from measure import report

LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
"""None of them is anywhere else on the screen, so that the one typed last is told apart."""
PAUSE = 0.1
"""Seconds between two keys, with a little more each time so that they come at no fixed moment of a frame."""
LIMIT = 150.0
INFLATING = """\
host memory 128G
guest add web memory=64G min=1G
workload web age
balloon set web 2G
"""


def latencies(app: InTerminal) -> list[float]:
    """Type letter after letter, and return how many milliseconds each took to show."""
    found = []
    for number, letter in enumerate(LETTERS):
        before = len(app.printed)
        begin = time.perf_counter()
        app.type(letter)
        app.wait_for(letter, since=before)
        found.append((time.perf_counter() - begin) * 1000)
        app.run(PAUSE + number * 0.003)
    return found


def measure_comparison() -> None:
    """Print the latencies while every policy halves the lab's largest guest on a copy of the world."""
    with InTerminal("-m", "tui", "--no-opening") as app:
        app.wait_for("just type", patience=120)
        app.run(2.0)
        app.type("compare db 2G\r")
        app.wait_for("running", patience=30)
        app.type(":")
        show("comparing", latencies(app))


def show(what: str, found: list[float]) -> None:
    """Print latencies against the limit."""
    cut = quantiles(found, n=20)[-1]
    print(f"{what}: median {median(found):.0f} ms, worst {max(found):.0f} ms, {len(found)} keys")
    report("    p95 from key to screen", cut, LIMIT, "ms")


def measure(speed: str, script: str) -> None:
    """Print the latencies at one speed."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "inflating.bal"
        path.write_text(script)
        with InTerminal("-m", "tui", str(path)) as app:
            app.wait_for("Aged" if "age" in script else "web", patience=120)
            app.type(f"speed {speed}\r")
            app.run(2.0)
            found = latencies(app)
    show(f"{speed}x", found)


def main() -> None:
    """Measure a guest at rest, then inflating at speeds about 100x."""
    measure("1", "guest add web memory=64G\n")
    for speed in ("64", "256"):
        measure(speed, INFLATING)
    measure_comparison()


if __name__ == "__main__":
    main()
