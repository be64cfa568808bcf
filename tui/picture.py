"""A picture of the app at one instant of a script: `python -m tui.picture SCRIPT TIME FILE.svg [SIZE] [KEY ...]`.

The size is columns and rows, as 80x24. Keys are pressed before it is taken; one that begins with `=` is typed letter by
letter. A comparison runs to its end.
"""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.script import read_script
from engine.units import parse_duration
from tui.app import BallonetApp
from tui.drawn import SIZE, drawn
from tui.launch import Launch, build
from tui.render.colours.bundled import DEFAULT_THEME
from tui.scripts import find
from tui.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.units import Nanoseconds

_SIZE = re.compile(r"(\d{1,3})x(\d{1,3})")


async def picture(
    launch: Launch, time: Nanoseconds, size: tuple[int, int] = SIZE, keys: Iterable[str] = ()
) -> str:
    """Return the app as SVG, at a virtual time and in a size of columns and rows; it is the same each time.

    Args:
        launch: what plays.
        time: when.
        size: of the screen.
        keys: what is pressed before, as in the module's own words.
    """
    built = build(launch)
    await built.session.run(until=time)
    return await drawn(BallonetApp(launch, built=built), size, keys)


def main() -> None:
    """Write the picture that the command line asks for."""
    script, time, target, *keys = sys.argv[1:]
    size = SIZE
    if keys and (asked := _SIZE.fullmatch(keys[0])):
        size = int(asked[1]), int(asked[2])
        del keys[0]
    found = find(script)
    launch = Launch(
        script=read_script(found.data, found.name),
        folder=str(found.folder or ""),
        name=found.name,
        settings=Settings(theme=DEFAULT_THEME, ascii=False),
    )
    Path(target).write_text(asyncio.run(picture(launch, parse_duration(time), size, keys)), "utf-8")


if __name__ == "__main__":
    main()
