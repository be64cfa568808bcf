"""Memory set aside in one step and plugged in a later one."""

from __future__ import annotations

from types import SimpleNamespace

from engine.fidelity.carry_backends import RULE
from engine.fidelity.carrying import Passed
from engine.fidelity.requests import Backend, DevicePlugged
from engine.guest import dimm
from tests.engine.fidelity.states import capture

PLUGGED = DevicePlugged(id="dimm0", backend="m0", node=0, driver="pc-dimm")


def after(*requests, known=None):
    return RULE.learn(known, Passed(requests=requests, before=None, after=capture(), guest=None))


def test_what_was_set_aside_is_there_for_a_later_step():
    known = after(Backend(id="m0", size=1 << 27))
    assert known == (dimm.Backend("m0", 32768),)
    guest = SimpleNamespace(backends=(), max=0, plugged_pages=1000)
    RULE.apply(guest, known)
    assert (guest.backends, guest.max) == (known, 33768)


def test_what_a_device_was_plugged_on_is_no_longer_free():
    assert after(Backend(id="m0", size=1 << 27), PLUGGED) is None
    assert after(PLUGGED, known=after(Backend(id="m0", size=1 << 27))) is None
