"""Checks a whole script without running it."""

from __future__ import annotations

import re
from difflib import get_close_matches

from engine.checking.finding import Finding
from engine.checking.walk import Walk
from engine.commands.structure_rows import VARIABLE
from engine.errors import Place
from engine.script import Script, ScriptRefused
from engine.script.expansion import TOO_MUCH
from engine.script.reader import decoded, read_text
from engine.script.structure import STRUCTURED, TOO_DEEP, lines_of

MOST_FINDINGS = 1000
"""A script is read no further after so many mistakes."""

UNREAD = (TOO_DEEP, TOO_MUCH)
"""How errors begin behind which not all lines were read."""
_VARIABLE = re.compile(rf"\$\{{?{VARIABLE.pattern}", re.ASCII)


def check(data: bytes, file: str, folder: str) -> tuple[Finding, ...]:
    """Return what is wrong with a script, in order of the file, at most `MOST_FINDINGS`.

    A mistake keeps it from running, or stops it; a warning does not.

    Args:
        data: the script.
        file: what places call it.
        folder: where files that it names are looked for; empty for the working directory.
    """
    try:
        text = decoded(data, file)
        reading = read_text(text, file, MOST_FINDINGS)
    except ScriptRefused as refused:
        return tuple(Finding.of(error) for error in refused.errors)
    found = [Finding.of(error) for error in reading.errors]
    written = text.split("\n")
    wrong = [written[error.place.line - 1].split() for error in reading.errors]
    names = {name for words in wrong for name in _added(words)}
    unread = any(error.found.startswith(UNREAD) for error in reading.errors)
    unknown = unread or len(found) == MOST_FINDINGS or any("source" in words for words in wrong)
    walk = Walk.over(reading.script, folder, names, unknown=unknown)
    walk.go(reading.script, folder)
    found += _once(walk.findings, warnings=reading.script.digest is not None)
    found += [
        Finding(place, f"the variable {name} is never used", "leave it out", warning=True)
        for name, place in reading.unused
    ]
    found += _too_late(reading.script, file)
    found += _no_variables(text, file)
    return tuple(sorted(found, key=lambda each: (each.place.line, each.place.column))[:MOST_FINDINGS])


def _added(words: list[str]) -> list[str]:
    """Return the name of the guest that a wrong line would add, if it can be seen."""
    verbs = [at for at, word in enumerate(words[1:], 1) if word in ("add", "import")]
    return [
        name for at in verbs if get_close_matches(words[at - 1], ["guest"]) for name in words[at + 1 : at + 2]
    ]


def _once(findings: list[Finding], *, warnings: bool) -> list[Finding]:
    """Return each finding once, though its line be repeated; before a recording's end a line may not be reached."""
    kept = {(each.place.line, each.found): each for each in reversed(findings)}
    return [Finding(each.place, each.found, each.wanted, warning=warnings) for each in kept.values()]


def _too_late(script: Script, file: str) -> list[Finding]:
    """Return the lines that never run, for the recording has ended."""
    if script.digest is None:
        return []
    return [
        Finding(
            Place(1, len(line.text), line.number, file),
            "this never runs: its time is after that of the digest, with which the recording ends",
            "an earlier time",
            warning=True,
        )
        for line in script.lines
        if line.at is not None and line.at > script.digest[0]
    ]


def _no_variables(text: str, file: str) -> list[Finding]:
    """Return where something looks like a variable in a script that has none, and is left as it stands."""
    if "$" not in text or STRUCTURED.search(text):
        return []
    return [
        Finding(
            Place(found.start() + 1, len(found[0]), line.number, file),
            f"{found[0]} is left as it stands, for no variable is set",
            "`let NAME = VALUE` above it",
            warning=True,
        )
        for line in lines_of(text)
        if not line.first.startswith("#") and (found := _VARIABLE.search(line.text))
    ]
