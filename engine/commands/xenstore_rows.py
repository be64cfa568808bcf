"""The rows of XenStore's tools: xenstore-ls, -read, -write and -watch, and how to stop a watch."""

from __future__ import annotations

from engine.commands import model, values
from engine.commands.row import Parameter, Row

_KEY = Parameter(
    "key",
    values.KEY,
    "from the root, or below the home of who asks: memory/target",
    needed=True,
    offers="keys",
)
_BY = Parameter("by", values.GUEST, "the guest that asks", default="Domain-0, the host's", offers="domains")


XENSTORE_ROWS = (
    Row(
        ("xenstore", "ls"),
        model.XenstoreLs,
        "host",
        "the keys below a key, and below those, as xenstore-ls prints them",
        ("xenstore ls", "xenstore ls /local/domain/1/memory"),
        (Parameter("key", values.KEY, "where; without one, the root", offers="keys"),),
        (_BY,),
    ),
    Row(
        ("xenstore", "read"),
        model.XenstoreRead,
        "host",
        "a key's value; every domain can read every key",
        ("xenstore read /local/domain/1/memory/target", "xenstore read memory/target by=web"),
        (_KEY,),
        (_BY,),
    ),
    Row(
        ("xenstore", "write"),
        model.XenstoreWrite,
        "host",
        "give a key a value; a domain's memory/target, in KiB, moves its balloon",
        ("xenstore write /local/domain/1/memory/target 196608", "xenstore write data/note ready by=web"),
        (_KEY, Parameter("value", values.WORD, "the value, one word", needed=True)),
        (_BY,),
        journal=True,
        lasts=True,
    ),
    Row(
        ("xenstore", "watch"),
        model.XenstoreWatch,
        "host",
        "tell of every change of a key and of all below it; at first that it is set",
        ("xenstore watch /local/domain/1/memory", "xenstore watch memory/target by=web times=3"),
        (_KEY,),
        (_BY, Parameter("times", values.TIMES, "tell so often", default="for ever")),
        journal=True,
    ),
    Row(
        ("xenstore", "unwatch"),
        model.XenstoreUnwatch,
        "host",
        "tell of a key no more",
        ("xenstore unwatch /local/domain/1/memory",),
        (_KEY,),
        (_BY,),
        journal=True,
    ),
)
"""All that starts with `xenstore`."""
