"""What a lesson says of itself in the comments at its head. Any text has a head."""

from __future__ import annotations

import re

import attrs

_FACT = re.compile(r"# ?(lesson|shows|course|paper|group|try): +(\S.*?) *$")
_QUESTION = re.compile(r"\s*(@\S+\s+)?ask\s")
_WAIT = re.compile(r"\s*wait\s+(\d+(?:\.\d+)?)(ms|s|m)\b")
_AT = re.compile(r"\s*@(\d+(?:\.\d+)?)(ms|s|m)\s")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0}
LONGEST = 200
"""Characters of a title, and of what a lesson shows."""


@attrs.frozen
class Head:
    """What stands at the head of a lesson.

    Attributes:
        title: `# lesson: TITLE`; without one the first comment.
        shows: `# shows: ...`, what there is to see, in less than a line.
        course: of `# course: TITLE, NUMBER` the title; empty: it is part of none.
        number: and its place in the course, from 1.
        paper: `# paper: figure 2` or `# paper: 4.1, 4.2`, where the paper has it.
        group: `# group: NAME`, under which heading it is listed where neither course nor paper says so.
        tries: `# try: COMMAND`, each on a line of its own: what can be done when it has ended.
        questions: how many there are in it.
        waits: seconds of virtual time that its lines wait for: about how long it takes.
    """

    title: str = ""
    shows: str = ""
    course: str = ""
    number: int = 0
    paper: str = ""
    group: str = ""
    tries: tuple[str, ...] = ()
    questions: int = 0
    waits: float = 0.0


def read_head(text: str) -> Head:
    """Read what a lesson says of itself: comments before its first command, and `# try:` anywhere."""
    facts: dict[str, str] = {}
    tries: list[str] = []
    first, questions, waits, latest, begun = "", 0, 0.0, 0.0, False
    for line in text.removeprefix("\ufeff").splitlines():
        if fact := _FACT.match(line):
            if fact[1] == "try":
                tries.append(fact[2][:LONGEST])
            elif not begun:
                facts.setdefault(fact[1], fact[2][:LONGEST])
        elif line.startswith("#"):
            first = first or line.lstrip("# ").rstrip()[:LONGEST]
        elif line.strip() and not line.startswith("ballonet"):
            begun = True
            questions += bool(_QUESTION.match(line))
            waits += _seconds(_WAIT.match(line))
            latest = max(latest, _seconds(_AT.match(line)))
    course, number = _course(facts.get("course", ""))
    return Head(
        title=facts.get("lesson", first),
        shows=facts.get("shows", ""),
        course=course,
        number=number,
        paper=facts.get("paper", ""),
        group=facts.get("group", ""),
        tries=tuple(tries),
        questions=questions,
        waits=max(waits, latest),
    )


def _course(text: str) -> tuple[str, int]:
    """Return the title of a course and the place in it; without a number the first."""
    title, comma, number = text.rpartition(",")
    if comma and number.strip().isdecimal():
        return title.strip(), int(number.strip()[:4])
    return text, 1 if text else 0


def _seconds(found: re.Match[str] | None) -> float:
    return float(found[1]) * _SECONDS[found[2]] if found else 0.0
