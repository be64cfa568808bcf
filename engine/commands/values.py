"""The kinds of words that commands take, sizes and numbers and names: how each is read and written."""

from __future__ import annotations

import re

from engine.commands.answers import read_answer
from engine.commands.keys import read_key, read_value
from engine.commands.model import DeviceName, SectionRange
from engine.commands.names import NAME, listing, read_guest
from engine.commands.row import Value
from engine.errors import CommandError, Place, printable, quoted
from engine.units import Percent, Size, duration_text, parse_duration, parse_percent, parse_size

SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 64.0, 256.0, 1000.0)
"""How fast virtual time may be asked to go, in seconds a second."""
LARGEST_SEED = 2**64 - 1
_LAST_SECTION = 2**20 - 1
"""The last section of 16 TiB in sections of 16 MiB."""

_INTEGER = re.compile(r"\d{1,20}", re.ASCII)
_DEVICE_ID = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,30}", re.ASCII)
_BLANK = re.compile("%(?:20|09|25)", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_FACTOR = re.compile(r"\d{1,4}(\.\d{1,3})?", re.ASCII)


def whole(label: str, low: int, high: int) -> Value:
    """Return the kind of a whole number from `low` to `high`."""

    def read(text: str) -> int:
        if not _INTEGER.fullmatch(text):
            raise CommandError(f"{quoted(text)} is not a whole number", f"a number from {low} to {high}")
        if not low <= (number := int(text)) <= high:
            raise CommandError(f"{printable(text)} is out of bounds", f"a number from {low} to {high}")
        return number

    return Value(label, read, looks=lambda text: text.lstrip("+-")[:1].isdigit())


def _positive(text: str) -> Size:
    size = parse_size(text)
    if not (size.bytes or size.pages):
        raise CommandError(f"{printable(text)} is nothing", "a size above 0")
    return size


def _read_amount(text: str) -> Size | Percent:
    return parse_percent(text) if text.endswith("%") else _positive(text)


def _read_sections(text: str) -> SectionRange:
    first, dash, last = text.partition("-")
    for number in (first, last) if dash else (first,):
        if not _INTEGER.fullmatch(number):
            raise CommandError(f"{quoted(text)} is not a section", "a number, or a range as 4-7")
        if int(number) > _LAST_SECTION:
            raise CommandError(f"there is no section {printable(number)}", f"at most {_LAST_SECTION}")
    if dash and int(last) < int(first):
        raise CommandError(f"the range {printable(text)} is empty", f"{last}-{first}")
    return int(first), int(last) if dash else int(first)


def _write_sections(sections: SectionRange) -> str:
    first, last = sections
    return str(first) if first == last else f"{first}-{last}"


def _read_rate(text: str) -> Size:
    if not text.endswith("/s"):
        raise CommandError(f"{quoted(text)} is not a rate", "a size and /s, as 64M/s")
    return _positive(text.removesuffix("/s"))


def _read_factor(text: str) -> float:
    if not _FACTOR.fullmatch(text) or not 0.001 <= float(text) <= 1000:
        raise CommandError(f"{quoted(text)} is not a factor", "a number from 0.001 to 1000")
    return float(text)


def read_device_id(text: str) -> str:
    """Return `text` if QEMU takes it as the id of a device or of a backend (util/id.c:id_wellformed).

    Raises:
        CommandError: it does not.
    """
    if not _DEVICE_ID.fullmatch(text):
        raise CommandError(f"{quoted(text)} is not an id", "a letter, then letters, digits, -, . or _")
    return text


def _read_device(text: str) -> DeviceName:
    name, colon, backend = text.partition(":")
    if not colon:
        raise CommandError(f"{quoted(text)} names no memory backend", "a DIMM and its backend, as dimm1:mem1")
    return DeviceName(read_device_id(name), read_device_id(backend))


def _write_number(number: float) -> str:
    return f"{number:g}"


def _read_speed(text: str) -> float:
    number = text.removesuffix("x")
    if not _FACTOR.fullmatch(number) or float(number) not in SPEEDS:
        raise CommandError(f"{quoted(text)} is not a speed", listing(map(_write_number, SPEEDS)))
    return float(number)


def _read_operation(text: str) -> int | None:
    return None if text == "all" else int(OPERATION.read(text))


_ANSWER = " answer="
_BLANKS = {"%20": " ", "%09": "\t", "%25": "%"}
"""A path is one word: what stands in it for blanks."""


def _read_path(text: str) -> str:
    return _BLANK.sub(lambda found: _BLANKS[found[0]], text)


def _write_path(path: str) -> str:
    return path.replace("%", "%25").replace(" ", "%20").replace("\t", "%09")


def _read_sha256(text: str) -> str:
    if not _SHA256.fullmatch(text):
        raise CommandError(f"{quoted(text)} is no SHA-256", "64 of 0-9 and a-f")
    return text


def _read_question(text: str) -> tuple[str, str]:
    """Return the question, and what is right."""
    question, _, answer = text.strip(" \t").rpartition(_ANSWER)
    if not question.strip(" \t"):
        raise CommandError("the question has no answer", "ask TEXT answer=ANSWER")
    column = len(text) - len(text.lstrip(" \t")) + len(question) + len(_ANSWER) + 1
    try:
        return question.strip(" \t"), read_answer(answer)
    except CommandError as error:
        raise CommandError(error.found, error.wanted, Place(column, max(1, len(answer)))) from None


def _read_guest(text: str) -> str:
    if text[:1].isdigit():
        raise CommandError(f"{quoted(text)} is not a guest's name", "the guest comes first")
    return read_guest(text)


GUEST = Value("GUEST", _read_guest, looks=lambda text: bool(NAME.fullmatch(text)))
NEW_GUEST = Value("NAME", read_guest)
SIZE = Value("SIZE", parse_size)
POSITIVE_SIZE = Value("SIZE", _positive)
AMOUNT = Value("SIZE|PERCENT", _read_amount)
DURATION = Value(
    "DURATION", parse_duration, duration_text, looks=lambda text: text.lstrip("+-")[:1].isdigit()
)
SECTION = whole("N", 0, _LAST_SECTION)
SECTIONS = Value("N[-M]", _read_sections, _write_sections)
RATE = Value("SIZE/s", _read_rate, lambda size: f"{size}/s")
FACTOR = Value("FACTOR", _read_factor, _write_number)
OPERATION = whole("N", 1, 10**9)
OPERATION_OR_ALL = Value(
    "OPERATION|all", _read_operation, lambda number: "all" if number is None else str(number)
)
SHARES = whole("N", 1, 10**9)
RETRIES = whole("N", 0, 1000)
RATIO = whole("N", 0, 10_000)
SEED = whole("N", 0, LARGEST_SEED)
KEY = Value("KEY", read_key)
WORD = Value("WORD", read_value)
TIMES = whole("N", 1, 1_000_000)
DEVICE = Value("DEVICE", read_device_id)
DEVICE_AND_BACKEND = Value("DEVICE:BACKEND", _read_device)
TEXT = Value("TEXT", lambda text: text.strip(" \t"), takes="rest")
QUESTION = Value(
    "TEXT answer=ANSWER",
    _read_question,
    lambda asked: f"{asked[0]}{_ANSWER}{asked[1]}",
    takes="rest",
)
FILE = Value("FILE", lambda text: text.strip(" \t"), takes="rest")
PATH = Value("FILE", _read_path, _write_path)
STEP = whole("N", 0, 100_000)
SHA256 = Value("SHA256", _read_sha256)
COMMAND = Value("COMMAND", str, takes="command")
SPEED = Value(
    "SPEED",
    _read_speed,
    _write_number,
    tuple((_write_number(speed), f"{speed:g} s of virtual time a second") for speed in SPEEDS),
)
