"""The page as one file: its text, its style and its program, and the data that it plays. Nothing is fetched."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.units import short_size
from tui.render.colours.bundled import DEFAULT_THEME, bundled_theme
from tui.render.colours.colour import Terminal, colour_text
from tui.render.colours.inks import INKS, Ink
from tui.render.colours.palette import on_inverse, tint
from tui.render.guests.gauge import PARTS
from tui.render.map.legend import KINDS
from tui.render.text.glyphs import TYPE_ORDER, UNICODE
from tui.render.text.words import clock
from tui.web.written import data

if TYPE_CHECKING:
    from tui.render.colours.colour import Colour
    from tui.render.colours.theme import Theme
    from tui.web.reel import Reel

SCRIPTS = (
    "recording.js",
    "words.js",
    "maps.js",
    "guests.js",
    "scene.js",
    "questions.js",
    "timeline.js",
    "play.js",
)
"""The program, in the order in which its parts build on each other."""
LIGHT_THEME = "light"
_FOLDER = Path(__file__).parent


def page(reel: Reel, name: str, document: dict[str, Any]) -> str:
    """Return the page of a run; the same bytes for the same run.

    Args:
        reel: what was seen of it.
        name: what the script is called.
        document: how it ended, as `Session.document` has it.
    """
    program = '"use strict";\n(() => {\n' + "".join(map(_read, SCRIPTS)) + "})();\n"
    style = _colours() + _read("page.css")
    fields = {
        "policy": _policy(program, style),
        "title": html.escape(name),
        "style": style,
        "summary": _summary(reel, document),
        "looks": inert(json.dumps(looks(), ensure_ascii=False, separators=(",", ":"))),
        "data": inert(data(reel, name, document)),
        "program": program,
    }
    parts = _read("page.html").split("%%")
    return "".join(fields[part] if at % 2 else part for at, part in enumerate(parts))


def inert(text: str) -> str:
    """Return JSON that cannot end the element that it stands in, nor begin a comment there."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def looks() -> dict[str, Any]:
    """Return the glyphs and the words that the program draws with, by number of an ink."""
    words = dict(KINDS) | {
        Ink.OFFLINE: "offline",
        Ink.ABSENT: "absent",
        Ink.HOLE: "hole",
    }
    return {
        "inks": INKS,
        "names": [ink.name.lower() for ink in Ink],
        "words": [words[ink] for ink in Ink],
        "bodies": list(UNICODE.bodies),
        "mixed": UNICODE.mixed,
        "absent": UNICODE.absent_mark,
        "parts": [int(ink) for ink in PARTS],
        "types": list(TYPE_ORDER),
    }


def _read(file: str) -> str:
    return (_FOLDER / file).read_text("utf-8")


def _policy(program: str, style: str) -> str:
    """Return what the page may do: run this one program in this one style, and nothing else."""
    return (
        f"default-src 'none'; script-src {_hash(program)}; style-src {_hash(style)};"
        " base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _colours() -> str:
    """Return the roles of the default theme and of the light one as variables; who prefers which gets it."""
    dark, light = _variables(bundled_theme(DEFAULT_THEME)), _variables(bundled_theme(LIGHT_THEME))
    return (
        f":root{{color-scheme:dark;{dark}}}\n"
        f"@media (prefers-color-scheme:light){{:root:not([data-theme=dark]){{color-scheme:light;{light}}}}}\n"
        f":root[data-theme=light]{{color-scheme:light;{light}}}\n"
        f"@media print{{:root,:root[data-theme=dark]{{color-scheme:light;{light}}}}}\n"
    )


def _variables(theme: Theme) -> str:
    roles = {
        role: theme.colours[role] for role in ("ground", "surface", "text", "muted", "rule", "warm", "focus")
    }
    for ink in Ink:
        name = ink.name.lower()
        own = theme.colours[ink.role]
        roles |= {name: own, f"{name}-wash": tint(theme, ink)}
        if (letter := on_inverse(theme, own)) is not None:
            roles[f"{name}-letter"] = letter
    return "".join(f"--{name.replace('_', '-')}:{_hex(colour)};" for name, colour in roles.items())


def _hex(colour: Colour) -> str:
    assert not isinstance(colour, Terminal), "these themes set every colour themselves"
    return colour_text(colour)


def _summary(reel: Reel, document: dict[str, Any]) -> str:
    """Return what can be read without a program: what was said, and how it ended."""
    end = reel.pictures[-1].time
    said = "".join(
        f"<li>{clock(row[0])} {html.escape(row[3])}</li>" for row in reel.story.sentences if row[2] == "say"
    )
    guests = "".join(
        f"<li>{html.escape(guest['name'])} has"
        f" {short_size(guest['memory']['online'] - guest['memory']['balloon'])},"
        f" {short_size(guest['memory']['free'])} of it free</li>"
        for guest in document["guests"]
    )
    return f"<p>It lasts {clock(end)}. What is said:</p><ol>{said}</ol><p>At the end:</p><ul>{guests}</ul>"
