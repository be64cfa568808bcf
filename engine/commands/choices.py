"""The closed sets of words: platforms, kernels, drivers, zones, page kinds, what workloads do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.commands.names import advice, listing
from engine.commands.row import Narrowed, Value
from engine.drivers import DRIVERS
from engine.errors import CommandError, quoted
from engine.hypervisors import HYPERVISORS
from engine.platform import KERNELS, MEMORY_MODELS, PAGE_SIZES, PLATFORMS
from engine.units import Size


def words(
    label: str,
    what: str,
    choices: Mapping[str, str],
    meaning: Mapping[str, Any] | None = None,
) -> Value:
    """Return the kind of a word out of a closed set.

    Args:
        label: what usage lines call it.
        what: what errors call it, with its article.
        choices: each word with what it means for people.
        meaning: what a word is read as; without it, itself.
    """
    meanings = meaning or {word: word for word in choices}
    written = {value: word for word, value in meanings.items()}

    def read(text: str) -> Any:
        if text in choices:
            return meanings[text]
        raise CommandError(f"{quoted(text)} is not {what}", advice(text, choices))

    return Value(label, read, lambda value: written[value], tuple(choices.items()))


ONLINE = words(
    "kernel|movable|auto-movable|no",
    "a way to put memory online",
    {
        "kernel": "in zone Normal: any page may land there",
        "movable": "in zone Movable: only pages that can leave again",
        "auto-movable": "in zone Movable as long as the kernel's zones are not too small for it",
        "no": "it stays offline until `section online`",
    },
)
ZONE = words(
    "kernel|movable",
    "a zone to go online in",
    {"kernel": "zone Normal", "movable": "zone Movable: only pages that can leave again"},
)
ZONE_NAME = words(
    "ZONE",
    "a zone",
    {
        "DMA": "the lowest memory, for devices that reach no other",
        "DMA32": "memory below 4G",
        "Normal": "memory that the kernel can use for everything",
        "HighMem": "memory that a kernel of 32 bits has no addresses for",
        "Movable": "memory of which everything can leave",
    },
)
PLATFORM = words(
    "PLATFORM",
    "a platform",
    {name: f"sections of {Size(row.section_size)}" for name, row in PLATFORMS.items()},
)
KERNEL = words(
    "KERNEL",
    "a kernel",
    {name: row.says for name, row in KERNELS.items()},
)
MEMORY_MODEL = words(
    "|".join(MEMORY_MODELS), "a memory model", {name: row.mem_map for name, row in MEMORY_MODELS.items()}
)
DRIVER = words(
    "DRIVER",
    "a balloon driver",
    {
        name: f"{row.learns}; its pages {'can migrate' if row.movable else 'are pinned'}"
        for name, row in DRIVERS.items()
        if name != "none"
    }
    | {"none": "no balloon: memory comes and goes by hotplug alone"},
)
HYPERVISOR = words(
    "HYPERVISOR",
    "a hypervisor",
    {name: f"{row.title}, on {listing(row.platforms, 'and')}" for name, row in HYPERVISORS.items()},
)
BALLOON_PAGES = words(
    "pinned|migrate|release",
    "a fate of balloon pages",
    {
        "pinned": "a section that holds one cannot leave",
        "migrate": "another page takes its place in the balloon",
        "release": "the balloon gives them back, and takes others elsewhere",
    },
)
ACCOUNTING = words(
    "hidden|shrink",
    "a way to account for a balloon",
    {
        "hidden": "MemTotal stays as it is: what the balloon holds is in use, by nobody",
        "shrink": "MemTotal shrinks as the balloon grows",
    },
)
ON_OFF = words("on|off", "on or off", {"on": "yes", "off": "no"}, {"on": True, "off": False})
BALANCE_POLICY = words(
    "proportional|esx|mom",
    "a policy",
    {
        "proportional": "in proportion to the guests' shares",
        "esx": "shares, and a tax on idle memory; four states of free memory",
        "mom": "all alike, as the machine's free memory presses",
    },
)
FALLBACK = words(
    "current|v6.12|v6.6|v2.6.24",
    "a fallback rule",
    {
        "current": "claim a pageblock, else take one page",
        "v6.12": "steal as Linux 6.12 did: a pageblock, or one block of it",
        "v6.6": "steal as Linux 6.6 did",
        "v2.6.24": "steal as the first Linux that groups did",
    },
)
_MOST_NODES = 8
NODES = words(
    "N",
    "a number of nodes",
    {"1": "all memory is equally near"} | {str(n): f"memory in {n} parts" for n in range(2, _MOST_NODES + 1)},
    {str(n): n for n in range(1, _MOST_NODES + 1)},
)
NODE = words(
    "N",
    "a node",
    {str(n): "the first node" if n == 0 else f"node {n}" for n in range(_MOST_NODES)},
    {str(n): n for n in range(_MOST_NODES)},
)
_PAGE_SIZES = sorted({size for sizes in PAGE_SIZES.values() for size in sizes})
PAGE = words(
    "|".join(str(Size(size)) for size in _PAGE_SIZES),
    "a page size",
    {
        str(Size(size)): ", ".join(name for name, sizes in PAGE_SIZES.items() if size in sizes)
        for size in _PAGE_SIZES
    },
    {str(Size(size)): Size(size) for size in _PAGE_SIZES},
)

PARTLY = words(
    "keep|undo",
    "what becomes of a part",
    {
        "keep": "what was done stays done",
        "undo": "all or nothing: what was done is put back when the rest cannot be",
    },
)
ORDER = words(
    "highest|lowest",
    "an order",
    {"highest": "from the highest section down", "lowest": "from the lowest section up"},
)

POLICY = words(
    "POLICY",
    "a way to resize",
    {
        "balloon": "the balloon alone: to the page, up to what is online",
        "hotplug": "whole sections alone",
        "balloon+add": "the balloon, and new sections where it has nothing left to give back (paper 6.1)",
        "balloon+remove": "whole sections as far as they leave, the balloon for the rest (paper 6.2)",
        "unified": "the same, and the balloon lets go of what lies in a section that leaves (paper 6.3)",
        "virtio-mem": "the device that came of it: blocks smaller than a section",
    },
)
PAGE_KIND = words(
    "KIND",
    "a kind of page",
    {
        "anon": "memory of programs; it can move, and swap takes it",
        "file": "page cache: it can be dropped; what churns it reads and writes files",
        "slab": "kernel objects: they cannot move",
        "kernel": "other kernel memory: it cannot move",
        "page_table": "page tables: they cannot move",
        "hugetlb": "huge pages: they can move, and are never swapped",
        "mlocked": "locked memory: it can move, and is never swapped",
        "pinned": "memory that a device holds: it looks movable and is not",
    },
)
PATTERN = words(
    "checkerboard|random",
    "a pattern",
    {"checkerboard": "every second page", "random": "pages at random"},
)

ADAPTS = words(
    "hotplug",
    "something that programs adapt to",
    {
        "hotplug": "they look again at MemTotal when udev tells them of a memory block; a balloon tells them nothing"
    },
)

_ACTIONS = {
    # action: (what it means, what else it takes, what of that it needs)
    "fill": ("programs take memory and keep it", ("amount", "kind", "rate"), ("amount",)),
    "free": ("programs give memory back", ("amount", "kind", "rate"), ()),
    "churn": (
        "programs use, take and free memory until they are stopped",
        ("amount", "kind", "rate", "adapts"),
        (),
    ),
    "stop": ("what runs on ends", (), ()),
    "pin": ("a device pins memory: it can neither move nor leave", ("amount",), ("amount",)),
    "fragment": ("memory is taken, then freed with holes", ("amount", "pattern"), ()),
    "age": ("memory looks as after days of use", ("amount",), ()),
}
ACTION = words(
    "|".join(_ACTIONS), "something a workload does", {word: row[0] for word, row in _ACTIONS.items()}
)


def narrow_workload(given: Mapping[str, Any]) -> Narrowed | None:
    """Return what a workload's action takes, once the action is known."""
    if "action" not in given:
        return None
    _, takes, needs = _ACTIONS[given["action"]]
    return Narrowed(f"workload {given['action']}", frozenset(("guest", "action", *takes)), needs)
