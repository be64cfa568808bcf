"""A row of the table: one step, what was predicted of it, and how far that is off."""

from __future__ import annotations

import re

import attrs

from engine.fidelity.astray import Astray
from engine.fidelity.bench import Outcome
from engine.units import Bytes, Pages, size_text


@attrs.frozen(kw_only=True)
class Row:
    """One step of one trace.

    Attributes:
        trace, step, label: which.
        release, architecture, page_size: of the kernel.
        lists: recorded, or rebuilt where the order of free lists was not used.
        kind: of the step; empty where it is not predicted.
        reason: why it is not predicted, or what the engine refused; `unread`: a file of the trace cannot be read.
        free_pages: that the real kernel had afterwards, on per-CPU lists too; `free_off`: how many more were predicted.
        misplaced_pages: of the free lists and per-CPU lists, half of what differs.
        differences: where free pages lie otherwise than predicted, each with by how many pages more was predicted.
        astray: the pages that are themselves in another state; what is misplaced beyond them are their buddies.
        overlap: share of balloon pages that prediction and kernel have in common.
        balloon_moved: pages that came to or left the real balloon; `balloon_right`: the share foreseen by pfn.
        file_moved, file_off: the same of page cache, and how many more were to; `file_right`: the share foreseen, of
            the smaller number: how many go is another matter than which.
        outcomes: what came of each request.
        marks_off: by how many pages a watermark is off at most, where memory came or went.
        idle: whether nearly all memory that was free before lay in blocks of a huge page or more.
        noise: where the balloon alone was changed, pages that others took or freed meanwhile.
        guesses: how many guesses there were at what nobody could know; this is the best.
        notes: what is known of why it is off.
    """

    trace: str
    step: int
    label: str
    release: str
    architecture: str
    page_size: Bytes
    lists: str = "recorded"
    kind: str = ""
    reason: str = ""
    unread: bool = False
    free_pages: Pages = 0
    free_off: Pages = 0
    misplaced_pages: Pages | None = None
    differences: tuple[tuple[str, Pages], ...] = ()
    astray: Astray | None = None
    overlap: float | None = None
    balloon_moved: Pages = 0
    balloon_right: float | None = None
    file_moved: Pages = 0
    file_off: Pages = 0
    file_right: float | None = None
    outcomes: tuple[Outcome, ...] = ()
    marks_off: Pages | None = None
    idle: bool = False
    noise: Pages = 0
    guesses: int = 1
    notes: tuple[str, ...] = ()

    @property
    def predicted(self) -> bool:
        """Whether there is a prediction to be compared."""
        return self.misplaced_pages is not None

    @property
    def misplaced(self) -> float:
        """Misplaced pages as a share of the free pages there really are."""
        return (self.misplaced_pages or 0) / max(1, self.free_pages)

    @property
    def version(self) -> tuple[int, int]:
        """Of the kernel: major and minor."""
        return version_of(self.release)

    @property
    def kernel(self) -> str:
        """The kernel in few words: `6.1 x86_64 4K`."""
        major, minor = self.version
        return f"{major}.{minor} {self.architecture} {size_text(self.page_size)}"


def version_of(release: str) -> tuple[int, int]:
    """Return major and minor of a kernel's release, (0, 0) where it has none."""
    found = re.match(r"(\d{1,4})\.(\d{1,4})", release)
    return (int(found[1]), int(found[2])) if found else (0, 0)
