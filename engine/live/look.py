"""One look at this machine: what its kernel counts, and which sections there are."""

from __future__ import annotations

import attrs

from engine.capture.from_texts import record_from
from engine.capture.paths import BUDDYINFO, KPAGEFLAGS, MEMINFO, PAGETYPEINFO, STILL, VMSTAT, ZONEINFO
from engine.capture.record import Capture
from engine.capture.text import Text
from engine.live.kernel_files import KernelFiles

LIVELY = (ZONEINFO, BUDDYINFO, MEMINFO, VMSTAT)
"""What is read at each look. /proc/pagetypeinfo is not: it holds the zones' locks while it counts."""


@attrs.define
class Looker:
    """Reads what the kernel counts: what changes at every look, the rest seldom."""

    files: KernelFiles
    _texts: dict[str, Text] = attrs.field(factory=dict)
    _missing: dict[str, str] = attrs.field(factory=dict)

    @property
    def reads_pages(self) -> bool:
        """Whether page flags may be read, as it was when things settled."""
        return KPAGEFLAGS not in self._missing

    def settle(self) -> None:
        """Read what changes seldom: memory blocks among it."""
        kept = (*LIVELY, PAGETYPEINFO)
        self._texts = {name: text for name, text in self._texts.items() if name in kept}
        self._missing = {name: why for name, why in self._missing.items() if name in kept}
        for text in (*self.files.facts(), *self.files.block_texts()):
            self._texts[text.name] = text
        for name in STILL:
            self._keep(name)
        if PAGETYPEINFO not in self._texts:
            self._keep(PAGETYPEINFO)  # of it only the order of pageblocks counts
        if why := self.files.why_no_flags():
            self._missing[KPAGEFLAGS] = why

    def look(self) -> Capture:
        """Return what the kernel says now, but for page flags: they are not said to be missing where they can be read.

        Raises:
            CommandError: it says what no kernel says.
        """
        for name in LIVELY:
            self._keep(name)
        found = record_from("this machine", self._texts, None, self._missing)
        lacking = tuple(
            lack for lack in found.missing if not (self.reads_pages and lack.startswith(KPAGEFLAGS))
        )
        return attrs.evolve(found, missing=lacking)

    def _keep(self, name: str) -> None:
        said = self.files.text(name)
        if isinstance(said, Text):
            self._texts[name] = said
        else:
            self._missing[name] = said
