"""How property tests run: always on the same examples where CI is set, on new ones each time elsewhere."""

from __future__ import annotations

import os
import signal

from hypothesis import settings

settings.register_profile("ballonet", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("ballonet")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell has what it starts in the background ignore ^C, and that is inherited by the programs that tests start.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers() -> int:
    """Have twice as many workers as there are processors: half of a screen test's time is waiting."""
    return 2 * (os.cpu_count() or 1)


def pytest_terminal_summary(terminalreporter):
    """Tell what became better than it was recorded: no failure, but to be recorded anew."""
    better = [
        line
        for report in terminalreporter.stats.get("passed", ())
        for name, line in report.user_properties
        if name == "better than recorded"
    ]
    if better:
        terminalreporter.section("predictions that became better: python3 -m tests.fidelity.record")
        for line in better:
            terminalreporter.write_line(line)
