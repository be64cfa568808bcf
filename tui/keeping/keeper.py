"""Keeps what is done in the app, in tiny pieces on the loop: nobody else reads the engine."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import SyntaxRefused, printable, reason_of
from engine.keeping import (
    END_LINE,
    LARGEST,
    Head,
    digest_line,
    head_line,
    input_line,
    mark_line,
    mark_of,
)
from tui.keeping.journals import new_journal
from tui.keeping.recording import RecordingFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.keeping import Mark
    from engine.session import Session
    from engine.units import Nanoseconds
    from tui.keeping.growing import GrowingFile

EVERY = 1.0
"""Seconds of the wall between two marks."""
LOOKS = 0.5
"""Seconds between two looks at what was done."""
SHOWN = 200


def utc_now() -> str:
    """Return the time by the wall clock, in UTC as `2026-11-26T23:10:00Z`."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


class Keeper:
    """Writes a session's journal, and its recording while one is wanted.

    Args:
        session: what is kept.
        folder: where journals lie; None: none is kept.
        say: tells whoever sits there.
        opening: whether the session's first script is the opening.
        start: when it was begun, in UTC; empty: now.
        clock: seconds of the wall.
    """

    def __init__(
        self,
        session: Session,
        folder: Path | None,
        say: Callable[[str], None],
        *,
        opening: bool = False,
        start: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._say = say
        self._clock = clock
        self.start = start or utc_now()
        self._opening = opening
        self._file: GrowingFile | None = None
        self._edition = -1
        self._inputs = self._digests = 0
        self._marked: Mark | None = None
        self._due = 0.0
        self.commands = 0
        """Lines that were typed and understood."""
        self.recording: RecordingFile | None = None
        """What is being recorded; None: nothing."""
        if folder is not None:
            try:
                self._file = new_journal(folder, utc_now())
            except OSError as error:
                self._give_up(folder, error)

    @property
    def replaying(self) -> bool:
        """Whether nothing is kept: what is shown is a recording already."""
        return self._session.replaying

    @property
    def time(self) -> Nanoseconds:
        """Virtual time."""
        return self._session.time

    @property
    def path(self) -> Path | None:
        """The journal's file; None: there is none."""
        return self._file.path if self._file else None

    def _give_up(self, path: Path, error: OSError) -> None:
        """Say that there is no journal, and go on without."""
        if self._file is not None:
            self._file.close()
            self._file = None
        reason = reason_of(error)
        self._say(f"nothing is kept for --resume ({reason}): {printable(str(path), SHOWN)} cannot be written")

    def look(self) -> None:
        """Write what was done since the last look, and how far it came if a second has passed."""
        if self.replaying:
            return
        now = self._clock()
        mark = mark_of(self._session, self.commands)
        paces = (mark.paused, mark.speed, mark.stopped)
        before = self._marked
        due = before is None or now >= self._due or paces != (before.paused, before.speed, before.stopped)
        wanted = due and mark != before
        self._look_at_journal(mark if wanted else None)
        if self.recording is not None:
            self._look_at_recording(self.recording, marks=wanted)
        if wanted:
            self._marked, self._due = mark, now + EVERY

    def _look_at_journal(self, mark: Mark | None) -> None:
        file, inputs, digests = self._file, self._session.inputs, self._session.digests
        if file is None:
            return
        try:
            if inputs.edition != self._edition:
                self._edition, self._inputs, self._digests = inputs.edition, 0, 0
                file.begin_anew(head_line(Head(self._session.seed, self.start, self._opening)))
            new = [*map(input_line, inputs.rows[self._inputs :])]
            if self._digests > len(digests):  # every other one was dropped
                self._digests = len(digests)
            new += map(digest_line, digests[self._digests :])
            if new:
                file.append("".join(new))
                self._inputs, self._digests = len(inputs.rows), len(digests)
            if mark is not None:
                file.mark(mark_line(mark))
            if file.size > LARGEST // 2:
                raise OSError(0, f"it would be larger than {LARGEST >> 21} MiB")
        except OSError as error:
            self._give_up(file.path, error)

    def _look_at_recording(self, recording: RecordingFile, *, marks: bool) -> None:
        try:
            was_full = recording.full
            recording.look(marks=marks)
            if recording.full and not was_full:
                self._say("the recording is full: it has 1 MiB, and what comes now is not in it")
        except OSError as error:
            self.recording = None
            self._session.recorded = False
            recording.close()
            reason = reason_of(error)
            self._say(f"recorded no further ({reason}): {printable(str(recording.path), SHOWN)}")

    # -- a recording

    def record(self, path: Path) -> None:
        """Record into a file from now on; all from the start is in it.

        Raises:
            SyntaxRefused: it is there already, or cannot be made.
        """
        try:
            self.recording = RecordingFile(path, self._session, self.start)
        except FileExistsError:
            raise SyntaxRefused(
                f"{printable(str(path), SHOWN)} is there already", "a file that is not, or remove it first"
            ) from None
        except (OSError, ValueError) as error:
            reason = reason_of(error)
            raise SyntaxRefused(
                f"{printable(str(path), SHOWN)} cannot be written: {reason}",
                "a file in a folder that can be written to",
            ) from None
        self._session.recorded = True

    def end_recording(self) -> Path | None:
        """Write a recording's end, and return its file; None: there was none, or its end cannot be written."""
        recording, self.recording = self.recording, None
        self._session.recorded = False
        if recording is None:
            return None
        try:
            recording.finish()
        except OSError as error:
            reason = reason_of(error)
            self._say(f"{printable(str(recording.path), SHOWN)} cannot be ended ({reason})")
            return None
        return recording.path

    # -- the end

    def end(self, last: Path | None) -> Path | None:
        """Note that the session was left in order, keep its recording, and return where.

        Args:
            last: where the recording of the last session lies; None: it is not kept.
        """
        recorded = self.end_recording()
        kept = recorded
        if (
            self.replaying
        ):  # to have looked at a recording is nothing that was done: what was is not written over
            self._drop_journal()
            return kept
        if (
            last is not None
            and self._session.time > 0
            and keep_last(last, self._session.recording(self.start))
        ):
            kept = recorded or last
        self._look_at_journal(None)
        if self._file is not None:
            with suppress(OSError):
                self._file.append(END_LINE)
            self._file.close()
            self._file = None
        return kept

    def _drop_journal(self) -> None:
        """Have no journal of a session in which nothing was done."""
        file, self._file = self._file, None
        if file is not None:
            file.close()
            with suppress(OSError):
                file.path.unlink()


def keep_last(last: Path, text: str) -> bool:
    """Write the recording of the last session, whole or not at all; say whether that was possible."""
    beside = last.with_name(f".{last.name}.{time.time_ns()}")
    try:
        last.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, "utf-8")
        beside.replace(last)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        return False
    return True
