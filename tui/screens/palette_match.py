"""Which entries of the palette are meant by what is typed."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tui.screens.palette_entries import Entry

NAME, ALSO, MEANS = 1.0, 0.4, 0.2
"""How much a match weighs, by what it is a match of."""
LIKE = 0.75
"""How alike two words are at least, where one is taken for a slip of the other."""


def ranked(query: str, entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries that have all words of `query`, the best first; with no query those that are listed.

    Where nothing has them, words of names that look like those typed are taken for them.
    """
    wanted = query.casefold().split()
    if not wanted:
        return [entry for entry in entries if entry.listed]
    return _found(wanted, entries) or _found(_corrected(wanted, entries), entries)


def _found(wanted: Sequence[str], entries: Sequence[Entry]) -> list[Entry]:
    scores = [(score(wanted, entry), entry) for entry in entries]
    return [entry for value, entry in sorted(scores, key=lambda pair: -pair[0]) if value > 0]


def score(wanted: Sequence[str], entry: Entry) -> float:
    """Return how well an entry has all of `wanted`, words in lower case; 0: not all of them."""
    found = [
        max(
            NAME * _in(each, entry.name),
            NAME / 2 * _short_for(each, entry.name),
            ALSO * _in(each, entry.also),
            MEANS * _in(each, entry.means),
        )
        for each in wanted
    ]
    if not all(found):
        return 0.0
    return min(found) + sum(found) / 100 + float(entry.name.casefold() == " ".join(wanted))


def _in(wanted: str, text: str) -> float:
    """Return 1 where `wanted` starts a word of `text`, less inside one, 0 where it is not there."""
    text = text.casefold()
    if any(word.startswith(wanted) for word in text.replace(":", " ").split()):
        return 1.0
    return 0.5 if wanted in text else 0.0


def _short_for(wanted: str, name: str) -> float:
    """Return 1 where `wanted` is made of beginnings of the words of `name`, as `hprem` of `hotplug remove`."""
    return float(len(wanted) > 1 and _begins(wanted, name.casefold().split()))


def _begins(wanted: str, words: Sequence[str]) -> bool:
    """Say whether `wanted` begins with letters of the first word, in order, and goes on so in the next ones."""
    if not wanted:
        return True
    if not words or wanted[0] != words[0][0]:
        return False
    rest = wanted
    for letter in words[0]:
        if rest and letter == rest[0]:
            rest = rest[1:]
            if _begins(rest, words[1:]):
                return True
    return not rest


def _corrected(wanted: Iterable[str], entries: Sequence[Entry]) -> list[str]:
    """Return words with slips of the keyboard mended, by the words of all names."""
    words = {word for entry in entries for word in f"{entry.name} {entry.also}".casefold().split()}
    return [(get_close_matches(each, words, 1, LIKE) or [each])[0] for each in wanted]
