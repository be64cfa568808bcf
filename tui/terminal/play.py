"""Runs the app in the terminal, and says what there is to say once it has been given back."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from engine.errors import printable
from tui.terminal.sturdy import FAILED

if TYPE_CHECKING:
    from tui.app import BallonetApp


def play(app: BallonetApp) -> int:
    """Run the app to its end and return the exit code.

    Whatever ends it, the terminal is as it was before. If that was a mistake of the app's own, what is known of it is
    kept in a file, and its name is printed.
    """
    try:
        app.run(mouse=app.launch.settings.mouse)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # also what a part of it left by: the terminal comes first
        app.fail(error)
    finally:
        app.give_back()
    if app.failure is not None:
        from tui.paths import state_folder
        from tui.terminal.crash import tell

        tell(app.failure, app.circumstances(), state_folder())
        return FAILED
    if app.lost is not None:
        reason = printable(app.lost.strerror or str(app.lost))
        print(f"ballonet: the terminal cannot be written to: {reason}", file=sys.stderr)
    elif not app.return_code:
        from tui.terminal.farewell import farewell

        farewell(app)
    if app.drift:
        print(f"ballonet: {printable(app.drift, 1000)}", file=sys.stderr)
        return app.return_code or FAILED
    return app.return_code or 0
