"""Guests that come and go, and what is asked about them."""

from __future__ import annotations

from typing import ClassVar, Literal

import attrs

from engine.commands.model.command import Command, ForGuest
from engine.commands.model.sections import Online
from engine.units import Size


@attrs.frozen(kw_only=True)
class GuestAdd(Command):
    """Boot a new guest. None means the option's default."""

    verb: ClassVar[str] = "guest add"
    name: str
    memory: Size
    start: Size | None = None
    max: Size | None = None
    min: Size | None = None
    platform: str = "x86-64"
    kernel: str = "current"
    memory_model: str | None = None
    hypervisor: str | None = None
    driver: str | None = None
    shares: int | None = None
    nodes: int = 1
    swap: Size | None = None
    page: Size | None = None
    balloon_pages: Literal["pinned", "migrate", "release"] | None = None
    deflate_on_oom: bool = False
    accounting: Literal["hidden", "shrink"] | None = None
    reporting: bool = False
    grouping: bool | None = None
    kernelcore: Size | None = None
    fallback: Literal["current", "v6.12", "v6.6", "v2.6.24"] | None = None
    online: Online = "kernel"
    memmap_on_memory: bool = False
    auto_movable_ratio: int = 301
    virtio_mem: Size | None = None
    """The region of a virtio-mem device."""
    virtio_mem_block: Size | None = None
    pae: bool | None = None
    percpu: bool = False
    cost_scale: float = 1.0


@attrs.frozen(kw_only=True)
class GuestImport(Command):
    """Make a guest of a capture of a real machine's memory."""

    verb: ClassVar[str] = "guest import"
    name: str
    file: str
    step: int | None = None
    """Of a recorded trace; None: the last."""
    cost_scale: float = 1.0
    sha256: str | None = None
    """What the file must be; None: whatever it is."""


@attrs.frozen(kw_only=True)
class Reset(ForGuest):
    """Bring a guest back to what it was when it was imported."""

    verb: ClassVar[str] = "reset"


@attrs.frozen(kw_only=True)
class GuestRemove(ForGuest):
    """Shut a guest down; the host gets everything back."""

    verb: ClassVar[str] = "guest remove"


@attrs.frozen(kw_only=True)
class GuestList(Command):
    """A line for each guest."""

    verb: ClassVar[str] = "guest list"


@attrs.frozen(kw_only=True)
class GuestShow(ForGuest):
    """What one guest is and has."""

    verb: ClassVar[str] = "guest show"
