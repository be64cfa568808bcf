"""`ballonet check`: what is wrong with scripts, without running them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checking import MOST_FINDINGS, check
from engine.errors import SyntaxRefused
from tui.scripts import find

if TYPE_CHECKING:
    from argparse import Namespace

DONE, BAD = 0, 2


def check_scripts(asked: Namespace) -> int:
    """Print what is wrong with each script, a line each, and a summary; return the exit code."""
    mistakes = warnings = 0
    for word in asked.scripts:
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
    print(_summary(len(asked.scripts), mistakes, warnings))
    return BAD if mistakes else DONE


def _summary(scripts: int, mistakes: int, warnings: int) -> str:
    found = _counted(mistakes, "mistake")
    if warnings:
        found = f"{found} and {_counted(warnings, 'warning')}"
    return f"{_counted(scripts, 'script')}: {found}"


def _counted(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
