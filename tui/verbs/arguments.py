"""The words of the command line."""

from __future__ import annotations

import argparse
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from engine.errors import printable
from engine.version import __version__
from tui.verbs.app_arguments import add_app_options, add_record, add_resume
from tui.verbs.epilogs import epilog
from tui.verbs.usage import USAGE
from tui.verbs.whatif_arguments import add_step

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Parser(argparse.ArgumentParser):
    """A parser that shows wrong words with their control characters escaped."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line, and exit 2."""
        self.exit(2, f"{self.prog}: {printable(message, 300)}\n{self.prog}: --help says what there is\n")


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line.

    Returns:
        What was asked for; `verb` is app, or a word of VERBS.

    Raises:
        SystemExit: help or the version was printed, or the words are wrong.
    """
    if list(arguments[:1]) == ["--plain"] and set(arguments[1:2]) & set(_PLAIN):
        arguments = [arguments[1], arguments[0], *arguments[2:]]
    verb = arguments[0] if arguments and arguments[0] in VERBS else "app"
    parser = _parser_of(verb) if verb in VERBS else _app_parser()
    if verb == "app" and arguments and (near := _verb_meant(arguments[0])):
        parser.exit(2, f"ballonet: no verb {printable(arguments[0])}: did you mean {near}?\n")
    read = parser.parse_intermixed_args if verb in _INTERMIXED else parser.parse_args
    words = list(arguments if verb == "app" else arguments[1:])
    asked = read([_as_option(word) for word in words] if verb in _STEPPED else words)
    asked.verb = verb
    return asked


def _verb_meant(word: str) -> str:
    """Return the verb that a word is nearly, which is neither a file nor a lesson; empty: none."""
    from tui.scripts import lessons

    if word.startswith("-") or "\0" in word or Path(word).exists() or word in lessons():
        return ""
    return next(iter(get_close_matches(word, VERBS, 1, _NEARLY)), "")


_NEARLY = 0.7
"""How much of a word two have in common of which one was meant for the other."""


def parsers() -> dict[str, argparse.ArgumentParser]:
    """Return what reads the words after each verb; `app` is the app's."""
    return {"app": _app_parser(), **{verb: _parser_of(verb) for verb in VERBS}}


def _parser_of(verb: str) -> _Parser:
    from tui.verbs.table import VERBS as TABLE

    asked = TABLE[verb]
    parser = _Parser(
        prog=f"ballonet {verb}",
        usage=asked.usage,
        description=asked.does,
        epilog="\n\n".join(filter(None, (asked.reading, epilog(verb)))),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    asked.add(parser)
    return parser


def _app_parser() -> _Parser:
    parser = _Parser(
        prog="ballonet",
        usage="ballonet [VERB] [SCRIPT|FILE] [OPTIONS]",
        description="See how the memory of Linux guests is resized: hotplug, balloons and the page allocator.\n\n"
        f"{USAGE}\n\nballonet VERB --help says what a verb takes.",
        epilog=epilog("app"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "script",
        nargs="?",
        metavar="SCRIPT|FILE",
        help="a .bal file, a lesson's name, a capture, or a recorded trace's folder",
    )
    add_step(parser)
    parser.add_argument("--version", action="version", version=f"ballonet {__version__}")
    add_record(parser)
    add_resume(parser)
    add_app_options(parser)
    return parser


VERBS = (
    "run",
    "demo",
    "lesson",
    "replay",
    "check",
    "fmt",
    "compare",
    "success",
    "fidelity",
    "whatif",
    "capture",
    "watch",
    "explain",
    "themes",
    "config",
    "completion",
)
"""What there is but the app. What follows each is in `tui.verbs.table`, which the app does without."""
_INTERMIXED = ("whatif", "explain")
"""Verbs whose options may stand between the words that follow them."""
_PLAIN = ("demo", "replay", "watch")
"""Verbs that `--plain` may stand before."""
_STEPPED = ("app", "whatif")
"""What is of one step at most: `step=N` is read as `--step N`."""


def _as_option(word: str) -> str:
    return f"--{word}" if word.startswith("step=") else word
