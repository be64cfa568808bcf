"""What `ballonet run` was asked to write."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from engine.errors import SyntaxRefused, printable
from tui.verbs.outputs import ComparisonsOutput, JsonOutput, PictureOutput, RecordingOutput
from tui.verbs.pictured import pictured

if TYPE_CHECKING:
    from argparse import Namespace

    from tui.verbs.outputs import Output

SHOWN = 200
"""Characters of a file's name that are said."""


def outputs(asked: Namespace, name: str) -> list[Output]:
    """Return what is to come of a run, in the order in which it is written.

    Args:
        asked: the words of the command line.
        name: what the script is called.

    Raises:
        SyntaxRefused: two of them would be written into one file.
    """
    found: list[Output] = []
    if asked.json:
        found.append(JsonOutput(asked.json))
    if asked.csv:
        found.append(ComparisonsOutput(asked.csv))
    if asked.record:
        found.append(RecordingOutput(asked.record))
    if asked.svg:
        found.append(PictureOutput(asked.svg, name))
    found += pictured(asked, name)
    if asked.html:
        from tui.verbs.page_output import PageOutput
        from tui.web.reel import EVERY

        found.append(PageOutput(asked.html, name, asked.every or EVERY))
    _check_targets([each.target for each in found])
    return found


def _check_targets(targets: list[str]) -> None:
    for at, target in enumerate(targets):
        if target in targets[:at] and target != os.devnull:
            shown = "standard output" if target == "-" else printable(target, SHOWN)
            raise SyntaxRefused(f"two outputs cannot both be written to {shown}", "a file for each")
