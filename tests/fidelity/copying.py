"""Copies recorded traces beside the tests, without what nobody reads: `python3 -m tests.fidelity.copying FOLDER`.

The snapshots stay byte for byte; of `scenario.json` go the texts that only people read, most counters, and blanks.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

TRACES = Path(__file__).parent / "traces"
MOST_BYTES = 4 * 1024 * 1024
"""All copies together; the budget of this folder."""
_UNREAD_STEP = ("dmesg", "note", "pcp_counts", "query_memory_size_summary", "nr_hugepages")
_UNREAD_ACTION = ("series", "pages_per_s", "t")
_UNREAD_BLOCK = ("phys_index", "removable")
_READ_ZONE = ("node", "zone", "boost", "protection", "pagesets")
_READ_MEMINFO = (
    "MemTotal",
    "MemFree",
    "Cached",
    "SwapTotal",
    "SwapFree",
    "Dirty",
    "AnonHugePages",
    "HugePages_Total",
    "Hugepagesize",
)
_READ_VMSTAT = ("nr_free_pages", "pgsteal_kswapd", "pgsteal_direct", "pgmigrate_success", "balloon_migrate")


def reduced(scenario: dict) -> dict:
    """Return a scenario without what no test reads."""
    steps = [_step(step) for step in scenario["steps"]]
    return {**scenario, "steps": steps}


def _step(step: dict) -> dict:
    found = {key: value for key, value in step.items() if key not in _UNREAD_STEP}
    found["actions"] = [_action(action) for action in step.get("actions", ())]
    found["vmstat"] = {key: step["vmstat"][key] for key in _READ_VMSTAT if step["vmstat"].get(key)}
    found["meminfo_kb"] = {key: step["meminfo_kb"][key] for key in _READ_MEMINFO if key in step["meminfo_kb"]}
    found["pagetypeinfo"] = {"free": [row for row in step["pagetypeinfo"]["free"] if any(row["free"])]}
    found["blocks"] = [
        {key: value for key, value in block.items() if key not in _UNREAD_BLOCK} for block in step["blocks"]
    ]
    found["zones"] = [{key: zone[key] for key in _READ_ZONE if key in zone} for zone in step["zones"]]
    return found


def _action(action: dict) -> dict:
    return {key: value for key, value in action.items() if key not in _UNREAD_ACTION}


def copy(source: Path, target: Path) -> None:
    """Copy a folder of traces."""
    for folder in sorted(it for it in source.iterdir() if (it / "scenario.json").is_file()):
        scenario = reduced(json.loads((folder / "scenario.json").read_bytes()))
        place = target / folder.name
        place.mkdir(parents=True, exist_ok=True)
        for step in scenario["steps"]:
            for name in (step["snapshot"]["kpageflags"], step["snapshot"]["memsnap"]):
                shutil.copyfile(folder / name, place / name)
        text = json.dumps(scenario, separators=(",", ":"))
        (place / "scenario.json").write_text(text, "utf-8")


def size(target: Path) -> int:
    """Return the bytes of all copies."""
    return sum(path.stat().st_size for path in target.rglob("*") if path.is_file())


if __name__ == "__main__":
    copy(Path(sys.argv[1]), TRACES)
    print(f"{size(TRACES):,} of {MOST_BYTES:,} bytes")
