"""The shell script that writes a capture where there is no Python."""

from __future__ import annotations

from importlib.resources import files


def capture_script() -> str:
    """Return it; POSIX sh, for dash and busybox too. What it writes `engine.capture.capture_file` reads."""
    return (files(__package__) / "capture.sh").read_text("utf-8")
