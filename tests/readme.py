"""The parts of the README that are written by the program: `python3 -m tests.readme` writes them anew."""

from __future__ import annotations

from pathlib import Path

from engine.commands.reference import README_BEGIN, README_END, readme_table
from engine.costs import figures
from tui.arguments import EXIT_CODES, USAGE
from tui.keys import readme_keys

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"


def usage() -> str:
    """Return how the command is called."""
    return f"```\n{USAGE}\n\n{EXIT_CODES}\n```"


def costs() -> str:
    """Return what each step costs and who says so."""
    rows = [f"| {figure.what} | {figure.cost} | {figure.source} |" for figure in figures()]
    return "\n".join(["| When | it takes | Source |", "|---|---|---|", *rows])


PARTS = (
    ("<!-- usage: written by tui.arguments -->", "<!-- end of usage -->", usage),
    (README_BEGIN, README_END, readme_table),
    ("<!-- keys: written by tui.keys -->", "<!-- end of keys -->", readme_keys),
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
