"""`ballonet check`: what is wrong with scripts, without running them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checking import MOST_FINDINGS, check
from engine.errors import SyntaxRefused
from tui.scripts import find
from tui.verbs.suite.suite import named

if TYPE_CHECKING:
    from argparse import Namespace

DONE, BAD = 0, 2


def check_scripts(asked: Namespace) -> int:
    """Print what is wrong with each script, a line each, and a summary; return the exit code.

    Raises:
        SyntaxRefused: a folder has no script.
    """
    mistakes = warnings = 0
    scripts = named(asked.scripts)
    for word in scripts:
        try:
            found = find(word)
        except SyntaxRefused as error:
            print(f"{error.found}: {error.wanted}" if error.wanted else error.found)
            mistakes += 1
            continue
        findings = check(found.data, found.name, str(found.folder or ""))
        for finding in findings:
            print(finding)
        if len(findings) == MOST_FINDINGS:
            print(f"{found.name}: there may be more: the first {MOST_FINDINGS:,} are told")
        warnings += sum(finding.warning for finding in findings)
        mistakes += sum(not finding.warning for finding in findings)
    print(_summary(len(scripts), mistakes, warnings))
    return BAD if mistakes else DONE


def _summary(scripts: int, mistakes: int, warnings: int) -> str:
    found = _counted(mistakes, "mistake")
    if warnings:
        found = f"{found} and {_counted(warnings, 'warning')}"
    return f"{_counted(scripts, 'script')}: {found}"


def _counted(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
