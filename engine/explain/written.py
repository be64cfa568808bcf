"""An explanation as JSON: format `ballonet.explain/1`. Amounts are in pages."""

from __future__ import annotations

from math import ceil
from typing import Any

import attrs

from engine.explain.explanation import Explanation

FORMAT = "ballonet.explain/1"
MOST_RUNS = 1000
"""Stretches of pages that are written of each cause."""


def document(asked: dict[str, Any], found: Explanation) -> dict[str, Any]:
    """Return an explanation as a JSON object.

    Args:
        asked: what was compared: source, release, page_size, kind, requests.
        found: the explanation.
    """
    predicted, real, same = found.balloon
    return {
        "format": FORMAT,
        **asked,
        "free_pages": found.free,
        "misplaced_pages": found.misplaced,
        "misplaced_whole_pages": ceil(found.misplaced),
        "balloon": {"predicted": predicted, "real": real, "alike": same},
        "zones": [attrs.asdict(zone) for zone in found.zones],
        "pageblock_types": [attrs.asdict(it) for it in found.types],
        "causes": [
            {
                "rule": cause.rule.name,
                "noise": cause.rule.noise,
                "kernel": cause.rule.kernel,
                "says": cause.rule.says,
                "pages": cause.pages,
                "following_pages": cause.following,
                "misplaced_pages": cause.misplaced,
                "lists": [
                    {"node": place[0], "zone": place[1], "list": place[2], "number": place[3], "pages": pages}
                    for place, pages in cause.lists
                ],
                "stretches": [attrs.asdict(run) for run in cause.runs[:MOST_RUNS]],
                "more_stretches": max(0, len(cause.runs) - MOST_RUNS) + cause.more,
            }
            for cause in found.causes
        ],
    }
