"""Where an axis has its marks: at round numbers, few enough to be read."""

from __future__ import annotations

from engine.units import MILLISECOND, SECOND, Bytes, Nanoseconds

_TIMES = (
    *(n * unit for unit in (MILLISECOND, 10 * MILLISECOND, 100 * MILLISECOND) for n in (1, 2, 5)),
    *(n * SECOND for n in (1, 2, 5, 10, 15, 30)),
    *(n * 60 * SECOND for n in (1, 2, 5, 10, 15, 30)),
    *(n * 3600 * SECOND for n in (1, 2, 6, 12, 24)),
)


def size_ticks(top: Bytes, most: int = 4) -> list[Bytes]:
    """Return sizes from 0 to the first at or above `top`, so many steps of a power of two at most."""
    step = 1
    while step * most < top:
        step *= 2
    return [step * n for n in range(-(-max(1, top) // step) + 1)]


def time_ticks(first: Nanoseconds, end: Nanoseconds, most: int = 10) -> list[Nanoseconds]:
    """Return round times from `first` to `end`, so many at most."""
    step = next((each for each in _TIMES if (end - first) // each < most), 0)
    if not step:
        day = _TIMES[-1]
        step = day * -(-(end - first) // (day * most))
    return list(range(-(-first // step) * step, end + 1, step))


def time_words(time: Nanoseconds, end: Nanoseconds) -> str:
    """Return a time as an axis says it: in seconds as long as these are few."""
    if end <= 120 * SECOND:
        return f"{time / SECOND:g} s"
    minutes, seconds = divmod(time // SECOND, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
