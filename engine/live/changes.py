"""What happened to this machine's memory between two looks, as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from engine.capture.record import Capture
from engine.neighbours import stretches_text
from engine.units import KIB, MIB, short_size

_NOTABLE = MIB
_COUNTED = {
    "balloon_inflate": "the balloon took {} pages",
    "balloon_deflate": "the balloon gave back {} pages",
    "oom_kill": "out of memory: the kernel killed programs: {}",
    "allocstall_normal": "programs had to reclaim memory themselves: {} times",
    "allocstall_movable": "programs had to reclaim memory for movable pages themselves: {} times",
}
"""By a counter of /proc/vmstat, what its growth means."""
_WARNINGS = ("oom_kill", "allocstall_normal", "allocstall_movable")


def changes(before: Capture, after: Capture) -> Iterator[tuple[str, str]]:
    """Yield sentences, each with its level: info or warning."""
    was, now = ({it.block: it.state for it in capture.blocks} for capture in (before, after))
    for words, blocks in (
        ("came", [block for block in now if block not in was]),
        ("left", [block for block in was if block not in now]),
    ):
        if blocks:
            yield f"memory {_blocks(blocks)} {words}", "info"
    for state in sorted(set(now.values())):
        turned = [block for block, it in now.items() if it == state and was.get(block, it) != it]
        if turned:
            yield f"memory {_blocks(turned)} went {state}", "info"
    total = [capture.meminfo.get("MemTotal", 0) * KIB for capture in (before, after)]
    if abs(total[1] - total[0]) >= _NOTABLE:
        yield f"MemTotal went from {short_size(total[0])} to {short_size(total[1])}", "info"
    for zone, one in zip(before.zones, after.zones, strict=False):
        if (zone.name, zone.node) == (one.name, one.node) and zone.min != one.min:
            yield (
                f"zone {one.name} of node {one.node}: min went from {zone.min:,} to {one.min:,} pages",
                "info",
            )
    for key, words in _COUNTED.items():
        grown = after.vmstat.get(key, 0) - before.vmstat.get(key, 0)
        if grown > 0:
            yield words.format(f"{grown:,}"), "warning" if key in _WARNINGS else "info"


def _blocks(blocks: list[int]) -> str:
    """Return `block 5`, or `blocks 5-7, 9`."""
    said = stretches_text(sorted(blocks))
    return f"block {said}" if len(blocks) == 1 else f"blocks {said}"
