"""The words of the command line that make films and pictures of a run."""

from __future__ import annotations

import argparse
import re

from engine.errors import printable

LEAST, MOST = (20, 5), (400, 200)
"""Columns and rows of a screen."""
FASTEST = 60
"""Pictures a second."""
_SIZE = re.compile(r"(\d{1,4})x(\d{1,4})", re.ASCII)


def add_film(parser: argparse.ArgumentParser) -> None:
    """Let a parser read what films a run."""
    films = parser.add_argument_group("films", "The app as it would be seen, without a terminal.")
    films.add_argument(
        "--cast", metavar="FILE", help="film the app as an asciicast for asciinema; - is standard output"
    )
    films.add_argument(
        "--frames",
        metavar="FOLDER",
        help="draw the app as SVG files, one each --every (1s), and an index.json",
    )
    films.add_argument(
        "--cast-version", type=int, choices=(2, 3), default=2, help="of the asciicast format (2)"
    )
    films.add_argument(
        "--size", metavar="120x40", type=_size, default=(120, 40), help="columns and rows of the screen"
    )
    films.add_argument(
        "--fps", metavar="N", type=_fps, default=10, help=f"pictures a second, from 1 to {FASTEST} (10)"
    )
    films.add_argument(
        "--speed",
        metavar="X",
        type=_speed,
        default=1.0,
        help="seconds of virtual time in a second of the film, from 0.001 to 100000 (1)",
    )
    films.add_argument("--theme", metavar="NAME", help="the theme that is worn (safe; of a plot, light)")
    figures = parser.add_argument_group("figures", "What went on over virtual time.")
    figures.add_argument(
        "--metrics",
        metavar="FILE",
        help="write a row a guest each --every (100ms), as FILE ends: .csv or .jsonl; - is JSON lines",
    )
    figures.add_argument(
        "--plot", metavar="FILE.svg", help="draw guests over virtual time as SVG; - is standard output"
    )


def _size(text: str) -> tuple[int, int]:
    if found := _SIZE.fullmatch(text):
        size = int(found[1]), int(found[2])
        if all(low <= it <= high for low, it, high in zip(LEAST, size, MOST, strict=True)):
            return size
    least, most = (f"{columns}x{rows}" for columns, rows in (LEAST, MOST))
    raise argparse.ArgumentTypeError(
        f"{printable(text)} is not a size: columns and rows from {least} to {most}, as 120x40"
    )


def _fps(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= FASTEST:
        return int(text)
    raise argparse.ArgumentTypeError(
        f"{printable(text)} is not a number of pictures a second: from 1 to {FASTEST}"
    )


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0.001 <= speed <= 100_000:
        raise argparse.ArgumentTypeError(f"{printable(text)} is not a speed: from 0.001 to 100000")
    return speed
