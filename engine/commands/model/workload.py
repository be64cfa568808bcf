"""What the programs in a guest do."""

from __future__ import annotations

from typing import ClassVar, Literal

import attrs

from engine.commands.model.command import ForGuest
from engine.units import Percent, Size


@attrs.frozen(kw_only=True)
class Workload(ForGuest):
    """Let programs take, free, churn or pin memory."""

    verb: ClassVar[str] = "workload"
    action: Literal["fill", "free", "churn", "stop", "pin", "fragment", "age"]
    amount: Size | Percent | None = None
    kind: Literal["anon", "file", "slab", "kernel", "page_table", "hugetlb", "mlocked", "pinned"] | None = (
        None
    )
    pattern: Literal["checkerboard", "random"] | None = None
    rate: Size | None = None
    """Bytes a second of virtual time."""
    adapts: Literal["hotplug"] | None = None
