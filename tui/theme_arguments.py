"""The words of the command line about themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_theme(parser: argparse.ArgumentParser) -> None:
    """Let a parser read `--theme NAME`."""
    parser.add_argument("--theme", metavar="NAME", help="the colours to begin with; ^T shows what there is")
