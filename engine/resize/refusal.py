"""Why a guest does not come to a size by a policy."""

from __future__ import annotations

import attrs


@attrs.frozen
class Refusal:
    """Why not, and what would be right."""

    found: str
    wanted: str
    field: str = "size"
    """The word of the command that is wrong."""
