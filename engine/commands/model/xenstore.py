"""The keys through which Xen and its guests tell each other things."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.commands.model.command import Command


@attrs.frozen(kw_only=True)
class XenstoreLs(Command):
    """Print the keys below one."""

    verb: ClassVar[str] = "xenstore ls"
    key: str | None = None
    by: str | None = None
    """The guest that asks; None: Domain-0. A key that is not from the root is below its home."""


@attrs.frozen(kw_only=True)
class XenstoreRead(Command):
    """Print a key's value."""

    verb: ClassVar[str] = "xenstore read"
    key: str
    by: str | None = None


@attrs.frozen(kw_only=True)
class XenstoreWrite(Command):
    """Give a key a value."""

    verb: ClassVar[str] = "xenstore write"
    key: str
    value: str
    by: str | None = None


@attrs.frozen(kw_only=True)
class XenstoreWatch(Command):
    """Tell of changes of a key."""

    verb: ClassVar[str] = "xenstore watch"
    key: str
    by: str | None = None
    times: int | None = None
    """None: for ever."""


@attrs.frozen(kw_only=True)
class XenstoreUnwatch(Command):
    """Tell of changes of a key no more."""

    verb: ClassVar[str] = "xenstore unwatch"
    key: str
    by: str | None = None
