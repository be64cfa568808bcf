"""Recordings of every version stay readable, and come to what was recorded; one that does not says where it drifts."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from engine.script import read_script
from engine.session import Session
from tests.engine.playing import said
from tui.cli import main

HERE = Path(__file__).parent
DRIFTED: dict[str, str] = {}
"""Recordings from before a change that was made on purpose: by name, how the sentence begins that says where."""
NAMES = sorted(path.name for path in HERE.glob("*.bal"))
FIG2 = HERE / "2-fig2.bal"


def played(data: bytes, name: str) -> Session:
    session = Session()
    session.load(read_script(data, name), name, str(HERE))
    asyncio.run(session.run())
    return session


def drift(session: Session) -> list[str]:
    return [text for text in said(session) if "drifts" in text]


@pytest.mark.parametrize("name", NAMES)
def test_it_comes_to_what_was_recorded(name):
    data = (HERE / name).read_bytes()
    script = read_script(data, name)
    assert script.version == int(name[0])
    assert script.digest is not None
    session = played(data, name)
    if name in DRIFTED:
        assert drift(session)[0].startswith(DRIFTED[name])
        return
    assert drift(session) == []
    assert session.exit_code == 0
    agreed = sum(text.startswith("The digest of line") for text in said(session))
    assert agreed == len(script.digests) - 1
    assert session.digest() == script.digest[1]
    assert session.world.now == script.digest[0]


def test_both_formats_are_among_them():
    assert {name[0] for name in NAMES} == {"1", "2"}


def test_one_that_drifts_says_where_once_and_goes_on(tmp_path, capsys):
    text = FIG2.read_text()
    changed = text.replace("hotplug remove db 64M", "hotplug remove db 32M")
    file = tmp_path / "changed.bal"
    file.write_text(changed)
    assert main(["run", str(file)]) == 1
    number = changed.splitlines().index(next(line for line in changed.splitlines() if "bba51a91" in line)) + 1
    [sentence] = [line for line in capsys.readouterr().err.splitlines() if "drifts" in line]
    assert sentence.startswith(f"{file}:{number}: the replay drifts before 30s: ")
    assert f"the one of line {number - 2}, at 20s, agreed" in sentence
    assert "`@25.6864s hotplug remove db 32M`" in sentence


def test_a_digest_that_is_wrong_in_the_middle_is_named_and_nothing_else_is():
    wrong = FIG2.read_text().replace("sha256:f6986c30", "sha256:00000000").encode()
    session = played(wrong, "fig2.bal")
    [sentence] = drift(session)
    assert sentence.startswith(
        "fig2.bal:8: the replay drifts before 20s: the digest is sha256:f6986c30…, not"
    )
    assert "the one of line 7, at 10s, agreed, and between them stands no command" in sentence
    assert session.world.scripts[1].state == "failed"
    assert session.exit_code == 1


def test_one_with_other_facts_says_so_before_anything_drifts():
    session = played(FIG2.read_bytes().replace(b"platform=1", b"platform=77"), "fig2.bal")
    assert "was recorded with version 77 of the facts about platforms" in said(session)[0]
    assert session.exit_code == 0


def test_one_that_was_cut_off_after_a_whole_line_is_played_up_to_there():
    lines = FIG2.read_text().splitlines(keepends=True)
    session = played("".join([*lines[:8], "@25s mark\n"]).encode(), "fig2.bal")
    assert session.exit_code == 0
    assert session.world.now == 25_000_000_000


def test_damage_is_exit_2_for_a_run_which_names_the_line(tmp_path, capsys):
    file = tmp_path / "torn.bal"
    file.write_bytes(FIG2.read_bytes()[:520])
    assert main(["run", str(file)]) == 2
    assert capsys.readouterr().err.startswith(f"{file}:10:2:")
