"""The words of `ballonet themes`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

THEMES_USAGE = "ballonet themes\n       ballonet themes check FILE|NAME"


def add_themes(parser: argparse.ArgumentParser) -> None:
    """Let a parser read `themes [check FILE|NAME]`."""
    verbs = parser.add_subparsers(metavar="check", title="more")
    check = verbs.add_parser(
        "check", help="contrasts of one, what falls short, and how kinds differ for every eye"
    )
    check.add_argument("check", metavar="FILE|NAME", help="a theme's file, or a theme's name")
    parser.set_defaults(check=None)
