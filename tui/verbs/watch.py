"""`ballonet watch`: this machine's own memory in the app."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from engine.errors import CommandError, SyntaxRefused
from engine.live.kernel_files import KernelFiles
from engine.live.look import Looker
from engine.units import SECOND

if TYPE_CHECKING:
    from argparse import Namespace

FAILED = 1
LOOKING = "looking at this machine"
"""What is going on before the first picture."""


def watch(asked: Namespace) -> int:
    """Open the app on this machine; return the exit code.

    Raises:
        SyntaxRefused: there is no terminal.
    """
    looker = Looker(KernelFiles())
    looker.settle()
    try:
        looker.look()
    except CommandError as error:
        print(f"ballonet: {error}", file=sys.stderr)
        return FAILED
    from tui.starting import configured, on_terminal, open_app

    if not asked.plain and not on_terminal():
        raise SyntaxRefused("the app needs a terminal", "ballonet watch --plain does without one")
    from tui.launch import Launch

    launch = Launch(name="watch", every=asked.every / SECOND, waiting=LOOKING)
    if asked.plain:
        from tui.plain.start import open_plain

        return open_plain(launch, configured(asked))
    return open_app(launch, configured(asked))
