"""`ballonet explain`: which rule diverged, where a real kernel did something else than was predicted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from engine.asking.explaining import explain_captures, explain_step
from engine.capture.opened import load_capture
from engine.explain.text import explanation_lines
from engine.explain.written import document
from engine.whatif.text import unknown_lines
from tui.verbs.explain_arguments import times_of
from tui.verbs.whatif import print_lines

if TYPE_CHECKING:
    from argparse import Namespace

DONE = 0


def explain(asked: Namespace) -> int:
    """Print the explanation; return 0 whatever differs.

    Raises:
        CommandError: there is nothing to be explained.
    """
    times, commands = times_of(asked.words, asked.step)
    if len(times) == 1:
        explained = explain_step(times[0].path, times[0].step)
    else:
        before, after = (load_capture(it.path, it.step).capture for it in times)
        explained = explain_captures(before, after, commands)
    if asked.json:
        print(json.dumps(document(explained.said, explained.found), indent=2))
    else:
        told = unknown_lines(explained.unknown)
        print_lines([*explained.head, *explanation_lines(explained.found), *([(), *told] if told else [])])
    return DONE
