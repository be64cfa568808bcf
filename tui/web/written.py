"""A run's pictures and story as the data of a page: one JSON object, each picture a patch of the one before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from engine.version import __version__
from tui.web.patches import NOTHING, difference, patched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.units import Bytes, Nanoseconds
    from tui.web.reel import Picture, Reel

FORMAT = "ballonet.page/1"
"""Another number means that a reader of this one cannot read it."""
KEY_EVERY = 64
"""Each picture whose number is a multiple of this is whole, so that any can be had with as many patches at most."""
MOST_BYTES: Bytes = 8 << 20
"""Of the pictures; when they take more, every second one goes."""
MOST_DOCUMENT: Bytes = 4 << 20
"""A longer last snapshot is left out; its digest is not."""


def data(reel: Reel, name: str, document: dict[str, Any]) -> str:
    """Return the data of a page as JSON, the same for the same run.

    Args:
        reel: what was seen; of one that is too long pictures are taken away.
        name: what the script is called.
        document: the snapshot at the end, as `Session.document` has it; whose each frame of the host is, is left out.
    """
    pictures = _pictures(reel.pictures)
    while sum(map(len, pictures)) > MOST_BYTES and len(pictures) > 2:
        reel.thin()
        pictures = _pictures(reel.pictures)
    story = reel.story
    last = _json(document | {"host": {**document["host"], "runs": []}})
    whole = {
        "format": FORMAT,
        "version": __version__,
        "name": name,
        "seed": document["seed"],
        "digest": document["digest"],
        "every": reel.every,
        "times": [picture.time for picture in reel.pictures],
        "free": [picture.free >> 10 for picture in reel.pictures],
        "chapters": story.chapters,
        "stops": story.stops,
        "began": story.began,
        "failed": story.failed,
        "sentences": story.sentences,
        "key": KEY_EVERY,
    }
    rest = f'"pictures":[{",".join(pictures)}],"last":{last if len(last) <= MOST_DOCUMENT else "null"}'
    return f"{_json(whole)[:-1]},{rest}}}"


def frames(written: dict[str, Any]) -> Iterator[tuple[Nanoseconds, dict[str, Any]]]:
    """Yield time and picture of each moment of a page's data, read from JSON."""
    frame: Any = {}
    for number, (time, patch) in enumerate(zip(written["times"], written["pictures"], strict=True)):
        frame = patch if number % written["key"] == 0 else patched(frame, patch)
        yield time, frame


def _pictures(pictures: list[Picture]) -> list[str]:
    written = []
    before: dict[str, Any] = {}
    for number, picture in enumerate(pictures):
        if number % KEY_EVERY == 0:
            written.append(_json(picture.frame))
        else:
            patch = difference(before, picture.frame)
            written.append("{}" if patch is NOTHING else _json(patch))
        before = picture.frame
    return written


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
