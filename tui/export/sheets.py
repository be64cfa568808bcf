"""The sheets on their way out: the machine's frames, a comparison, the guests over virtual time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import attrs

from engine.comparison.table import table as compared_text
from engine.comparison.written import as_json, csv_text
from engine.snapshot import Column as Of
from engine.units import SECOND
from tui.export.extract import Extract, of_table
from tui.export.table import Column, Table
from tui.render.host.cells import FRAME
from tui.render.host.words import host_words
from tui.render.sheets.fork_figures import all_figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.comparison.picture import ComparisonPicture
    from engine.machine_view import MachineView
    from engine.snapshot import Balancing, GuestView, Sentence, Snapshot
    from engine.units import Nanoseconds
    from tui.export.table import Cell
    from tui.render.sheets.fork import Pair
    from tui.render.sheets.plot_series import Series, Window

_RUNS = (
    Column("owner"),
    Column("first_frame", "number"),
    Column("frames", "count"),
    Column("size", "bytes"),
)
_FIGURES = (Column("guest"), Column("figure"), Column("recorded"), Column("fork"), Column("differs"))
_SECONDS = (
    Column("second", "number"),
    Column("guest"),
    *(Column(name, "bytes") for name in ("has", "balloon", "free", "work", "wanted")),
    Column("swapped_in", "bytes"),
    Column("swapped_out", "bytes"),
    Column("unusable", "bytes"),
)


def host(machine: MachineView, time: Nanoseconds, balancing: Balancing | None = None) -> Extract:
    """Return whose the machine's frames are: as text in sentences, else a row for each run of one owner's."""

    def table() -> Table:
        rows = zip(machine.owner.tolist(), machine.first.tolist(), machine.frames.tolist(), strict=True)
        return Table(
            _RUNS, [(machine.owners[owner], first, many, many * FRAME) for owner, first, many in rows]
        )

    def text() -> str:
        return "".join(f"{line}\n" for line in host_words(machine, balancing))

    facts = {"frame_size": FRAME, "frames": machine.total}
    return of_table("host", "the host's frames", time, table, facts=facts, text=text)


def comparison(picture: ComparisonPicture, seed: int) -> Extract:
    """Return a comparison: as text as the `compare` of a script prints it, else a row a policy."""
    compared = picture.compared
    return Extract(
        f"compare-{compared.guest}",
        f"the comparison on {compared.guest}",
        compared.began,
        {
            "txt": lambda: compared_text(compared) + "\n",
            "csv": lambda: csv_text([compared], [seed]),
            "json": lambda: json.dumps(as_json(compared), indent=1, ensure_ascii=False) + "\n",
        },
    )


def fork(pair: Pair) -> Extract:
    """Return a fork beside its recording: a row for each figure of each guest, and for those of all."""

    def table() -> Table:
        rows = [
            (name, each.label, each.recorded, each.forked, each.differs)
            for name, figures in all_figures(pair.recorded, pair.forked)
            for each in figures
        ]
        return Table(_FIGURES, rows)

    return of_table("fork", "the fork beside the recording", pair.forked.time, table)


def plots(snapshot: Snapshot, window: Window, cursor: int | None, told: Sequence[Sentence] = ()) -> Extract:
    """Return the guests over virtual time: as text the values at the cursor, else a row for each second that is known.

    Args:
        snapshot: the picture.
        window: the seconds in sight.
        cursor: the second that is explained; None: the last one.
        told: the sentences that are still known, for they tell where chapters began.
    """
    from tui.export.drawing import plots_svg
    from tui.render.sheets.plot_chapters import chapters
    from tui.render.sheets.plot_series import series
    from tui.render.text.words import clock

    def table() -> Table:
        return Table(_SECONDS, [row for guest in snapshot.guests for row in _seconds(guest, window.end)])

    def lines(guest: GuestView) -> Sequence[Series]:
        return series(guest, window, watched=snapshot.watch is not None)

    def text() -> str:
        at = window.last if cursor is None else window.column(cursor)
        said = [f"{clock(window.second(max(0, at)) * SECOND)[:-2]}\n"]
        for guest in snapshot.guests:
            values = [f"{line.name} {line.said[at]}" for line in lines(guest) if 0 <= at < len(line.said)]
            said.append(f"{guest.name}: {', '.join(values) or 'nothing is known'}\n")
        return "".join(said)

    extract = of_table("plots", "the plots", snapshot.time, table, text=text)
    return attrs.evolve(
        extract, forms={"svg": lambda: plots_svg(snapshot, window, chapters(snapshot, told)), **extract.forms}
    )


def _seconds(guest: GuestView, end: int) -> list[tuple[Cell, ...]]:
    """Return the seconds of a guest that are known, up to `end`; amounts are per second, levels at its end."""
    if not len(guest.course.rows):
        return []
    rows = guest.course.between(int(guest.course.rows[0, Of.SECOND]), end)
    size = guest.page_size
    return [
        (
            row[Of.SECOND],
            guest.name,
            (row[Of.ONLINE] - row[Of.BALLOON]) * size,
            *(row[each] * size for each in (Of.BALLOON, Of.FREE, Of.WORK, Of.WANTED)),
            row[Of.SWAPPED_IN] * size,
            row[Of.SWAPPED_OUT] * size,
            row[Of.UNUSABLE] * size,
        )
        for row in rows.tolist()
    ]
