"""The golden scripts: each comes out as it must, on every machine and in every version."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.script import ScriptRefused, read_script
from engine.session import Session
from tests.engine.playing import play, said

HERE = Path(__file__).parent
NAMES = [path.name for path in sorted(HERE.glob("*.bal"))]


def golden(name: str) -> Session:
    return play((HERE / name).read_text(), name=name)


@pytest.mark.parametrize(
    ("name", "exit_code", "passed", "failed"),
    [
        ("01-chain.bal", 0, 3, 0),
        ("02-background.bal", 0, 2, 0),
        ("03-refused.bal", 1, 0, 0),
        ("04-fails.bal", 0, 1, 0),
        ("06-expect-fails.bal", 1, 1, 1),
        ("07-timed.bal", 0, 0, 0),
        ("08-beside.bal", 0, 0, 0),
        ("09-stall.bal", 0, 0, 0),
    ],
)
def test_a_golden_script_comes_out_as_it_must(name, exit_code, passed, failed):
    session = golden(name)
    assert session.exit_code == exit_code
    assert session.document()["expectations"] == {"passed": passed, "failed": failed}


def test_background_operations_overlap_in_time():
    first, second = golden("02-background.bal").document()["operations"][2:]
    assert [first["guest"], second["guest"]] == ["web", "db"]
    assert second["started_ns"] < first["ended_ns"]


def test_a_refusal_stops_the_script_and_names_the_nearest_multiples():
    session = golden("03-refused.bal")
    [guest] = session.document()["guests"]
    assert guest["name"] == "web"
    [*_, stopped] = said(session)
    assert stopped.startswith("03-refused.bal:3:")
    assert "40M is not a multiple of the section size of ppc64 (16M)" in stopped
    assert "32M and 48M" in stopped


def test_a_syntax_error_is_found_before_anything_runs():
    with pytest.raises(ScriptRefused) as caught:
        read_script((HERE / "05-syntax.bal").read_bytes(), "05-syntax.bal")
    assert str(caught.value).startswith("05-syntax.bal:3:9: 'swell'")


def test_the_line_after_a_failed_expectation_runs():
    session = golden("06-expect-fails.bal")
    assert "as expected, web.memory.online == 256M" in said(session)
    assert "expected web.memory.online == 255M, but it is 256M" in said(session)


def test_timed_lines_start_at_their_times_exactly():
    operations = golden("07-timed.bal").document()["operations"]
    assert [op["started_ns"] for op in operations] == [0, 1_000_000_000, 2_500_000_000]


def test_a_timed_line_runs_beside_the_chain_wherever_it_stands():
    session = golden("08-beside.bal")
    assert session.document()["operations"][1]["started_ns"] == 1_000_000_000
    assert session.world.now == 2_000_000_000


def test_a_balloon_that_cannot_be_filled_counts_as_failed():
    document = golden("09-stall.bal").document()
    assert document["operations"][2]["state"] in ("stalled", "partial", "failed")
    assert document["guests"][0]["memory"]["balloon"] < 192 << 20


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"05-syntax.bal"}))
def test_the_same_script_has_the_same_digest_and_so_has_its_recording(name):
    first, second = golden(name), golden(name)
    assert first.digest() == second.digest()
    again = play(first.recording(), name=name)
    assert again.exit_code == 0
    assert again.digest() == first.digest()
