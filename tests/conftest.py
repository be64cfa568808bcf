"""How property tests run: always on the same examples where CI is set, on new ones each time elsewhere."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import settings

from tests.spreading import rank, unit

EXAMPLES = int(os.environ.get("BALLONET_EXAMPLES", "100"))
"""How many examples a property is tried on that does not say so itself."""
settings.register_profile(
    "ballonet", deadline=None, derandomize="CI" in os.environ, max_examples=EXAMPLES, print_blob=True
)
settings.load_profile("ballonet")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell has what it starts in the background ignore ^C, and that is inherited by the programs that tests start.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers() -> int:
    """Have twice as many workers as there are processors: half of a screen test's time is waiting."""
    return 2 * (os.cpu_count() or 1)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Run a file's tests by one process, see `tests.spreading`."""
    from xdist.scheduler import LoadFileScheduling

    class Spread(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return unit(nodeid)

    config.option.loadscopereorder = False
    return Spread(config, log)


def pytest_collection_modifyitems(items):
    """Begin with what takes long."""
    items.sort(key=lambda item: rank(item.nodeid))


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
