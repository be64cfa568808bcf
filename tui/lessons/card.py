"""The card at the end of a lesson, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.lessons.progress import Score, Seen
    from tui.lessons.shelf import Lesson
    from tui.screens.wrapped import Line

FREE_PLAY = "Free play: the guests stay, and time goes on."


def card(lesson: Lesson, score: Score, seen: Seen | None, following: Lesson | None) -> list[Line]:
    """Return the lines of the card.

    Args:
        lesson: the one that is over.
        score: of its questions this time.
        seen: what is remembered of it, this time included.
        following: the lesson that comes next; None: there is none.
    """
    lines: list[Line] = []
    if score.asked:
        best = f" · your best: {seen.best}" if seen and seen.times > 1 else ""
        lines.append(("heading", f"Predictions: {score.right} of {score.asked} right{best}"))
    if lesson.head.shows:
        lines.append(("plain", f"You saw: {lesson.head.shows}."))
    tries = lesson.head.tries
    lines += [("plain", ""), ("plain", FREE_PLAY + (" Try:" if tries else ""))]
    lines += [("plain", f"    {line}") for line in tries]
    if tries:
        lines.append(("muted", "    → at the empty prompt takes one after the other"))
    lines.append(("plain", ""))
    if following is not None:
        takes = f" ({following.length})" if following.length else ""
        lines.append(("heading", f"Enter plays the next lesson: {following.title}{takes}"))
    lines.append(("muted", "F8 lists all lessons"))
    return lines
