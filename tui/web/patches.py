"""Plain data as what it differs in from other plain data, so that a page holds many pictures in little room.

A patch of an object is an object: changed and new members, and under `-` the names of those that went. A patch of a
text or of a list as long as before is `{"#": [place, piece, place, piece ...]}` where that is shorter; pieces of a text
are texts. Everything else is replaced as a whole. `tui/web/recording.js` reads the same.
"""

from __future__ import annotations

from typing import Any, Final

GONE: Final = "-"
PIECES: Final = "#"
NOTHING: Final = object()
"""What a difference is where there is none."""
_APART = 6
"""Equal characters between two pieces of a text that cost as much as another piece."""


def difference(old: Any, new: Any) -> Any:
    """Return what has to be patched into `old` to have `new`; NOTHING where both are equal.

    Both are made of dicts, lists, texts, numbers and None; no dict has a member called `-` or `#`.
    """
    if old is new or (type(old) is type(new) and old == new):
        return NOTHING
    if isinstance(old, dict) and isinstance(new, dict):
        return _of_objects(old, new)
    if isinstance(old, str) and isinstance(new, str) and len(old) == len(new):
        return _shorter(_pieces_of_text(old, new), len(new), new)
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pieces: list[Any] = []
        for place, (was, value) in enumerate(zip(old, new, strict=True)):
            if was != value:
                pieces += (place, value)
        return _shorter(pieces, len(new), new)
    return new


def patched(old: Any, patch: Any) -> Any:
    """Return `old` with a patch applied; `old` stays as it is."""
    if not isinstance(patch, dict):
        return patch
    if isinstance(old, dict):
        gone = set(patch.get(GONE, ()))
        kept = {name: value for name, value in old.items() if name not in gone}
        changed = {name: value for name, value in patch.items() if name != GONE}
        return kept | {
            name: patched(kept[name], value) if name in kept else value for name, value in changed.items()
        }
    if PIECES not in patch:
        return patch
    pieces = patch[PIECES]
    places = zip(pieces[::2], pieces[1::2], strict=True)
    if isinstance(old, str):
        text = list(old)
        for place, piece in places:
            text[place : place + len(piece)] = piece
        return "".join(text)
    values = list(old)
    for place, value in places:
        values[place] = value
    return values


def _of_objects(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    patch: dict[str, Any] = {}
    if gone := [name for name in old if name not in new]:
        patch[GONE] = gone
    for name, value in new.items():
        if name not in old:
            patch[name] = value
        elif (change := difference(old[name], value)) is not NOTHING:
            patch[name] = change
    return patch


def _pieces_of_text(old: str, new: str) -> list[Any]:
    """Return where two texts differ, and what stands there in the new one."""
    spans: list[list[int]] = []
    for place, (was, is_) in enumerate(zip(old, new, strict=True)):
        if was == is_:
            continue
        if spans and place - spans[-1][1] < _APART:
            spans[-1][1] = place + 1
        else:
            spans.append([place, place + 1])
    return [part for start, end in spans for part in (start, new[start:end])]


def _shorter(pieces: list[Any], length: int, new: Any) -> Any:
    """Return the pieces, or the whole where it is about as short."""
    return {PIECES: pieces} if 2 * len(pieces) < length else new
