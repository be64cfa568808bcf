"""Which guests are shown: those that have every word of a filter. It changes what is shown and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tui.render.guests.state import WORDS

if TYPE_CHECKING:
    from engine.snapshot import GuestView
    from tui.render.guests.state import GuestState

LONGEST = 40
"""Characters of a filter."""
SHORTEST_WORD = 3
"""Letters from which on the beginning of a state is taken for it; a name has it with one."""
_SECTION = re.compile(r"s(\d{1,9})")


def section_of(text: str) -> int | None:
    """Return the section that a filter such as `s23` asks for; None of others."""
    found = _SECTION.fullmatch(text.strip())
    return int(found[1]) if found else None


def matches(text: str, guest: GuestView, state: GuestState) -> bool:
    """Say whether a guest has every word of a filter.

    A word may be part of its name, or the beginning of its platform, driver, kernel or hypervisor, or of a word
    for what happens to it: failed, swapping, moving, growing, shrinking, balloon, waiting, slow, quiet.
    """
    return all(_has(word, guest, state) for word in text.casefold().split())


def _has(word: str, guest: GuestView, state: GuestState) -> bool:
    if word in guest.name:
        return True
    if any(fact.startswith(word) for fact in (guest.platform, guest.driver, guest.kernel, guest.hypervisor)):
        return True
    if len(word) < SHORTEST_WORD:
        return False
    urgencies = {each.urgency for each in state.happenings} or {state.urgency}
    return any(said.startswith(word) for urgency in urgencies for said in WORDS[urgency])
