"""A run as pictures: a folder of numbered SVG files, and what each shows."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import SyntaxRefused, printable, reason_of
from engine.units import MILLISECOND, SECOND, Nanoseconds
from tui.film.blocks import HIGH, WIDE
from tui.film.cells import row_cells
from tui.film.look import film_theme, look
from tui.film.stage import COMPARED, Stage
from tui.film.svg_page import svg_page
from tui.render.colours.bundled import DEFAULT_THEME

if TYPE_CHECKING:
    from engine.session import Session

EVERY = SECOND
"""Virtual time between two pictures, where nothing else is asked for."""
MOST = 10_000
"""Pictures of a run; what comes after these is left out, but for the last."""
INDEX = "index.json"
FORMAT = "ballonet.frames/1"


class FramesOutput:
    """The app as SVG files, one for each of the times that are looked at, and an index of them.

    They are kept in memory until all is over, so that a bad script leaves none.

    Args:
        folder: where they go; it is made, and must be empty.
        name: what the script is called.
        every: virtual time between two of them.
        size: columns and rows.
        theme: what is worn.

    Raises:
        SyntaxRefused: there cannot be such a folder, it is not empty, or there is no such theme.
    """

    def __init__(
        self,
        folder: str,
        name: str,
        *,
        every: Nanoseconds = EVERY,
        size: tuple[int, int] = (120, 40),
        theme: str = DEFAULT_THEME,
    ) -> None:
        self._theme = film_theme(theme)
        self._folder = _made(folder)
        self.target = str(self._folder / INDEX)
        self.every: Nanoseconds | None = every
        self._title, self._size = Path(name).stem, size
        self._stage: Stage | None = None
        self._drawn: list[bytes] = []
        """The files, made small."""
        self._frames: list[dict[str, Any]] = []

    async def look(self, session: Session) -> None:
        """Draw what is true now, unless that has been drawn."""
        time = session.snapshot().time
        if self._frames and self._frames[-1]["time_ns"] == time:
            return
        if len(self._frames) >= MOST:
            self.every = None
            self._frames.pop()
            self._drawn.pop()
        if self._stage is None:
            pictures = max(
                1.0, COMPARED * SECOND / (self.every or SECOND)
            )  # a picture is a second of the stage
            stage = Stage(session, self._title, self._size, self._theme, pictures)
            await stage.open()
            self._stage = stage
        # numbers change only so often, so that they can be read: a picture is to have those of its instant
        strips = await self._stage.show(float(len(self._frames)))
        picture = self._stage.picture
        file = f"{len(self._frames) + 1:04d}-{_called(time)}.svg"
        rows = [row_cells(strip, self._size[0]) for strip in strips]
        text = svg_page(rows, look(self._theme), f"{self._title} {_called(time)}")
        self._drawn.append(zlib.compress(text.encode()))
        self._frames.append(
            {
                "file": file,
                "time": time / SECOND,
                "time_ns": time,
                "chapter": picture.chapter,
                "caption": picture.caption,
            }
        )

    async def finish(self, _: Session) -> None:
        """Leave the app."""
        if self._stage is not None:
            await self._stage.close()
            self._stage = None

    def write(self) -> None:
        """Put the files and the index in the folder.

        Raises:
            SyntaxRefused: they cannot be written there.
        """
        columns, rows = self._size
        index = {
            "format": FORMAT,
            "title": self._title,
            "theme": self._theme.name,
            "columns": columns,
            "rows": rows,
            "width": columns * WIDE,
            "height": rows * HIGH,
            "frames": self._frames,
        }
        try:
            for frame, drawn in zip(self._frames, self._drawn, strict=True):
                (self._folder / frame["file"]).write_bytes(zlib.decompress(drawn))
            text = json.dumps(index, indent=1, ensure_ascii=False) + "\n"
            (self._folder / INDEX).write_text(text, "utf-8")
        except OSError as error:
            raise _refused(self._folder, error) from None


def _called(time: Nanoseconds) -> str:
    """Return a time as part of a file's name: 00m05.000s."""
    minutes, rest = divmod(time, 60 * SECOND)
    return f"{minutes:02d}m{rest // SECOND:02d}.{rest % SECOND // MILLISECOND:03d}s"


def _made(name: str) -> Path:
    folder = Path(name)
    shown = printable(name, 200)
    if name == "-" or "\0" in name:
        raise SyntaxRefused(f"{shown} is no folder", "name one that is empty, or not there yet")
    try:
        folder.mkdir(exist_ok=True)
        if any(folder.iterdir()):
            raise SyntaxRefused(f"{shown} is not empty", "name a folder that is, or is not there yet")
    except OSError as error:
        raise _refused(folder, error) from None
    return folder


def _refused(folder: Path, error: OSError) -> SyntaxRefused:
    reason = reason_of(error)
    return SyntaxRefused(f"{printable(str(folder), 200)} cannot be written: {reason}")
