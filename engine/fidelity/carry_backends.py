"""Carried along: memory that the hypervisor set aside for a DIMM in an earlier step: the guest knows nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.capture.record import Capture
from engine.fidelity.requests import Backend as SetAside
from engine.fidelity.requests import DevicePlugged
from engine.guest.dimm import Backend
from engine.guest.guest import Guest

if TYPE_CHECKING:
    from engine.fidelity.carrying import Passed


class _Backends:
    """What is known are backends that no device was plugged on."""

    def learn(self, known: tuple[Backend, ...] | None, passed: Passed) -> tuple[Backend, ...] | None:
        """Take those that were set aside, without those that were used."""
        page = passed.after.page_size
        now = {it.id: it for it in known or ()}
        for request in passed.requests:
            if isinstance(request, SetAside):
                now[request.id] = Backend(request.id, request.size // page)
            elif isinstance(request, DevicePlugged):
                now.pop(request.backend, None)
        return tuple(now.values()) or None

    def guesses(
        self, known: tuple[Backend, ...] | None, before: Capture
    ) -> tuple[tuple[Backend, ...] | None, ...]:
        """Return what is known."""
        del before
        return (known,)

    def apply(self, guest: Guest, known: tuple[Backend, ...]) -> None:
        """Let the hypervisor have them, and the guest room for them."""
        there = {it.id for it in guest.backends}
        more = tuple(it for it in known if it.id not in there)
        guest.backends = (*guest.backends, *more)
        guest.max = max(guest.max, guest.plugged_pages + sum(it.pages for it in more))


RULE = _Backends()
