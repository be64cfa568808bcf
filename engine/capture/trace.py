"""Recorded traces: a folder with `scenario.json` and, for each step, what a real guest's kernel told after it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import attrs

from engine.capture.record import ZONES, Capture
from engine.capture.regular import open_regular
from engine.capture.trace_step import capture_of_step, file_of
from engine.errors import CommandError, printable
from engine.units import KIB, MIB, Bytes, Pages

_MOST_JSON: Bytes = 16 * MIB
_LONGEST = 4096
"""Characters of a text that are kept."""
_MALFORMED = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What comes of an index that lacks something, or has something else in its place."""
_SCENARIO = "scenario.json"
_ZONES = ("DMA", "DMA32", "Normal", "Movable", "Device")
"""By number, where a trace does not say what its zones are called (include/linux/mmzone.h:zone_type)."""
_POWER_ZONES = ("Normal", "Movable", "Device")
_ARCHITECTURES = {
    "powerpc": "ppc64le",
    "ppc64": "ppc64le",
    "arm64": "aarch64",
    "aarch64": "aarch64",
    "s390x": "s390x",
    "686": "i686",
    "i386": "i686",
}
"""By what a release or QEMU's name has in it; everything else is x86_64."""


@attrs.frozen(kw_only=True, eq=False)
class Step:
    """One step: what was done, and what its files are called.

    Attributes:
        index, label: as recorded.
        actions: as recorded, in order: `kind` says what each is.
        raw: all that scenario.json has of it.
    """

    index: int
    label: str
    actions: tuple[dict[str, Any], ...]
    raw: dict[str, Any] = attrs.field(repr=False)


@attrs.frozen(kw_only=True, eq=False)
class Trace:
    """One recorded scenario; `aborted`: it stopped early."""

    folder: Path
    name: str
    title: str
    release: str
    architecture: str
    page_size: Bytes
    boot_memory: Bytes
    section_pages: Pages
    zone_names: tuple[str, ...]
    cmdline: str
    qemu_flags: str
    steps: tuple[Step, ...]
    aborted: bool = False

    def load(self, index: int) -> Capture:
        """Return what the kernel told after a step.

        Raises:
            CommandError: there is no such step, or its files are not what they should be.
        """
        step = next((step for step in self.steps if step.index == index), None)
        if step is None:
            raise CommandError(
                f"{printable(self.name)} has no step {index}",
                f"0 to {self.steps[-1].index}" if self.steps else "",
            )
        try:
            return capture_of_step(self, step)
        except _MALFORMED as error:
            raise CommandError(
                f"step {index} of {printable(self.name)} is not as traces are: {printable(repr(error))}"
            ) from error

    def files(self, index: int) -> tuple[Path, ...]:
        """Return the files that a step is read from; there must be one."""
        said = next(step for step in self.steps if step.index == index).raw["snapshot"]
        return (self.folder / _SCENARIO, file_of(self, said["kpageflags"]), file_of(self, said["memsnap"]))


def is_trace(path: Path) -> bool:
    """Say whether a path is a trace's folder."""
    return (path / _SCENARIO).is_file()


def open_trace(folder: Path) -> Trace:
    """Read what a trace says of itself and of its steps; their arrays are read by `Trace.load`.

    Raises:
        CommandError: there is no such trace, or it is not readable.
    """
    path = folder / _SCENARIO
    name = printable(folder.name)
    try:
        with open_regular(path) as file:
            content = file.read(_MOST_JSON + 1)
        if len(content) > _MOST_JSON:
            raise CommandError(f"scenario.json of {name} has more than {_MOST_JSON >> 20} MiB")
        said = json.loads(content)
    except OSError as error:
        raise CommandError(
            f"{name} is no trace: scenario.json cannot be read: {error.strerror}",
            "a folder with scenario.json",
        ) from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"scenario.json of {name} is no JSON: {printable(str(error))}") from error
    try:
        return _trace(folder, said)
    except _MALFORMED as error:
        raise CommandError(
            f"scenario.json of {name} is not as traces are: {printable(repr(error))}"
        ) from error


def _trace(folder: Path, said: dict[str, Any]) -> Trace:
    if said["format"] != 1:
        raise CommandError(
            f"{printable(folder.name)} has format {printable(str(said['format']))}", "format 1"
        )
    page_size = int(said["page_size"])
    version = next((word for word in str(said["kernel"]).split() if word[:1].isdigit()), "")
    flags = str(said.get("qemu_flags", ""))
    architecture = _architecture(version, flags)
    return Trace(
        folder=folder,
        name=printable(str(said.get("name") or folder.name)),
        title=printable(str(said.get("title", "")), _LONGEST),
        release=printable(version),
        architecture=architecture,
        page_size=page_size,
        boot_memory=int((said.get("params") or {}).get("boot_mib", 0)) * MIB,
        section_pages=int(said.get("section_pages") or _section(architecture, page_size) // page_size),
        zone_names=_zone_names(said.get("zone_names"), architecture),
        cmdline=printable(str(said.get("cmdline", "")), _LONGEST),
        qemu_flags=printable(flags, _LONGEST),
        steps=tuple(
            Step(
                index=int(step["index"]),
                label=printable(str(step.get("label", "")), _LONGEST),
                actions=tuple(step.get("actions") or ()),
                raw=step,
            )
            for step in said["steps"]
        ),
        aborted=bool(said.get("aborted")),
    )


def _architecture(version: str, flags: str) -> str:
    """Return what `uname -m` says, from the kernel's release or from which QEMU it ran in."""
    emulator = re.match(r"\S*qemu-system-(\w+)", flags)
    for said in (version, emulator[1] if emulator else ""):
        for part, name in _ARCHITECTURES.items():
            if part in said:
                return name
    return "x86_64"


def _section(architecture: str, page_size: Bytes) -> Bytes:
    """Return the size of a section where a trace does not say it (SECTION_SIZE_BITS of asm/sparsemem.h)."""
    if architecture == "ppc64le":
        return 16 * MIB
    return 512 * MIB if architecture == "aarch64" and page_size == 64 * KIB else 128 * MIB


def _zone_names(said: object, architecture: str) -> tuple[str, ...]:
    """Return what the numbers of zones mean: as the trace says, or as kernels of its architecture count."""
    if isinstance(said, list) and said and all(name in ZONES for name in said):
        return tuple(map(str, said))
    return _POWER_ZONES if architecture == "ppc64le" else _ZONES
