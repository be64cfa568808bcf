"""Script files and recordings: one text format, `.bal`, a command a line. Text only: nothing runs here."""

from engine.commands.line import STALL, Line, parse_line
from engine.script.bounds import LARGEST_SCRIPT, SHOWN_ERRORS
from engine.script.header import FORMAT
from engine.script.reader import parse_script, read_recording, read_script
from engine.script.script import RecordedDigest, Script, ScriptRefused
from engine.script.written import header_line, recording, timed_line

__all__ = [
    "FORMAT",
    "LARGEST_SCRIPT",
    "SHOWN_ERRORS",
    "STALL",
    "Line",
    "RecordedDigest",
    "Script",
    "ScriptRefused",
    "header_line",
    "parse_line",
    "parse_script",
    "read_recording",
    "read_script",
    "recording",
    "timed_line",
]
