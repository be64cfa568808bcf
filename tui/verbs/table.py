"""What may stand first on the command line, and the words that follow each. The app is open before these are read."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import attrs

from engine.errors import CommandError
from tui.verbs.app_arguments import add_app_options, add_record, add_seed
from tui.verbs.capture_arguments import add_capture
from tui.verbs.completion_arguments import add_completion
from tui.verbs.config_arguments import USAGE as CONFIG_USAGE
from tui.verbs.config_arguments import add_config
from tui.verbs.explain_arguments import add_explain
from tui.verbs.fidelity_arguments import READING, add_fidelity
from tui.verbs.film_arguments import add_film
from tui.verbs.lesson import add_lesson
from tui.verbs.page_arguments import add_page
from tui.verbs.script_arguments import add_check, add_fmt
from tui.verbs.theme_arguments import THEMES_USAGE, add_themes
from tui.verbs.trial_arguments import add_compare, add_jobs, add_success
from tui.verbs.watch_arguments import add_watch
from tui.verbs.whatif_arguments import add_whatif

if TYPE_CHECKING:
    from collections.abc import Callable


@attrs.frozen
class Verb:
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


def _add_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("script", nargs="?", metavar="NAME", help="a lesson's name")
    parser.set_defaults(step=None)
    add_record(parser)
    add_app_options(parser)


def _add_replay(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "script",
        nargs="?",
        metavar="RECORDING",
        help="a recording, or any script or lesson; without one, what was recorded last",
    )
    parser.add_argument(
        "--notes",
        action="store_true",
        help="follow what is presented in another terminal: the speaker's notes",
    )
    parser.set_defaults(step=None)
    add_app_options(parser)


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "scripts",
        metavar="SCRIPT",
        nargs="+",
        help="a .bal file, a lesson's name, a folder of scripts, or - for standard input; several are run as tests",
    )
    add_seed(parser)
    parser.add_argument(
        "--junit", metavar="FILE", help="run as tests, and write what came of them; - is standard output"
    )
    add_jobs(parser, "tests at a time, by default one a core")
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
    add_film(parser)
    add_page(parser)


def _until(text: str) -> int:
    from engine.units import parse_duration

    try:
        return parse_duration(text)
    except CommandError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


VERBS = {
    "run": Verb("Run a script without a screen, as fast as it can.", _add_run),
    "demo": Verb("List the lessons, or play one in the app.", _add_demo),
    "lesson": Verb("Begin a lesson of your own: a script that runs, and says how to go on.", add_lesson),
    "replay": Verb(
        "Play a recording in the app: back and forth, at any speed, and from any point live.", _add_replay
    ),
    "check": Verb(
        "Say every mistake in scripts, with file, line and column, without running them.", add_check
    ),
    "fmt": Verb("Print scripts in their canonical form; what they run stays the same.", add_fmt),
    "compare": Verb(
        "Run a script, then bring copies of a guest to a size, each by another policy; from many seeds.",
        add_compare,
    ),
    "success": Verb(
        "Age guests to several fill levels, and count how often each policy can shrink them.", add_success
    ),
    "fidelity": Verb(
        "Predict every step of recorded traces from the one before, and hold it against what was.",
        add_fidelity,
        reading=READING,
    ),
    "whatif": Verb(
        "Say what commands would do to a machine whose memory was recorded: before, after, how sure.",
        add_whatif,
    ),
    "capture": Verb(
        "Write what this machine's kernel tells of its memory into one file; as root it is all.", add_capture
    ),
    "watch": Verb(
        "Show this machine's own memory live; nothing is changed. Only root may look at every page.",
        add_watch,
    ),
    "explain": Verb(
        "Hold a prediction against what a real kernel did, and put every difference down to a rule.",
        add_explain,
        usage="ballonet explain TRACE step=N [--json]\n       ballonet explain BEFORE AFTER COMMAND... [--json]",
    ),
    "themes": Verb(
        "List the themes, yours too; or measure one: contrasts, and how kinds differ for every eye.",
        add_themes,
        usage=THEMES_USAGE,
    ),
    "config": Verb(
        "Say what is set, where from, and which keys there are; or begin a configuration file.",
        add_config,
        usage=CONFIG_USAGE,
    ),
    "completion": Verb("Print a script with which a shell completes this command line.", add_completion),
}
"""What there is but the app; `tui.verbs.arguments.VERBS` names them."""
