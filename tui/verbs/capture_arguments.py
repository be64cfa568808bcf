"""The words of `ballonet capture`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_capture(parser: argparse.ArgumentParser) -> None:
    """Let a parser read `capture [-o FILE] [--force] [--print-script]`."""
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="what is written, by default capture-HOST.ballonet; - is standard output",
    )
    parser.add_argument("--force", action="store_true", help="overwrite a FILE that is there")
    parser.add_argument(
        "--print-script",
        action="store_true",
        help="print a POSIX shell script that does the same without Python, instead",
    )
