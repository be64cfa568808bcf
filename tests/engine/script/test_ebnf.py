"""The published grammar speaks of every command, and of nothing that it does not explain."""

import re

from engine.commands.grammar import NATIVE
from engine.script.ebnf import ebnf

TEXT = re.sub(r"/\*.*?\*/", "", ebnf())


def test_every_command_stands_in_it_with_its_needed_words():
    for row in NATIVE:
        assert all(f'"{word}' in TEXT or f" {word}" in TEXT for word in (row.verb,)), row.verb


def test_everything_that_it_names_is_explained_there_and_used():
    explained = set(re.findall(r"^(\w+) +::=", TEXT, re.MULTILINE))
    plain = re.sub(
        r'"[^"]*"|\[[^\]]*\]|end of the file', " ", re.sub(r"^\w+ +::=", "", TEXT, flags=re.MULTILINE)
    )
    assert set(re.findall(r"\w+", plain)) | {"script", "variable"} == explained


def test_it_is_no_wider_than_a_readme():
    assert max(map(len, ebnf().splitlines())) <= 112
