"""`ballonet capture`: what this machine's kernel tells of its memory, into one file."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import CommandError, SyntaxRefused, printable
from engine.live.kernel_files import KernelFiles
from engine.live.opening import open_to_write
from engine.live.script import capture_script
from engine.live.take import take
from engine.units import short_size
from tui.verbs.spread import Progress

if TYPE_CHECKING:
    from argparse import Namespace

    from engine.units import Pages

STDOUT = "-"
DONE, FAILED = 0, 1


def capture(asked: Namespace, files: KernelFiles | None = None) -> int:
    """Write the capture, or the script; return the exit code.

    Args:
        asked: the command line.
        files: where the kernel's are; by default those of this machine.

    Raises:
        SyntaxRefused: what is asked for cannot be written.
    """
    if asked.print_script:
        sys.stdout.write(capture_script())
        return DONE
    files = files or KernelFiles()
    if not (files.root / "proc/zoneinfo").exists():
        print("ballonet: there is no /proc/zoneinfo here: captures are of Linux", file=sys.stderr)
        return FAILED
    target = asked.output or f"capture-{_host()}.ballonet"
    if target == STDOUT and sys.stdout.isatty():
        raise SyntaxRefused("a capture is not for a terminal", "-o FILE, or > FILE")
    try:
        missing = _take(files, sys.stdout.fileno()) if target == STDOUT else _into(files, target, asked.force)
    except (OSError, CommandError) as error:
        if isinstance(error, SyntaxRefused | BrokenPipeError):
            raise
        reason = printable(error.strerror or "") if isinstance(error, OSError) else str(error)
        print(f"ballonet: {reason}", file=sys.stderr)
        return FAILED
    for name, reason in missing.items():
        print(f"ballonet: {name} is missing: {reason}", file=sys.stderr)
    if missing and os.geteuid():
        print("ballonet: root can take all that the kernel has", file=sys.stderr)
    name = "FILE" if target == STDOUT else printable(target, 200)
    print(f"`ballonet {name}` opens it, `ballonet whatif {name} COMMAND` asks", file=sys.stderr)
    return DONE


def _host() -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "-", os.uname().nodename)[:64].strip(".-") or "machine"


def _into(files: KernelFiles, target: str, force: bool) -> dict[str, str]:
    """Write a file; where that comes to nothing, none is left."""
    path = Path(target)
    if path.is_dir():
        name = printable(str(path / f"capture-{_host()}.ballonet"), 200)
        raise SyntaxRefused(f"{printable(target, 200)} is a folder", f"a file in it, as -o {name}")
    try:
        out = open_to_write(path, force)
    except CommandError as error:
        raise SyntaxRefused(error.found, error.wanted) from None
    try:
        missing = _take(files, out)
        written = os.fstat(out).st_size
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(out)
    print(f"{printable(target, 200)} has {short_size(written)}", file=sys.stderr)
    return missing


def _take(files: KernelFiles, out: int) -> dict[str, str]:
    progress: Progress | None = None

    def told(done: Pages, about: Pages) -> None:
        nonlocal progress
        progress = progress or Progress(about, "pages", sys.stderr)
        progress.reach(min(done, about))

    def write(piece: bytes) -> None:
        while piece:
            piece = piece[os.write(out, piece) :]

    try:
        return take(files, write, told)
    finally:
        if progress is not None:
            progress.clear()
