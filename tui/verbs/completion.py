"""`ballonet completion`: what a shell needs to complete the command line, written from the parsers' own tables."""

from __future__ import annotations

import argparse
import shlex
import sys
from typing import TYPE_CHECKING

import attrs

from tui.configuration.kinds import OneOf
from tui.configuration.table import SETTINGS
from tui.paths import themes_folder
from tui.scripts import lessons
from tui.themes import AUTO, Themes
from tui.verbs.arguments import parsers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

APP = "app"
SCRIPTED = (APP, "run", "demo", "check", "fmt", "compare")
"""What a lesson's name may follow."""


@attrs.frozen
class Offered:
    """One flag, or the words that may stand where no flag does.

    Attributes:
        flags: all its spellings; none where it is no flag.
        values: words that fit; empty where a file does, or nothing in particular.
        takes: whether a value follows the flag.
        means: one line.
    """

    flags: tuple[str, ...]
    values: tuple[str, ...]
    takes: bool
    means: str


def complete(asked: argparse.Namespace) -> int:
    """Print the script of a shell; return the exit code."""
    sys.stdout.write({"bash": bash, "zsh": zsh, "fish": fish}[asked.shell]())
    return 0


def offered(parser: argparse.ArgumentParser) -> Iterator[Offered]:
    """Yield what may follow a verb."""
    for action in parser._actions:  # noqa: SLF001 - argparse tells nobody else
        values = tuple(map(str, action.choices or ()))
        name = next(iter(action.option_strings), "").removeprefix("--")
        if name in SETTINGS and isinstance(kind := SETTINGS[name].kind, OneOf):
            values = tuple(kind.words)
        if name == "theme":
            values = (AUTO, *Themes(themes_folder()).all())
        help = " ".join((action.help or "").replace("%%", "%").split())  # noqa: A001
        yield Offered(tuple(action.option_strings), values, action.nargs != 0, help)


def bash() -> str:
    """Return the script for bash."""
    values: dict[str, str] = {}
    words: dict[str, str] = {}
    known = parsers()
    for verb, parser in known.items():
        rows = list(offered(parser))
        values |= {
            flag: " ".join(row.values) for row in rows for flag in row.flags if row.takes and row.values
        }
        plain = [word for row in rows if not row.flags for word in row.values]
        plain += lessons() if verb in SCRIPTED else ()
        words[verb] = " ".join([*(flag for row in rows for flag in row.flags), *plain])
    verbs = " ".join(verb for verb in known if verb != APP)
    return f"""\
# eval "$(ballonet completion bash)" in ~/.bashrc
_ballonet() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} words
    case $before in
{_cases(values)}
        *)
            case ${{COMP_WORDS[1]}} in
{_cases({verb: text for verb, text in words.items() if verb != APP}, 16)}
                *) words={shlex.quote(words[APP])};;
            esac
            if [ "$COMP_CWORD" -eq 1 ]; then words="$words {verbs}"; fi;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _ballonet ballonet
"""


def _cases(texts: Mapping[str, str], indent: int = 8) -> str:
    return "\n".join(f"{'':{indent}}{word}) words={shlex.quote(text)};;" for word, text in texts.items())


def zsh() -> str:
    """Return the script for zsh, which can read bash's."""
    _, _, script = bash().partition("\n")
    head = '# eval "$(ballonet completion zsh)" in ~/.zshrc\nautoload -U +X bashcompinit && bashcompinit\n'
    return head + script


def fish() -> str:
    """Return the script for fish."""
    known = parsers()
    lines = ["# ballonet completion fish > ~/.config/fish/completions/ballonet.fish"]
    verbs = [verb for verb in known if verb != APP]
    alone = f"not __fish_seen_subcommand_from {' '.join(verbs)}"
    for verb, parser in known.items():
        when = alone if verb == APP else f"__fish_seen_subcommand_from {verb}"
        begin = f"complete -c ballonet -n {shlex.quote(when)}"
        if verb != APP:
            said = shlex.quote(parser.description or "")
            lines.append(f"complete -c ballonet -n {shlex.quote(alone)} -a {verb} -d {said}")
        for row in offered(parser):
            flags = " ".join(
                f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in row.flags
            )
            words = f" -a {shlex.quote(' '.join(row.values))}" if row.values else ""
            takes = " -r" if row.flags and row.takes else ""
            if flags or words:
                lines.append(f"{begin} {flags}{takes}{words} -d {shlex.quote(row.means)}")
        if verb in SCRIPTED:
            lines.append(f"{begin} -a {shlex.quote(' '.join(lessons()))}")
    return "\n".join(lines) + "\n"
