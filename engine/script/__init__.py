"""Script files and recordings: one text format, `.bal`, a command a line. Text only: nothing runs here."""

from engine.commands.line import STALL, Line, parse_line
from engine.script.bounds import LARGEST_SCRIPT, SHOWN_ERRORS
from engine.script.header import FORMAT
from engine.script.reader import parse_script, read_script
from engine.script.script import Script, ScriptRefused
from engine.script.written import recording

__all__ = [
    "FORMAT",
    "LARGEST_SCRIPT",
    "SHOWN_ERRORS",
    "STALL",
    "Line",
    "Script",
    "ScriptRefused",
    "parse_line",
    "parse_script",
    "read_script",
    "recording",
]
