"""What people call things that are called otherwise here, so that the palette finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "shrink": ("balloon set", "balloon inflate", "hotplug remove", "resize"),
    "smaller": ("balloon set", "balloon inflate", "hotplug remove", "resize"),
    "reclaim": ("balloon inflate", "balloon set", "host balance"),
    "grow": ("hotplug add", "balloon deflate", "resize"),
    "enlarge": ("hotplug add", "balloon deflate", "resize"),
    "more memory": ("hotplug add", "balloon deflate", "host memory", "resize"),
    "hotunplug unplug": ("hotplug remove", "hotplug set", "device_del"),
    "plug": ("hotplug add", "hotplug set", "device_add"),
    "dimm": ("hotplug add", "hotplug remove", "device_add", "device_del"),
    "virtio-mem": ("hotplug set", "resize", "qom-set"),
    "new vm machine boot create start": ("guest add", "guest import"),
    "delete destroy shutdown": ("guest remove",),
    "capture trace real /proc": ("guest import",),
    "stuck blocked cannot fail explain reason": ("why", "Why", "Why failed", "Next stuck"),
    "dry-run simulate predict": ("whatif",),
    "policies abreast side-by-side": ("compare", "Compare"),
    "load pressure program oom fragment": ("workload",),
    "fragmentation buddies orders": ("buddyinfo", "pagetypeinfo", "Plots"),
    "watermarks zones": ("zoneinfo",),
    "processes ps": ("top",),
    "swap": ("vmstat", "top"),
    "overcommit automatic": ("host balance",),
    "defragment": ("host compact",),
    "abort stop kill": ("cancel",),
    "freeze stop halt play resume continue": ("Pause", "pause", "run"),
    "next tick instant": ("Step", "step"),
    "speed fast slow": ("Faster", "Slower", "speed"),
    "exit leave close bye": ("Quit",),
    "colour color dark light skin appearance": ("Theme",),
    "manual keys shortcuts documentation": ("Help", "help", "Legend"),
    "motion blink flash animation": ("Calm",),
    "signs glyphs symbols": ("Legend",),
    "introduction newcomer tutorial guide": ("Tour", "Help", "Lessons"),
    "course demo learn teach class exercise quiz": ("Lessons",),
    "graph chart history time": ("Plots",),
    "frames machine holes": ("Host map",),
    "goto go": ("Jump",),
    "save record": ("Export", "Screenshot", "Copy"),
    "picture image svg print": ("Screenshot",),
    "clipboard yank": ("Copy",),
    "shell background": ("Suspend",),
    "revert take-back": ("Undo",),
    "details everything information": ("Inspect",),
    "view question colour-by": ("Lens",),
    "select range several": ("Mark",),
    "zoom": ("In", "Out", "Guest"),
    "find search filter": ("Filter", "Search"),
    "play file": ("source",),
    "test assert": ("expect",),
    "later schedule": ("at",),
    "narrate caption": ("say",),
    "random": ("seed",),
}
"""Words that are looked for, and the names that they stand for."""


def called_too(name: str) -> str:
    """Return other words for what is called `name`."""
    return " ".join(words for words, names in SYNONYMS.items() if name in names)
