"""A shell completes what the parsers read."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tui.cli import main
from tui.verbs.arguments import parsers
from tui.verbs.completion import fish, offered, zsh


@pytest.fixture
def completed(capsys):
    """Ask bash what completes the last of some words."""
    if shutil.which("bash") is None:
        pytest.skip("needs bash")
    assert main(["completion", "bash"]) == 0
    script = capsys.readouterr().out

    def complete(*words: str) -> set[str]:
        quoted = " ".join(f'"{word}"' for word in words)
        ask = f"COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _ballonet; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        done = subprocess.run(["bash", "-c", f"{script}\n{ask}"], capture_output=True, text=True, check=True)
        return set(done.stdout.split())

    return complete


def test_bash_completes_verbs_flags_and_values(completed):
    assert {"config", "compare", "completion"} <= completed("ballonet", "co")
    assert completed("ballonet", "config", "sh") == {"show"}
    assert completed("ballonet", "--mo") == {"--motion", "--mouse"}
    assert completed("ballonet", "watch", "--motion", "c") == {"calm"}
    assert {"light"} == completed("ballonet", "--theme", "li")
    assert {"balloon-basics"} == completed("ballonet", "run", "balloon-b")


def test_fish_is_told_of_every_flag_of_every_verb():
    script = fish()
    for verb, parser in parsers().items():
        for row in offered(parser):
            for flag in row.flags:
                lines = [
                    line
                    for line in script.splitlines()
                    if f" -l {flag[2:]}" in line or f" -s {flag[1:]}" in line
                ]
                assert lines, (verb, flag)


def test_zsh_reads_what_bash_does():
    assert "bashcompinit" in zsh()
    assert "complete -o default -F _ballonet ballonet" in zsh()
