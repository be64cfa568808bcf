"""The words of the command line."""

from __future__ import annotations

import argparse
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import attrs

from engine.errors import CommandError, printable
from engine.version import __version__
from tui.configuration.flags import add_plain, add_settings
from tui.verbs.capture_arguments import add_capture
from tui.verbs.completion_arguments import add_completion
from tui.verbs.config_arguments import USAGE as CONFIG_USAGE
from tui.verbs.config_arguments import add_config
from tui.verbs.epilogs import epilog
from tui.verbs.explain_arguments import add_explain
from tui.verbs.fidelity_arguments import READING, add_fidelity
from tui.verbs.theme_arguments import THEMES_USAGE, add_themes
from tui.verbs.trial_arguments import add_compare, add_success
from tui.verbs.usage import USAGE
from tui.verbs.watch_arguments import add_watch
from tui.verbs.whatif_arguments import add_step, add_whatif

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LARGEST_SEED = 2**64 - 1


class _Parser(argparse.ArgumentParser):
    """A parser that shows wrong words with their control characters escaped."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line, and exit 2."""
        self.exit(2, f"{self.prog}: {printable(message, 300)}\n{self.prog}: --help says what there is\n")


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line.

    Returns:
        What was asked for; `verb` is app, or a word of _VERBS.

    Raises:
        SystemExit: help or the version was printed, or the words are wrong.
    """
    if list(arguments[:1]) == ["--plain"] and set(arguments[1:2]) & set(_PLAIN):
        arguments = [arguments[1], arguments[0], *arguments[2:]]
    verb = arguments[0] if arguments and arguments[0] in _VERBS else "app"
    parser = _parser_of(verb) if verb in _VERBS else _app_parser()
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
    return next(iter(get_close_matches(word, _VERBS, 1, _NEARLY)), "")


_NEARLY = 0.7
"""How much of a word two have in common of which one was meant for the other."""


@attrs.frozen
class _Verb:
    """What follows a verb.

    Attributes:
        does: in a sentence.
        add: lets a parser read its words.
        usage: where the words are in forms that argparse cannot tell.
        reading: how to read what it prints.
    """

    does: str
    add: Callable[[argparse.ArgumentParser], None]
    usage: str | None = None
    reading: str = ""


def parsers() -> dict[str, argparse.ArgumentParser]:
    """Return what reads the words after each verb; `app` is the app's."""
    return {"app": _app_parser(), **{verb: _parser_of(verb) for verb in _VERBS}}


def _parser_of(verb: str) -> _Parser:
    asked = _VERBS[verb]
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
    _add_app_options(parser)
    return parser


def _add_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("script", nargs="?", metavar="NAME", help="a lesson's name")
    parser.set_defaults(step=None)
    _add_app_options(parser)


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "script", metavar="SCRIPT", help="a .bal file, a lesson's name, or - for standard input"
    )
    _add_seed(parser)
    parser.add_argument("--until", metavar="TIME", type=_until, help="stop at this virtual time, as 90s")
    parser.add_argument("--json", metavar="FILE", help="write how it ends as JSON; - is standard output")
    parser.add_argument(
        "--csv",
        metavar="FILE",
        help="write what `compare` found as CSV, a row a policy; - is standard output",
    )
    parser.add_argument(
        "--record", metavar="FILE", help="write what was done as a recording; - is standard output"
    )
    parser.add_argument(
        "--svg", metavar="FILE", help="draw what the app shows at the end as SVG; - is standard output"
    )


_VERBS = {
    "run": _Verb("Run a script without a screen, as fast as it can.", _add_run),
    "demo": _Verb("List the lessons, or play one in the app.", _add_demo),
    "compare": _Verb(
        "Run a script, then bring copies of a guest to a size, each by another policy; from many seeds.",
        add_compare,
    ),
    "success": _Verb(
        "Age guests to several fill levels, and count how often each policy can shrink them.", add_success
    ),
    "fidelity": _Verb(
        "Predict every step of recorded traces from the one before, and hold it against what was.",
        add_fidelity,
        reading=READING,
    ),
    "whatif": _Verb(
        "Say what commands would do to a machine whose memory was recorded: before, after, how sure.",
        add_whatif,
    ),
    "capture": _Verb(
        "Write what this machine's kernel tells of its memory into one file; as root it is all.", add_capture
    ),
    "watch": _Verb(
        "Show this machine's own memory live; nothing is changed. Only root may look at every page.",
        add_watch,
    ),
    "explain": _Verb(
        "Hold a prediction against what a real kernel did, and put every difference down to a rule.",
        add_explain,
        usage="ballonet explain TRACE step=N [--json]\n       ballonet explain BEFORE AFTER COMMAND... [--json]",
    ),
    "themes": _Verb(
        "List the themes, yours too; or measure one: contrasts, and how kinds differ for every eye.",
        add_themes,
        usage=THEMES_USAGE,
    ),
    "config": _Verb(
        "Say what is set, where from, and which keys there are; or begin a configuration file.",
        add_config,
        usage=CONFIG_USAGE,
    ),
    "completion": _Verb("Print a script with which a shell completes this command line.", add_completion),
}
"""What there is but the app."""
_INTERMIXED = ("whatif", "explain")
"""Verbs whose options may stand between the words that follow them."""
_PLAIN = ("demo", "watch")
"""Verbs that `--plain` may stand before."""
_STEPPED = ("app", "whatif")
"""What is of one step at most: `step=N` is read as `--step N`."""


def _as_option(word: str) -> str:
    return f"--{word}" if word.startswith("step=") else word


def _add_app_options(parser: argparse.ArgumentParser) -> None:
    add_plain(parser)
    _add_seed(parser)
    add_settings(parser)


def _add_seed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seed", metavar="N", type=_seed, help="the seed of the simulation; it beats the script's own"
    )


def _seed(text: str) -> int:
    if not (
        text.isascii()
        and text.isdigit()
        and len(text) <= len(str(LARGEST_SEED))
        and int(text) <= LARGEST_SEED
    ):
        raise argparse.ArgumentTypeError(
            f"{printable(text)} is not a seed: a number from 0 to {LARGEST_SEED}"
        )
    return int(text)


def _until(text: str) -> int:
    from engine.units import parse_duration

    try:
        return parse_duration(text)
    except CommandError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
