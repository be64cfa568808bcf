"""Runs scripts as tests, side by side, and says what came of each."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import SyntaxRefused, printable
from engine.units import duration_text
from tui.scripts import STDIN, SUFFIX
from tui.verbs.spread import cores, spread
from tui.verbs.suite.junit import junit_text
from tui.verbs.suite.result import Job
from tui.verbs.suite.work import run_as_test
from tui.verbs.targets import STDOUT, check_target, write_target

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from engine.units import Nanoseconds
    from tui.verbs.suite.result import Result

DONE, FAILED, BAD = 0, 1, 2
MOST = 10_000
"""Scripts at a time."""
_LABEL = {"passed": "ok", "failed": "FAILED", "bad": "BAD"}


def named(words: Sequence[str]) -> list[str]:
    """Return the scripts that words name: a folder stands for every script in it, in order of their names.

    Raises:
        SyntaxRefused: a folder without a script, standard input beside others, or too many.
    """
    found: list[str] = []
    for word in words:
        folder = Path(word)
        if "\0" not in word and folder.is_dir():
            inside = sorted(str(each) for each in folder.glob(f"*{SUFFIX}"))
            if not inside:
                shown = printable(word, 200)
                raise SyntaxRefused(f"{shown} is a folder without a script", f"one with {SUFFIX} files")
            found += inside
        else:
            found.append(word)
    if STDIN in found and len(found) > 1:
        raise SyntaxRefused("standard input is one script", "- alone, or files")
    if len(found) > MOST:
        raise SyntaxRefused(f"{len(found):,} scripts are too many", f"at most {MOST:,}")
    return found


def run_suite(
    scripts: Sequence[str],
    junit: str | None,
    jobs: int | None,
    seed: int | None = None,
    until: Nanoseconds | None = None,
) -> int:
    """Run scripts as tests, and return the exit code: 2 if one is no script, else 1 if one failed.

    Args:
        scripts: files, or lessons' names.
        junit: where the report goes; - is standard output.
        jobs: how many processes work at a time; None: as many as there are cores.
        seed: it beats the scripts'.
        until: the virtual time at which each is cut.

    Raises:
        SyntaxRefused: the report cannot be written.
    """
    if junit:
        check_target(junit)
    results = spread(
        run_as_test, [Job(script, seed, until) for script in scripts], jobs or cores(), "scripts"
    )
    _tell(results, sys.stderr if junit == STDOUT else sys.stdout)
    if junit:
        write_target(junit, junit_text(results))
    verdicts = {each.verdict for each in results}
    return BAD if "bad" in verdicts else FAILED if "failed" in verdicts else DONE


def _tell(results: Sequence[Result], stream: TextIO) -> None:
    width = min(48, max(len(printable(each.script)) for each in results))
    for each in results:
        held, failed = each.expectations
        counted = f"{held:>3} of {held + failed:<3} as expected" if held + failed else ""
        times = f"{duration_text(each.virtual // 10**6 * 10**6)} in {each.wall:.2f} s"
        name = printable(each.script, 200)
        print(f"{_LABEL[each.verdict]:<6}  {name:<{width}}  {counted:<22}  {times}".rstrip(), file=stream)
    for each in results:
        if each.verdict == "passed":
            continue
        print(file=stream)
        for line in each.problem.splitlines():
            print(line, file=stream)
        for failure in each.failures:
            print(failure.title, file=stream)
            for row in failure.lines():
                print(f"  {row}", file=stream)
        if each.more:
            print(f"{each.more:,} more went wrong in {printable(each.script, 200)}", file=stream)
    failed = sum(each.verdict != "passed" for each in results)
    print(f"\n{_summary(len(results), failed)}", file=stream)


def _summary(scripts: int, failed: int) -> str:
    what = "script" if scripts == 1 else "scripts"
    return f"{scripts:,} {what}, {failed:,} failed" if failed else f"{scripts:,} {what}, all as they must"
