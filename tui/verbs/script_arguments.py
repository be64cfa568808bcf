"""The words of `ballonet check` and `ballonet fmt`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_check(parser: argparse.ArgumentParser) -> None:
    """Let a parser read `check SCRIPT...`."""
    _add_scripts(parser)


def add_fmt(parser: argparse.ArgumentParser) -> None:
    """Let a parser read `fmt SCRIPT... [--write|--check]`."""
    _add_scripts(parser)
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--write", action="store_true", help="write files anew instead of printing them")
    ways.add_argument("--check", action="store_true", help="print nothing but the names of those that differ")


def _add_scripts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "scripts",
        metavar="SCRIPT",
        nargs="+",
        help="a .bal file, a lesson's name, a folder of scripts, or - for standard input",
    )
