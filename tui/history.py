"""Typed commands, kept between runs: a JSON string a line, oldest first.

What cannot be read or written is said and never stops the program, and no file is overwritten: one that has grown
too long, or has lines that are no history, lives on beside the new one with `.old` after its name.
"""

from __future__ import annotations

from pathlib import Path

from engine.errors import printable

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
            with self._file.open("rb") as stream:
                size = stream.seek(0, 2)
                stream.seek(max(0, size - LARGEST))
                rows = stream.read(LARGEST).split(b"\n")
        except FileNotFoundError:
            return ""
        except OSError as error:
            return self._trouble("read", error)
        if size > LARGEST:
            del rows[0]
        read = [(row, _command(row)) for row in rows if row.strip()]
        wrong = sum(command is None for _, command in read)
        kept = [command for _, command in read if command is not None]
        self.lines[:0] = kept[-KEPT:]
        if size <= LARGEST and len(kept) <= 2 * KEPT and not wrong:
            return ""
        problem = self._begin_anew(kept[-KEPT:])
        if wrong and not problem:
            old = printable(f"{self._file}.old", 200)
            lines = "1 line of the history is" if wrong == 1 else f"{wrong:,} lines of the history are"
            return f"{lines} unreadable: the whole file is kept as {old}"
        return problem

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
            with self._file.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        except (OSError, UnicodeEncodeError) as error:
            return self._trouble("written", error)
        return ""

    def _begin_anew(self, lines: list[str]) -> str:
        """Put `lines` in a new file and the present one beside it."""
        import json

        assert self._file is not None
        try:
            self._file.replace(self._file.with_name(self._file.name + ".old"))
            self._file.write_text(
                "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8"
            )
        except OSError as error:
            return self._trouble("written", error)
        return ""

    def _trouble(self, what: str, error: OSError | UnicodeEncodeError) -> str:
        """Say what is wrong, and write no more: the next command would only fail the same way."""
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        file, self._file = self._file, None
        return f"the history {printable(str(file), 200)} cannot be {what} ({printable(reason)}); it goes on without"


def _command(row: bytes) -> str | None:
    """Return the command that a line of the file holds, or None if it holds none."""
    import json

    try:
        command = json.loads(row)
    except (ValueError, RecursionError):
        return None
    return command if isinstance(command, str) and command.isprintable() and len(command) <= LONGEST else None
