"""What a guest shall have: by its balloon, by a policy, or by each policy beside the others."""

from __future__ import annotations

from typing import ClassVar, Literal

import attrs

from engine.commands.model.command import ForGuest
from engine.units import Nanoseconds, Size

PolicyName = Literal["balloon", "hotplug", "balloon+add", "balloon+remove", "unified", "virtio-mem"]
"""The ways to resize a guest (paper 6)."""


@attrs.frozen(kw_only=True)
class BalloonSet(ForGuest):
    """Tell the guest what it shall have."""

    verb: ClassVar[str] = "balloon set"
    size: Size
    within: Nanoseconds | None = None
    """How soon the host wants it done; None: whenever."""


@attrs.frozen(kw_only=True)
class BalloonInflate(ForGuest):
    """Lower the target by a size."""

    verb: ClassVar[str] = "balloon inflate"
    size: Size
    within: Nanoseconds | None = None


@attrs.frozen(kw_only=True)
class BalloonDeflate(ForGuest):
    """Raise the target by a size."""

    verb: ClassVar[str] = "balloon deflate"
    size: Size
    within: Nanoseconds | None = None


@attrs.frozen(kw_only=True)
class Resize(ForGuest):
    """Bring a guest to what it shall have."""

    verb: ClassVar[str] = "resize"
    size: Size
    policy: PolicyName | None = None
    """None: the best that the guest can do."""


@attrs.frozen(kw_only=True)
class Compare(ForGuest):
    """Bring forks of a guest to a size, each by another policy, and set what comes of it side by side."""

    verb: ClassVar[str] = "compare"
    size: Size
    policies: tuple[str, ...] | None = None
    """None: all of them."""
