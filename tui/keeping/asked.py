"""What the command line asks of keeping: a file to record into, a session to go on from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import SyntaxRefused, printable
from tui.launch import Launch

if TYPE_CHECKING:
    from argparse import Namespace

    from engine.script import Script

HEAD = b"ballonet "
SHOWN = 200


def check_record(asked: Namespace) -> str:
    """Return the file to record into; empty: none.

    Raises:
        SyntaxRefused: it is there already, its folder is not, or there is no app.
    """
    target: str = getattr(asked, "record", "") or ""
    if not target:
        return ""
    shown = printable(target, SHOWN)
    if asked.plain:
        raise SyntaxRefused("--record and --plain do not go together", "ballonet run SCRIPT --record FILE")
    if "\0" in target or not Path(target).absolute().parent.is_dir():
        raise SyntaxRefused(f"{shown} cannot be written", "name a file in a folder that exists")
    if Path(target).exists():
        raise SyntaxRefused(
            f"{shown} is there already, and a recording is never written over a file",
            "another name, or remove it first",
        )
    return target


def resumed(asked: Namespace, record: str) -> Launch | None:
    """Return what goes on from a session that was cut off; None: that is not asked for.

    Raises:
        SyntaxRefused: there is none, or its journal cannot be read.
    """
    if getattr(asked, "resume", None) is None:
        return None
    if asked.script or asked.step is not None or asked.seed is not None:
        raise SyntaxRefused("--resume goes on with what was played", "ballonet --resume [FILE] alone")
    if asked.plain:
        raise SyntaxRefused("--resume and --plain do not go together", "ballonet --resume")
    from engine.keeping import journal_of
    from engine.script import read_recording
    from tui.keeping.journals import newest_unfinished, read
    from tui.paths import journals_folder
    from tui.scripts import find

    path = Path(asked.resume) if asked.resume else newest_unfinished(journals_folder())
    if _is_recording(path):
        found = find(asked.resume, damaged=True)
        journal = journal_of(read_recording(found.data, found.name), found.name, str(found.folder or ""))
    else:
        journal = read(path)
    return Launch(
        name=str(path),
        waiting="what was done is done again",
        record=record,
        resumes=path.absolute(),
        journal=journal,
    )


def up_to(script: Script | None) -> str:
    """Return how far a recording can be played that is damaged; empty: it is whole."""
    if script is None or script.damaged is None:
        return ""
    line, found = script.damaged.place.line, printable(script.damaged.found, SHOWN)
    return f"damaged in line {line}, and played up to there: {found}"


def _is_recording(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(len(HEAD)) == HEAD
    except (OSError, ValueError):
        return False
