"""drmgr of powerpc-utils: logical memory blocks (LMBs) come and go by count or by DRC index (drmgr.8)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.commands import values
from engine.commands.operators import Drmgr
from engine.commands.row import Flag, Parameter, Row, Value
from engine.commands.scaled import SELECTED_GUEST
from engine.errors import CommandError, quoted
from engine.units import SECOND

FIRST_INDEX = 0x8000_0000
"""The DRC index of the first LMB: the type of memory connectors above the LMB's number (SLOF, QEMU spapr_drc)."""
_INDEX = re.compile(r"0x[0-9a-fA-F]{1,8}", re.ASCII)
_MOST = 2**20


def _read_resource(text: str) -> str:
    if text != "mem":
        raise CommandError(f"{quoted(text)} is not simulated", "mem: memory is what comes and goes here")
    return text


def _read_index(text: str) -> int:
    if not _INDEX.fullmatch(text) or not FIRST_INDEX <= int(text, 16) < FIRST_INDEX + _MOST:
        raise CommandError(
            f"{quoted(text)} is no DRC index of memory", f"{FIRST_INDEX:#x} is the first LMB's, and so on"
        )
    return int(text, 16)


def _read_minutes(text: str) -> int:
    return int(values.whole("MINUTES", 0, 10_000).read(text)) * 60 * SECOND


def _check(given: Mapping[str, Any]) -> tuple[str, str, str] | None:
    if "resource" not in given:
        return "", "drmgr needs -c mem", ""
    if "remove" not in given:
        return "", "drmgr needs -r or -a", "-r removes LMBs, -a adds them"
    if "count" in given and "index" in given:
        return "index", "-q N and -s DRCINDEX do not go together", "one of them"
    if "index" in given and not given["remove"]:
        return "index", "which LMBs come is the hypervisor's to say", "-q N"
    if "timeout" in given and not given["remove"]:
        return "timeout", "adding is not given up", "leave -w out"
    return None


_COUNT = Parameter("count", values.whole("N", 1, _MOST), "a count of LMBs")
_INDEX_OF_ONE = Parameter("index", Value("DRCINDEX", _read_index, "{:#x}".format), "the DRC index of one LMB")
_RESOURCE = Parameter("resource", Value("mem", _read_resource), "memory")
_TIMEOUT = Parameter(
    "timeout", Value("MINUTES", _read_minutes, lambda time: str(time // 60 // SECOND)), "give an LMB up after"
)

DRMGR = Row(
    ("drmgr",),
    Drmgr,
    "operators",
    "Power: `hotplug remove` (-r) from the lowest, or `add` (-a), in LMBs: all or nothing",
    ("drmgr web -c mem -r -q 4", "drmgr web -c mem -a -q 2", "drmgr web -c mem -r -s 0x80000004"),
    (SELECTED_GUEST,),
    flags=(
        Flag("-c", "what comes or goes: mem", takes=_RESOURCE),
        Flag("-r", "remove", field="remove", sets=True),
        Flag("-a", "add", field="remove", sets=False),
        Flag("-q", "a count of LMBs; left out: 1", takes=_COUNT),
        Flag("-s", "one LMB", takes=_INDEX_OF_ONE),
        Flag("-w", "minutes after which an LMB is given up", takes=_TIMEOUT),
    ),
    written="-c mem -r|-a [-q N | -s DRCINDEX] [-w MINUTES]",
    journal=True,
    lasts=True,
    omits_guest=True,
    check=_check,
)
"""What it gives is written in its native form when it runs: an LMB's size is the guest's."""
