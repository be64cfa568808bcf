"""The parts of the README that are written by the program: `python3 -m tests.readme` writes them anew."""

from __future__ import annotations

from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path

from engine.commands.reference import README_BEGIN, README_END, readme_table
from engine.costs import figures
from engine.hypervisors import HYPERVISORS
from engine.platform import KERNELS, PAE, PAE_OF_2006, PAGE_SIZES, PLATFORMS, Platform
from engine.script import ebnf
from engine.units import LARGEST, short_size
from tests.fidelity.recorded import GOALS
from tui.cli import main
from tui.configuration.shown import readme_settings
from tui.keys import readme_keys
from tui.lessons.listing import readme_lessons
from tui.lessons.progress import Progress
from tui.lessons.shelf import bundled
from tui.render.colours.bundled import DEFAULT_THEME, bundled_theme, bundled_themes
from tui.render.colours.theme import ROLES
from tui.verbs.epilogs import EXIT_CODES
from tui.verbs.metrics import COLUMNS, ORDERS
from tui.verbs.usage import USAGE

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"


def usage() -> str:
    """Return how the command is called."""
    return f"```\n{USAGE}\n\n{EXIT_CODES}\n```"


def costs() -> str:
    """Return what each step costs and who says so."""
    rows = [f"| {figure.what} | {figure.cost} | {figure.source} |" for figure in figures()]
    return "\n".join(["| When | it takes | Source |", "|---|---|---|", *rows])


def platforms() -> str:
    """Return each platform's facts, a row for every page size it has."""
    rows = [row for sizes in PAGE_SIZES.values() for row in sizes.values()]
    rows.insert(rows.index(PLATFORMS[PAE.name]) + 1, PAE)
    heads = (
        "Platform",
        "pages",
        "section",
        "largest block",
        "pageblock",
        "zones end at",
        "no RAM",
        "hot-added from",
    )
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    for row in rows:
        cells = (
            f"`{row.name}`" + (" with `pae=on`" if row.pae else ""),
            short_size(row.page_size),
            short_size(row.section_size) + (", blocks up to 2G" if row.large_blocks else "") + _before(row),
            f"{short_size(row.page_size << row.max_order)}, order {row.max_order}",
            short_size(row.page_size << row.pageblock_order),
            ", ".join(name if end is None else f"{name} {short_size(end)}" for name, end in row.zones),
            ", ".join(_hole(*hole) for hole in row.ram_holes) or "-",
            short_size(row.hot_add_base) if row.hot_add_base else "the lowest gap",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _before(row: Platform) -> str:
    return f", {short_size(PAE_OF_2006.section_size)} before 2.6.25" if row is PAE else ""


def _hole(start: int, end: int) -> str:
    first = short_size(start) if start else "0"
    return f"{first} to {short_size(end)}" if end < LARGEST else f"above {first}"


def kernels() -> str:
    """Return what each kernel is known for, and what it can do with memory."""
    heads = ("Kernel", "What it is", "add", "remove", "free lists", "MOVABLE")
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    for row in KERNELS.values():
        add = f"on {', '.join(row.sparsemem_on)}" if row.sparsemem_on else "yes" if row.hot_add else "no"
        remove = (
            f"on {', '.join(row.hot_remove_on)}" if row.hot_remove_on else "yes" if row.hot_remove else "no"
        )
        cells = (
            f"`{row.name}`",
            row.says + ("" if row.merged else " (never merged)"),
            add,
            remove,
            "by migrate type" if row.grouping else "one an order",
            "yes" if row.movable_zone else "no",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def hypervisors() -> str:
    """Return what each hypervisor is like, a row each."""
    heads = (
        "Hypervisor",
        "is",
        "memory is",
        "on",
        "driver",
        "a target reaches it by",
        "hotplug is told by",
        "adds pieces of",
        "cannot",
    )
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    for row in HYPERVISORS.values():
        limits = {"balloon": row.cannot_balloon, "add": row.cannot_add, "remove": row.cannot_remove}
        told = dict.fromkeys(row.notifier(platform) for platform in row.platforms)
        cells = (
            f"`{row.name}`",
            row.title,
            "partitioned" if row.partitions else "virtualized",
            ", ".join(row.platforms),
            ", ".join(f"`{driver}`" for driver in row.drivers) or "none",
            row.tells,
            " or ".join(told),
            short_size(row.granularity) if row.granularity else "a section",
            ", ".join(way for way, limit in limits.items() if limit) or "-",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


WHATIF = ("whatif", "tests/fidelity/traces/g1-balloon-offline-s1", "--step", "1", "section offline 3-6")
EXPLAIN = ("explain", "tests/fidelity/traces/b2-balloon-idle-512m", "step=4")


@cache
def told(*words: str) -> str:
    """Return a command line, and what it prints."""
    printed = StringIO()
    with redirect_stdout(printed):
        main([str(ROOT / word) if word.startswith("tests/") else word for word in words])
    typed = " ".join(f"'{word}'" if " " in word else word for word in words)
    return f"```console\n$ ballonet {typed}\n{printed.getvalue().rstrip()}\n```"


def themes() -> str:
    """Return the themes that come along."""
    rows = [f"| `{theme.name}` | {theme.about} |" for theme in bundled_themes().values()]
    return "\n".join(["| Theme | |", "|---|---|", *rows])


def roles() -> str:
    """Return what each role of a theme colours, and what the default theme has for it."""
    rows = [
        f"| `{role}` | {what} | `{bundled_theme(DEFAULT_THEME).hex(role)}` |" for role, what in ROLES.items()
    ]
    return "\n".join([f"| Role | colours | in `{DEFAULT_THEME}` |", "|---|---|---|", *rows])


def metrics() -> str:
    """Return the columns of figures over time; those of single orders have one row."""
    first, last = "unusable_0", f"unusable_{ORDERS - 1}"
    names = {first: f"`{first}` ... `{last}`"}
    rows = [
        f"| {names.get(column, f'`{column}`')} | {what} |"
        for column, what in COLUMNS.items()
        if column == first or not column.removeprefix("unusable_").isdigit()
    ]
    return "\n".join(["| Column | |", "|---|---|", *rows])


PARTS = (
    ("<!-- metrics: written by tui.verbs.metrics -->", "<!-- end of metrics -->", metrics),
    ("<!-- whatif: written by tui.verbs.whatif -->", "<!-- end of whatif -->", lambda: told(*WHATIF)),
    ("<!-- explain: written by tui.verbs.explain -->", "<!-- end of explain -->", lambda: told(*EXPLAIN)),
    (
        "<!-- fidelity: written by tests.fidelity.record -->",
        "<!-- end of fidelity -->",
        lambda: GOALS.read_text("utf-8"),
    ),
    ("<!-- usage: written by tui.verbs.usage -->", "<!-- end of usage -->", usage),
    (README_BEGIN, README_END, readme_table),
    (ebnf.BEGIN, ebnf.END, ebnf.readme_grammar),
    ("<!-- keys: written by tui.keys -->", "<!-- end of keys -->", readme_keys),
    ("<!-- themes: written by themes/*.toml -->", "<!-- end of themes -->", themes),
    ("<!-- roles: written by tui.render.colours.theme -->", "<!-- end of roles -->", roles),
    (
        "<!-- lessons: written by tui.lessons -->",
        "<!-- end of lessons -->",
        lambda: readme_lessons(bundled(Progress())),
    ),
    ("<!-- settings: written by tui.settings -->", "<!-- end of settings -->", readme_settings),
    ("<!-- platforms: written by engine.platform -->", "<!-- end of platforms -->", platforms),
    ("<!-- kernels: written by engine.platform.kernels -->", "<!-- end of kernels -->", kernels),
    (
        "<!-- hypervisors: written by engine.hypervisors -->",
        "<!-- end of hypervisors -->",
        hypervisors,
    ),
    ("<!-- costs: written by engine.costs -->", "<!-- end of costs -->", costs),
)


def filled(text: str) -> str:
    """Return the page with each part as the program writes it now.

    Raises:
        ValueError: a marker is missing.
    """
    for begin, end, write in PARTS:
        before, found, rest = text.partition(begin)
        _, found_end, after = rest.partition(end)
        if not (found and found_end):
            raise ValueError(f"the README has lost {begin} or {end}")
        text = f"{before}{begin}\n\n{write().strip(chr(10))}\n\n{end}{after}"
    return text


if __name__ == "__main__":
    README.write_text(filled(README.read_text("utf-8")), "utf-8")
