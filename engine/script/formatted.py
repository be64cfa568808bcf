"""A script in its canonical form: the same lines, each written in one way. Comments and blank lines stay."""

from __future__ import annotations

from engine.commands.line import STALL, Line, ends_in_text, parse_line
from engine.commands.model import Command
from engine.commands.parse import read_words
from engine.commands.structure_rows import without_comment
from engine.commands.words import Word, read_word, split
from engine.errors import SyntaxRefused
from engine.script.header import NOT_LINES
from engine.script.reader import parse_script
from engine.script.structure import STRUCTURED, Written, lines_of
from engine.units import duration_text, parse_duration

INDENT = "  "
_MUST = {"succeed": "", "fail": "fails ", "may": "try "}


def formatted(text: str, file: str) -> str:
    """Return a script in its canonical form: what it runs is the same.

    Raises:
        ScriptRefused: it has errors.
    """
    before = _runs(text, file)
    result = _formatted(text, careful=False)
    if STRUCTURED.search(text) and _runs(result, file) != before:
        # What stands for a variable can make text of the words after it, whose blanks count.
        return _formatted(text, careful=True)
    return result


def _runs(text: str, file: str) -> tuple[object, ...]:
    """Return what a script runs, wherever it stands in the file."""
    script = parse_script(text, file)
    lines = ((each.command, each.at, each.background, each.stall, each.must) for each in script.lines)
    return script.seed, script.digest, script.end, tuple(lines)


def _formatted(text: str, *, careful: bool) -> str:
    """Return the canonical form; with `careful` a line that has a variable keeps its blanks."""
    variables = bool(STRUCTURED.search(text))
    lines: list[str] = []
    depth = 0
    for line in lines_of(text):
        depth -= line.first == "end"
        shown = _shown(line, variables=variables, careful=careful)
        lines.append(f"{INDENT * depth}{shown}".rstrip(" \t"))
        depth += line.first == "repeat"
    body = "\n".join(lines).rstrip("\n")
    return f"{body}\n" if body else ""


def _shown(line: Written, *, variables: bool, careful: bool) -> str:
    """Return one line without its indentation."""
    text = line.text.strip(" \t")
    if not text or text.startswith("#"):
        return text
    words = split(text)
    if line.first in ("let", "end") or (line.first == "repeat" and "$" not in without_comment(text)):
        return _structure(text, words)
    if line.first == "ballonet" or (line.first[0] == "@" and words[1].text in NOT_LINES):
        return " ".join((_time(words[0]), *(word.text for word in words[1:])))
    if variables and "$" in without_comment(text):
        return text if careful else _with_variables(text, words)
    read = parse_line(text)
    assert read is not None, "it is neither blank nor a comment"
    return _line(text, words, read)


def _structure(text: str, words: tuple[Word, ...]) -> str:
    code = without_comment(text)
    try:
        shown = read_words(code, tuple(word for word in words if word.end <= len(code))).text
    except SyntaxRefused:  # a variable stands for what it names
        shown = code
    return _joined(shown, text[len(code) :])


def _line(text: str, words: tuple[Word, ...], line: Line) -> str:
    """Return the canonical form of a line that runs something."""
    rest = words[1:] if line.at is not None else words
    time = f"@{duration_text(line.at)} " if line.at is not None else ""
    if ends_in_text(rest):
        return f"{time}{_MUST[line.must]}{line.command.text}"
    code = without_comment(text)
    if _has_dialect(line.command):
        # Operators' own words stay: their answer is their tool's.
        kept = [word.text for word in rest if word.end <= len(code) and not word.text.startswith("stall=")]
        shown = " ".join(kept).removesuffix("&").rstrip()
    else:
        shown = f"{_MUST[line.must]}{line.command.text}"
    stall = f" stall={duration_text(line.stall)}" if line.stall != STALL else ""
    background = " &" if line.background else ""
    return _joined(f"{time}{shown}{stall}{background}", text[len(code) :])


def _has_dialect(command: Command) -> bool:
    inner: object = command
    while isinstance(inner, Command):
        if inner.dialect:
            return True
        inner = getattr(inner, "command", None)
    return False


def _with_variables(text: str, words: tuple[Word, ...]) -> str:
    """Return a line that only a run of the script makes a command: its words, with one blank between them."""
    rest = words[1:] if words[0].text.startswith("@") else words
    if ends_in_text(rest):
        return text if rest is words else f"{_time(words[0])} {text[rest[0].start :]}"
    code = without_comment(text)
    kept = [word.text for word in words if word.end <= len(code)]
    kept[0] = _time(words[0])
    shown = " ".join(kept)
    if shown.endswith("&"):
        shown = f"{shown[:-1].rstrip()} &"
    return _joined(shown, text[len(code) :])


def _time(word: Word) -> str:
    """Return a time in its canonical form; any other word, and one that holds a variable, as it is."""
    if not word.text.startswith("@") or "$" in word.text:
        return word.text
    return f"@{duration_text(read_word(parse_duration, word.after(1)))}"


def _joined(code: str, comment: str) -> str:
    """Return a command with the comment after it."""
    comment = comment.strip(" \t")
    return f"{code}  {comment}" if comment else code
