"""Of a real machine only what a device holds can be taken away; memory of boot goes offline at most."""

from __future__ import annotations

import attrs
import pytest

from engine.capture.imported import guest_from
from engine.capture.record import DeviceRecord
from engine.errors import CommandError
from engine.live.kernel_files import KernelFiles
from engine.live.questions import captured
from engine.operations.guests.imported import admit_imported
from engine.session import Session
from tests.engine.capture.machine_texts import TEXTS, kernel_root, page_flags
from tests.engine.playing import typed

DIMM = DeviceRecord(id="dimm1", kind="dimm", address=128 << 20, size=128 << 20, region=128 << 20)


def machine(tmp_path, *devices: DeviceRecord) -> Session:
    """Return a session with a machine of x86-64 that has two blocks of 128 MiB."""
    flags = page_flags()
    flags[32768:] = 1 << 10
    found = captured(KernelFiles(kernel_root(tmp_path / "root", TEXTS, flags)))
    session = Session()
    capture = attrs.evolve(found, devices=devices, boot_memory=128 << 20 if devices else 0)
    admit_imported(session.world, guest_from(capture, "m", 0))
    return session


@pytest.mark.parametrize("line", ["hotplug remove m 128M", "hotplug remove m section=1"])
def test_boot_memory_is_refused_for_removal_and_can_go_offline(tmp_path, line):
    session = machine(tmp_path)
    with pytest.raises(CommandError, match="nothing can take it away: no device holds it"):
        session.perform(line)
    typed("section offline m 1", session=session)
    assert session.world.operations[1].state == "done"


def test_what_a_dimm_holds_can_be_removed_and_no_more(tmp_path):
    session = machine(tmp_path, DIMM)
    with pytest.raises(CommandError, match="only 128M of m is a device's"):
        session.perform("hotplug remove m 256M")
    typed("hotplug remove m 128M", session=session)
    assert session.world.guests["m"].memory.present_count == 1
