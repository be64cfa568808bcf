"""What came of scripts, as JUnit's XML: a suite, a case for each script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

from engine.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.verbs.suite.result import Result

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, escaped or not."""


def junit_text(results: Sequence[Result]) -> str:
    """Return the report as text. A script that is none is an error, one that went wrong a failure."""
    bad, failed = (sum(each.verdict == verdict for each in results) for verdict in ("bad", "failed"))
    counts = {
        "tests": str(len(results)),
        "failures": str(failed),
        "errors": str(bad),
        "time": _seconds(sum(each.wall for each in results)),
    }
    root = Xml.Element("testsuites", {"name": "ballonet", **counts})
    suite = Xml.SubElement(root, "testsuite", {"name": "ballonet run", **counts, "skipped": "0"})
    for each in results:
        suite.append(_case(each))
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, "unicode") + "\n"


def _case(result: Result) -> Xml.Element:
    case = Xml.Element(
        "testcase",
        {"classname": "ballonet", "name": _clean(result.script), "time": _seconds(result.wall)},
    )
    held, failed = result.expectations
    facts = {
        "virtual_seconds": _seconds(result.virtual / SECOND),
        "expectations_passed": str(held),
        "expectations_failed": str(failed),
    }
    properties = Xml.SubElement(case, "properties")
    for name, value in facts.items():
        Xml.SubElement(properties, "property", {"name": name, "value": value})
    if result.verdict == "bad":
        first = result.problem.splitlines()[0] if result.problem else result.failures[0].title
        error = Xml.SubElement(case, "error", {"type": "script", "message": _clean(first)})
        error.text = _clean(result.problem or _told(result))
    elif result.verdict == "failed":
        first = result.failures[0].title if result.failures else "it failed"
        more = len(result.failures) + result.more - 1
        message = f"{first} (and {more} more)" if more > 0 else first
        kind = "expectation" if failed else "command"
        failure = Xml.SubElement(case, "failure", {"type": kind, "message": _clean(message)})
        failure.text = _clean(_told(result))
    if result.told:
        Xml.SubElement(case, "system-out").text = _clean(result.told)
    return case


def _told(result: Result) -> str:
    rows = [row for each in result.failures for row in (each.title, *(f"  {row}" for row in each.lines()))]
    return "\n".join([*rows, f"{result.more} more"] if result.more else rows)


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
