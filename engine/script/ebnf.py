"""The grammar of scripts, written from the table of the language, in W3C's EBNF."""

from __future__ import annotations

from textwrap import fill

from engine.commands.grammar import NATIVE
from engine.commands.row import Parameter, Row
from engine.script.bounds import DEEPEST_REPEAT, MOST_LINES, MOST_VARIABLES
from engine.script.header import FORMAT

BEGIN = "<!-- grammar: written by engine.script.ebnf -->"
END = "<!-- end of grammar -->"

_LISTED = 5
"""A command's own options are listed where there are so few."""
_WIDTH = 110
"""Columns of the README's blocks."""
_TERMINALS = {
    "N[-M]": 'N ("-" N)?',
    "SIZE|PERCENT": "(SIZE | PERCENT)",
    "OPERATION|all": '(N | "all")',
    "SIZE/s": 'SIZE "/s"',
    "DEVICE:BACKEND": 'ID ":" ID',
    "DEVICE": "ID",
    "POLICY[,POLICY...]": 'POLICY ("," POLICY)*',
    "TEXT answer=ANSWER": 'TEXT " answer=" ANSWER',
    "COMMAND": "command",
    "NAME": "GUEST",
    "SHA256": "ID",
    "KEY": "PATH",
    "FACTOR": "NUMBER",
    "SPEED": 'NUMBER "x"?',
}
_SCRIPT = f"""\
script   ::= header? line*
header   ::= "ballonet" N ("seed=" N)? ("platform=" N)? ("start=" TIME)? END
line     ::= BLANK* (let | repeat | timed | recorded | chained)? comment? END
let      ::= "let" NAME "=" TEXT                       /* at most {MOST_VARIABLES} names; words, never computed */
repeat   ::= "repeat" N ("as" NAME)? comment? END line* "end"
                                                       /* at most {DEEPEST_REPEAT} deep, {MOST_LINES:,} lines in all */
timed    ::= "@" DURATION chained                      /* runs at that time; never inside repeat */
chained  ::= command stall? "&"?                       /* "&": the next line does not wait for it */
recorded ::= "@" DURATION ("mark" | "digest" "sha256:" HEX)
stall    ::= "stall=" DURATION                         /* how long it bears no progress */
comment  ::= "#" TEXT                                  /* not behind a command that ends in TEXT */
variable ::= "$" NAME | "${{" NAME "}}" | "$$"           /* in any word of a later line; "$$" is a dollar */
"""
_WORDS = f"""\
option   ::= WORD "=" WORD                             /* each once: those of the command, as in its table */
SIZE     ::= NUMBER ("K" | "M" | "G" | "T") | N "p"    /* "p": pages */
DURATION ::= NUMBER ("ns" | "us" | "ms" | "s" | "m" | "h")
PERCENT  ::= NUMBER "%"
NUMBER   ::= N ("." [0-9]+)?
N        ::= [0-9]+
GUEST    ::= [a-z] [a-z0-9-]*                          /* at most 16 characters, and no word of the language */
NAME     ::= [A-Za-z_] [A-Za-z0-9_]*                   /* at most 32 characters */
PATH     ::= WORD                                      /* as web.section[22].state; a key of XenStore has / */
VALUE    ::= SIZE | DURATION | NUMBER | WORD | PATH
ANSWER   ::= WORD ("|" WORD)*                          /* a word, a number, a size, A..B, s23, web:s23 */
FILE     ::= TEXT
ID       ::= WORD
POLICY   ::= WORD
ZONE     ::= WORD
KIND     ::= WORD
HEX      ::= [0-9a-f]+
TIME     ::= WORD                                      /* as 2026-11-26T23:10:00Z */
WORD     ::= [^ \\t]+
TEXT     ::= [^\\n]+                                    /* to the end of the line */
BLANK    ::= " " | "\\t"
END      ::= "\\r"? "\\n" | end of the file              /* format {FORMAT}; a blank stands between any two words */
"""


def ebnf() -> str:
    """Return the grammar of scripts in EBNF."""
    shapes: dict[str, list[str]] = {}
    for row in NATIVE:
        if not row.script_only:
            shapes.setdefault(_shape(row), []).append(row.verb)
    commands = []
    for shape, verbs in shapes.items():
        words = " | ".join(f'"{verb}"' for verb in verbs)
        commands.append(f"{f'({words})' if len(verbs) > 1 else words} {shape}".rstrip())
    first, *rest = commands
    lines = [f"command  ::= {first}", *(f"           | {each}" for each in rest)]
    listed = "\n".join(fill(line, _WIDTH, subsequent_indent=" " * 15) for line in lines)
    return f"{_SCRIPT}{listed}\n{_WORDS}".rstrip()


def readme_grammar() -> str:
    """Return the grammar as the README has it, without the markers around it."""
    return f"```ebnf\n{ebnf()}\n```"


def _shape(row: Row) -> str:
    """Return what stands behind a command's words."""
    parts = []
    chosen = [p for p in row.parameters if p.field in row.choice]
    if chosen:
        either = " | ".join(_one(row, p) for p in chosen)
        choice = f"({either}){'' if row.choice_needed else '?'}"
    for parameter in row.positional:
        if parameter in chosen:
            if parameter is chosen[0]:
                parts.append(choice)
            continue
        one = _one(row, parameter)
        parts.append(one if parameter.needed else f"{_grouped(one)}?")
    if chosen and chosen[0] in row.options:
        parts.append(choice)
    needed = [p for p in row.options if p.needed]
    parts += [_one(row, p) for p in needed]
    free = [p for p in row.options if p not in chosen and not p.needed]
    if len(free) > _LISTED:
        parts.append("option*")
    elif free:
        parts.append(f"({' | '.join(_one(row, p) for p in free)}){'*' if free[1:] else '?'}")
    return " ".join(parts)


def _one(row: Row, parameter: Parameter) -> str:
    """Return how one parameter is written."""
    label, words = parameter.value.label, [word for word, _ in parameter.value.choices]
    if label in _TERMINALS:
        kind = _TERMINALS[label]
    elif words and (label == "OP" or set(label.split("|")) == set(words)):
        kind = f"({' | '.join(_quoted(word) for word in words)})"
    else:
        kind = label if label.isidentifier() else "WORD"
    return f"{_quoted(f'{parameter.name}=')} {kind}" if parameter in row.options else kind


def _quoted(word: str) -> str:
    return f'"{word}"'


def _grouped(text: str) -> str:
    return f"({text})" if " " in text and not text.startswith("(") else text
