"""Which tests are run by one process: those of a file, for they share what takes long to make, but for some files."""

from __future__ import annotations

APART = (
    "tests/tui/test_gallery.py",
    "tests/engine/comparison/test_thesis.py",
    "tests/engine/test_programs_hold.py",
    "tests/engine/test_world.py",
    "tests/engine/hosting/test_balance.py",
    "tests/engine/guest/test_host_paging.py",
    "tests/engine/guest/test_running_on.py",
    "tests/engine/operations/test_memory_blocks.py",
    "tests/fidelity/test_table.py",
    "tests/tui/terminal/test_ends.py",
    "tests/tui/test_app_real.py",
    "tests/tui/test_looks.py",
    "tests/tui/test_terminal.py",
    "tests/tui/test_transport.py",
    "tests/tui/verbs/test_trials.py",
)
"""Files whose tests take long and share nothing: each by whichever process is free, and before all others."""
LESSONS = "tests/engine/operations/test_lessons.py"
"""Where all that is asked of one lesson is asked of one run."""


def unit(nodeid: str) -> str:
    """Return what a test is run with: its file, or in some files itself, or its lesson."""
    file, _, test = nodeid.partition("::")
    if file == LESSONS:
        return f"{file}[{test.partition('[')[2]}"
    return nodeid if file in APART else file


def rank(nodeid: str) -> int:
    """Return when a test's turn is: those that take long come first, so that no process waits for one at the end."""
    file = nodeid.partition("::")[0]
    return APART.index(file) if file in APART else len(APART) + (file != LESSONS)
