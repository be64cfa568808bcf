"""What a sentence names that can be gone to: sections, pageblocks, operations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

if TYPE_CHECKING:
    from engine.snapshot import Sentence

UNDERLINED = Style(underline=True)
_SECTION = re.compile(r"\bs(\d{1,9})\b")
_BLOCK = re.compile(r"\bpageblock (\d{1,9})\b")
_OPERATION = re.compile(r"\bop (\d{1,9})\b")


@attrs.frozen
class Link:
    """A place in a text, and what is there.

    Attributes:
        start: its first character.
        end: the one behind its last.
        guest: whose section it is; empty for an operation.
        section: a section of the guest.
        block: a pageblock of the section, counted from the section's first.
        operation: an operation's id.
    """

    start: int
    end: int
    guest: str = ""
    section: int | None = None
    block: int | None = None
    operation: int | None = None


def links(text: str, sentence: Sentence) -> list[Link]:
    """Return what a row of a sentence names, from left to right.

    Args:
        text: the row, or any other part of the sentence.
        sentence: all of it, which says whose the section is, and of which section a pageblock.
    """
    found = [Link(each.start(), each.end(), operation=int(each[1])) for each in _OPERATION.finditer(text)]
    if sentence.guest:
        found += [
            Link(each.start(), each.end(), sentence.guest, int(each[1])) for each in _SECTION.finditer(text)
        ]
        if section := _SECTION.search(sentence.text):
            found += [
                Link(each.start(), each.end(), sentence.guest, int(section[1]), int(each[1]))
                for each in _BLOCK.finditer(text)
            ]
    return sorted(found, key=lambda link: link.start)


def with_links(line: Strip, sentence: Sentence) -> Strip:
    """Return a row of a sentence with what it names underlined, for it can be gone to."""
    parts: list[Strip] = []
    at = 0
    for link in links(line.text, sentence):
        start, end = (cell_len(line.text[:place]) for place in (link.start, link.end))
        named = line.crop(start, end)
        underlined = [
            Segment(text, UNDERLINED if own is None else own + UNDERLINED) for text, own, _ in named
        ]
        parts += [line.crop(at, start), Strip(underlined, end - start)]
        at = end
    return Strip.join([*parts, line.crop(at)]) if parts else line
