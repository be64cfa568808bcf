"""A recording that is written while it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.keeping.growing import GrowingFile

if TYPE_CHECKING:
    from pathlib import Path

    from engine.session import Session

LARGEST = (1 << 20) - 4096
"""Bytes up to which it grows: a recording that is larger than 1 MiB cannot be read."""


class RecordingFile:
    """A recording of a session so far, which can be played at any time: also if the program dies.

    A command whose outcome is not known yet is in it with `try`; when it ends it is written anew, as it is meant.
    """

    def __init__(self, path: Path, session: Session, start: str) -> None:
        """Begin it, with all from the session's start.

        Raises:
            OSError: it is there already, or cannot be made.
        """
        self.path = path
        self._session = session
        self._start = start
        self._file = GrowingFile(path)
        self._edition = -1
        self._entries = self._digests = 0
        self.full = False
        """Whether what comes after is not in it: it would be too large."""

    def look(self, *, marks: bool) -> None:
        """Write what was done since the last look, and how far it came if that is wanted.

        Raises:
            OSError: it cannot be written.
        """
        session = self._session
        if session.inputs.edition != self._edition:
            self._edition, self._entries, self._digests = session.inputs.edition, 0, 0
            self._file.begin_anew(session.recording_header(self._start) + "\n")
        text, self._entries, self._digests = session.recorded_since(self._entries, self._digests)
        if self.full or self._file.size + len(text) > LARGEST:
            self.full = True
            return
        if text:
            self._file.append(text)
        if marks:
            self._file.mark(session.recording_mark())

    def finish(self) -> None:
        """Write it anew, as it is meant, and end it.

        Raises:
            OSError: it cannot be written; what was written before is still there.
        """
        beside = self.path.with_name(f".{self.path.name}.part")
        try:
            beside.write_text(self._session.recording(self._start), "utf-8")
            beside.replace(self.path)
        finally:
            beside.unlink(missing_ok=True)
            self.close()

    def close(self) -> None:
        """Let go of the file as it is."""
        self._file.close()
