"""What `why` finds out: the verdict, what is in the way down to the page, and commands that help, each of them tried.

The session gives it in two ways: `Session.perform("why web section=23").answer` beside the same as text in `.output`,
and `Session.why("web", section=23)` for a screen that asks on its own. It is plain and frozen, and stays true of the
instant at which it was asked.
"""

from __future__ import annotations

from typing import Literal

import attrs

from engine.memory.kinds import Kind
from engine.units import Nanoseconds, Pages, Pfn, duration_text

Verdict = Literal["YES", "NO", "NOT NOW", "WAITS", "RUNS", "ENDED", "IDLE"]
"""Of a section: it can leave, it cannot, it cannot just now. Of an operation: it waits, gets on, or is over.

Of a guest: one of its operations waits, they get on, or there is none.
"""


@attrs.frozen
class Blocker:
    """Pages of one kind that keep a section where it is.

    Attributes:
        kind: of the pages.
        name: the kind in words, as `page-table`.
        pages: how many there are.
        pageblocks: how many pageblocks of the section have one.
        pageblock: the first of them, counted from 0 in the section.
        pfn: the first such page.
        owner: who has that page, in words, as `page table of httpd[412]`.
        command: the workload that it came from; empty where it came from none.
        since: when that was begun, in virtual time.
        goes: what would have to happen before such pages leave, in words.
    """

    kind: Kind
    name: str
    pages: Pages
    pageblocks: int
    pageblock: int
    pfn: Pfn
    owner: str
    command: str = ""
    since: Nanoseconds | None = None
    goes: str = ""


@attrs.frozen
class Block:
    """One pageblock of a section, for a map of it: its pages by what becomes of them.

    Attributes:
        kind: what most of its pages are.
        stuck: pages that cannot leave.
        moving: pages in use that would be moved.
        free: free pages, of CPUs' lists too.
        culprit: the kind of most of what is stuck; None where nothing is.
    """

    kind: Kind
    stuck: Pages
    moving: Pages
    free: Pages
    culprit: Kind | None = None


@attrs.frozen
class Remedy:
    """Commands that help; they were tried on a fork of the world before they are offered.

    Attributes:
        commands: to be run one after the other.
        means: what came of them, as `0 pages move`.
    """

    commands: tuple[str, ...]
    means: str


@attrs.frozen
class Answer:
    """What `why` answers.

    Attributes:
        verdict: in a word or two.
        sentence: the verdict's reason, one sentence without its full stop.
        guest: whom it concerns.
        section, operation: what was asked about, where it was one.
        facts: further lines: what is waited for and until when, which sections were refused.
        blockers: most stubborn first; only of a section.
        blocks: [pageblocks of the section], in order; only of a section that is online.
        first_pfn: of the section.
        paper: what the paper says of it, as `Paper 4.1: "the whole section cannot be removed"`, or nothing.
        remedies: cheapest first.
    """

    verdict: Verdict
    sentence: str
    guest: str = ""
    section: int | None = None
    operation: int | None = None
    facts: tuple[str, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    blocks: tuple[Block, ...] = ()
    first_pfn: Pfn = 0
    paper: str = ""
    remedies: tuple[Remedy, ...] = ()

    @property
    def text(self) -> str:
        """The answer as lines to read."""
        lines = [f"{self.verdict}: {self.sentence}."]
        lines += [f"  {_blocker_text(blocker)}" for blocker in self.blockers]
        lines += [f"  {fact}" for fact in self.facts]
        if self.remedies:
            lines.append("What would help, the cheapest first (each was tried on a copy of the world):")
            for remedy in self.remedies:
                lines += [f"  {'; '.join(remedy.commands)}", f"    {remedy.means}"]
        if self.paper:
            lines.append(f"{self.paper}.")
        return "\n".join(lines)


def _blocker_text(blocker: Blocker) -> str:
    pages = f"{blocker.pages:,} {blocker.name} page{'' if blocker.pages == 1 else 's'}"
    where = (
        f"in pageblock {blocker.pageblock}"
        if blocker.pageblocks == 1
        else f"in {blocker.pageblocks} pageblocks from {blocker.pageblock} on"
    )
    first = "it is" if blocker.pages == 1 else "the first is"
    origin = f", since {duration_text(blocker.since or 0)} by `{blocker.command}`" if blocker.command else ""
    goes = f"\n    {blocker.goes}" if blocker.goes else ""
    return f"{pages} {where}; {first} pfn {blocker.pfn}, {blocker.owner}{origin}{goes}"
