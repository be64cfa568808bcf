"""`ballonet whatif`: what commands would do to a machine whose memory was recorded."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.asking.machine import read_machine
from engine.asking.questions import ask_all, heading, written
from engine.errors import printable
from engine.whatif.spans import coloured, line, plain
from engine.whatif.text import answer_lines, unknown_lines

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable

    from engine.whatif.spans import Line

DONE, REFUSED = 0, 1


def whatif(asked: Namespace) -> int:
    """Answer each command; return 0, or 1 where one was refused.

    Raises:
        CommandError: the file is no capture and no trace's step.
    """
    machine = read_machine(Path(asked.file), asked.step)
    head = heading(machine)
    answers = ask_all(machine, asked.commands)
    refused = any(answer.state == "refused" for answer in answers)
    if asked.json:
        print(json.dumps(written(machine, answers), indent=2))
    else:
        print_lines(head)
        for answer in answers:
            if answer.state == "refused":
                print(f"ballonet: {printable(answer.command, 200)}: {answer.reason}", file=sys.stderr)
                continue
            print()
            print_lines(answer_lines(answer))
        if machine.unknown:
            print()
            print_lines(_untold(machine.unknown, short=refused))
    return REFUSED if refused else DONE


def _untold(unknown: tuple[str, ...], *, short: bool) -> list[Line]:
    """Return what a capture does not tell; in a line where something else is to be read first: a refusal."""
    if not short:
        return unknown_lines(unknown)
    return [line(("  not told by the capture: --json lists it", "quiet"))]


def print_lines(lines: Iterable[Line]) -> None:
    """Print lines, in colours where somebody sees them and has not said that there shall be none."""
    seen = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    print(coloured(lines) if seen else plain(lines))
