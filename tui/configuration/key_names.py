"""How keys may be written in the file, and what Textual calls them."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches

from tui.keys.names import NAMES

NAMED = tuple(NAMES)
_ALSO = {
    "esc": "escape",
    "return": "enter",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "pgdown": "pagedown",
    "del": "delete",
    "ins": "insert",
    "period": "full_stop",
    "dot": "full_stop",
    "hyphen": "minus",
    "←": "left",
    "→": "right",
    "↑": "up",
    "↓": "down",
}
_SIGNS = {
    " ": "space",
    "+": "plus",
    "-": "minus",
    "@": "at",
    "_": "underscore",
    "/": "slash",
    "\\": "backslash",
}
_HELD = ("ctrl", "alt", "shift", "super", "meta", "hyper")
_HELD_ALSO = {"control": "ctrl", "c": "ctrl", "^": "ctrl", "option": "alt", "cmd": "super"}
_FUNCTION = re.compile(r"f([1-9]|1[0-9]|2[0-4])", re.ASCII)
_CONTROL = re.compile(r"\^([^^])")


def split_keys(text: str) -> list[str]:
    """Return the keys of a list with commas; a comma alone is the key."""
    if text in (" ", ","):
        return [text]
    return text.split(",") if text.strip() else []


def textual_key(word: str) -> str | None:
    """Return what Textual calls a key, as `ctrl+t` for `^T` and `full_stop` for `.`; None: there is no such key."""
    word = _CONTROL.sub(r"ctrl+\1", word if word == " " else word.strip())
    if not word:
        return None
    head, _, last = (word[:-1], "", "+") if word.endswith("+") else word.rpartition("+")
    held = {_HELD_ALSO.get(each.lower(), each.lower()) for each in head.split("+") if each}
    key = _last(last, bool(held - {"shift"}))
    if key is None or not held <= set(_HELD):
        return None
    if held == {"shift"} and len(key) == 1:
        return key.upper()
    return "+".join([*sorted(held, key=_HELD.index), key])


def _last(word: str, held: bool) -> str | None:
    """Return the name of the key itself; what is held with it makes letters small."""
    if len(word) == 1:
        if word.isalnum():
            return word.lower() if held else word
        if word in _ALSO or word in _SIGNS:
            return _ALSO.get(word) or _SIGNS[word]
        return _sign(word)
    low = word.lower()
    low = _ALSO.get(low, low)
    return low if low in NAMED or _FUNCTION.fullmatch(low) else None


def _sign(sign: str) -> str | None:
    """Return the name of a sign that prints."""
    if not sign.isprintable():
        return None
    try:
        return unicodedata.name(sign).lower().replace("-", "_").replace(" ", "_")
    except ValueError:
        return None


def is_typed(key: str) -> bool:
    """Say whether a key, by Textual's name, types a character where there is a line to type in."""
    return "+" not in key and key not in _CURSOR and not _FUNCTION.fullmatch(key)


_CURSOR = frozenset(NAMED[: NAMED.index("full_stop")]) - {"space"}


def begins_command(key: str) -> bool:
    """Say whether a key begins a command on an empty line."""
    return key in ("number_sign", "at") or (len(key) == 1 and key.isalpha())


def nearest_key(word: str) -> str:
    """Return what is said of a word that is no key."""
    head, plus, last = word.rpartition("+")
    near = get_close_matches(last.lower(), [*NAMED, *_ALSO], n=1, cutoff=0.5)
    if plus and textual_key(last) and (held := get_close_matches(head.lower(), _HELD, n=1, cutoff=0.5)):
        return f"did you mean {held[0]}+{last}?"
    return (
        f"did you mean {head}{plus}{near[0]}?" if near else "keys as q, G, ., f5, ctrl+t, shift+left, space"
    )
