"""Numbers and times as the screen says them."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from engine.units import GIB, SECOND, Bytes, Nanoseconds, short_size

CENTISECOND = SECOND // 100
DECISECOND = SECOND // 10


def level(size: Bytes) -> str:
    """Print what a guest has or shall have; from 1G on with one decimal, so that the width holds still."""
    text = short_size(size)
    return f"{text[:-1]}.0{text[-1]}" if size >= GIB and "." not in text and len(text) < 4 else text


def clock(time: Nanoseconds) -> str:
    """Print virtual time for the clock: `00:31.2`, `1:02:03.4`."""
    seconds, tenths = divmod(time // DECISECOND, 10)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}.{tenths}" if hours else f"{minutes:02}:{seconds:02}.{tenths}"


def stamp(time: Nanoseconds, *, with_minutes: bool) -> str:
    """Print when something happened: `00:30.02`; where there is little room `30.02`, and later `1:30.02`."""
    seconds, hundredths = divmod(time // CENTISECOND, 100)
    minutes, seconds = divmod(seconds, 60)
    rest = f"{seconds:02}.{hundredths:02}"
    if with_minutes:
        return f"{minutes:02}:{rest}"
    return f"{minutes}:{rest}" if minutes else rest


def fit(text: str, width: int, more: str = "…") -> str:
    """Cut `text` to `width` columns; a cut shows as `more`."""
    if width <= 0:
        return ""
    return text if cell_len(text) <= width else set_cell_size(text, width - len(more)) + more


def percent(part: int, whole: int) -> int:
    """Return the rounded share in percent; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def plural(count: int, one: str) -> str:
    """Return `1 section`, `20 sections`."""
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"
