"""What a capture may claim at most: checked when it is read, before anything is built as large as it says."""

from __future__ import annotations

from engine.capture.record import Capture
from engine.capture.zoneinfo import MOST_PFNS
from engine.errors import CommandError, printable
from engine.units import KIB, Bytes

PAGE_SIZES: tuple[Bytes, ...] = (4 * KIB, 8 * KIB, 16 * KIB, 64 * KIB)
STATES = frozenset({"online", "offline", "going-offline"})
_MOST_DEVICES = 256


def checked(capture: Capture) -> Capture:
    """Return a capture as it is, if a machine can be like that.

    Raises:
        CommandError: what it claims is absurd: sizes, zones or blocks that no kernel has, or more than is read here.
    """
    if capture.page_size not in PAGE_SIZES:
        raise _refused(capture, f"pages of {capture.page_size} bytes", "4096, 8192, 16384 or 65536")
    for what, pages in (("section", capture.section_pages), ("memory block", capture.block_pages)):
        if not 0 < pages <= MOST_PFNS or pages & (pages - 1):
            raise _refused(capture, f"a {what} of {pages} pages", "a power of two")
    if capture.block_pages % capture.section_pages:
        raise _refused(capture, "a memory block that is no whole number of sections")
    for zone in capture.zones:
        if not 0 <= zone.managed <= zone.present <= zone.spanned <= MOST_PFNS - zone.start:
            raise _refused(
                capture,
                f"zone {zone.name} of node {zone.node} from page {zone.start} on, {zone.spanned} pages of which "
                f"{zone.present} are there and {zone.managed} managed",
                f"managed <= present <= spanned, up to page {MOST_PFNS}",
            )
    for block in capture.blocks:
        if not 0 <= block.block < MOST_PFNS // capture.block_pages or block.state not in STATES:
            raise _refused(capture, f"memory block {block.block}, {block.state}", f"below page {MOST_PFNS}")
    if len(capture.devices) > _MOST_DEVICES:
        raise _refused(capture, f"{len(capture.devices)} memory devices", f"at most {_MOST_DEVICES}")
    for device in capture.devices:
        reach = MOST_PFNS * capture.page_size
        if not 0 <= device.size <= device.region <= reach - device.address or device.address < 0:
            raise _refused(capture, f"device {device.id}: {device.size} bytes at {device.address}")
    return capture


def _refused(capture: Capture, found: str, wanted: str = "") -> CommandError:
    return CommandError(f"{printable(capture.source, 200)} tells of {printable(found, 300)}", wanted)
