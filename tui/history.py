"""Typed commands, kept between runs: a JSON string a line, oldest first.

What cannot be read or written is said and never stops the program, and nothing is lost: of a file that has grown too
long, or has lines that are no history, a copy lives on beside it with `.old` after its name. Several programs may
append at once.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from engine.errors import printable, reason_of

KEPT = 1000
"""Commands that are kept."""
LONGEST = 4096
"""Characters of one command; a longer one is not kept."""
LARGEST = 1 << 20
"""A file of more bytes is read from so far before its end, and begun anew."""


class History:
    """The commands of this run and of those before, oldest first.

    Args:
        file: where they are kept; None: nowhere.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.lines: list[str] = []
        self._file = file

    def load(self) -> str:
        """Read the file, if there is one.

        Returns:
            What was wrong, for people; empty if nothing was.
        """
        if self._file is None:
            return ""
        try:
            with self._file.open("r+b") as stream:
                return self._read(stream)
        except FileNotFoundError:
            return ""
        except PermissionError:
            return self._read_only()
        except OSError as error:
            return self._trouble("read", error)

    def _read(self, stream: BinaryIO) -> str:
        """Take the lines of a file that can be written, and begin it anew where it needs that."""
        _lock(stream)
        rows, size = _last_rows(stream)
        kept, wrong = _commands(rows)
        self.lines[:0] = _once_each(kept)[-KEPT:]
        if size <= LARGEST and len(kept) <= 2 * KEPT and not wrong:
            return ""
        try:
            self._begin_anew(stream)
        except OSError as error:
            return self._trouble("written", error)
        if not wrong:
            return ""
        assert self._file is not None
        old = printable(f"{self._file}.old", 200)
        lines = "1 line of the history is" if wrong == 1 else f"{wrong:,} lines of the history are"
        return f"{lines} unreadable: the whole file is kept as {old}"

    def _read_only(self) -> str:
        """Take the lines of a file that can only be read, and say so."""
        assert self._file is not None
        try:
            with self._file.open("rb") as stream:
                rows, _ = _last_rows(stream)
        except OSError as error:
            return self._trouble("read", error)
        self.lines[:0] = _once_each(_commands(rows)[0])[-KEPT:]
        return self._trouble("written", PermissionError(13, "Permission denied"))

    def _begin_anew(self, stream: BinaryIO) -> None:
        """Keep what the file has beside it, and put the present lines in it: the same file, for others have it open."""
        import json
        import shutil

        assert self._file is not None
        stream.seek(0)
        with self._file.with_name(self._file.name + ".old").open("wb") as old:
            shutil.copyfileobj(stream, old)
        rows = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in self.lines)
        stream.seek(0)
        stream.write(rows.encode("utf-8"))
        stream.truncate()

    def add(self, line: str) -> str:
        """Append a command; the same one twice in a row is kept once.

        Returns:
            What was wrong, for people; empty if nothing was. The command is kept for this run in any case.
        """
        import json

        if not line.strip() or len(line) > LONGEST or (self.lines and self.lines[-1] == line):
            return ""
        self.lines.append(line)
        del self.lines[:-KEPT]
        if self._file is None:
            return ""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            row = (json.dumps(line, ensure_ascii=False) + "\n").encode("utf-8")
            with self._file.open("ab") as stream:
                _lock(stream)
                stream.write(row)
        except (OSError, UnicodeEncodeError) as error:
            return self._trouble("written", error)
        return ""

    def _trouble(self, what: str, error: OSError | UnicodeEncodeError) -> str:
        """Say what is wrong, and write no more: the next command would only fail the same way."""
        reason = reason_of(error)
        file, self._file = self._file, None
        return f"the history {printable(str(file), 200)} cannot be {what} ({reason}); it goes on without"


def _lock(stream: BinaryIO) -> None:
    """Have the file to ourselves until it is closed; where it cannot be locked, go on without."""
    import fcntl

    with suppress(OSError):
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX)


def _last_rows(stream: BinaryIO) -> tuple[list[bytes], int]:
    """Return the last rows of a file, and how many bytes it has."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - LARGEST))
    rows = stream.read(LARGEST).split(b"\n")
    if size > LARGEST:
        del rows[0]
    return rows, size


def _commands(rows: list[bytes]) -> tuple[list[str], int]:
    """Return the commands of rows, and how many rows hold none."""
    read = [_command(row) for row in rows if row.strip()]
    return [command for command in read if command is not None], sum(command is None for command in read)


def _once_each(lines: list[str]) -> list[str]:
    """Return lines without those that come again later."""
    return list(dict.fromkeys(reversed(lines)))[::-1]


def _command(row: bytes) -> str | None:
    """Return the command that a line of the file holds, or None if it holds none."""
    import json

    try:
        command = json.loads(row)
    except (ValueError, RecursionError):
        return None
    return command if isinstance(command, str) and command.isprintable() and len(command) <= LONGEST else None
