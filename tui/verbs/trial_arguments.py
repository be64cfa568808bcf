"""The words of `ballonet compare` and `ballonet success`, and the trials that they ask for."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.errors import printable

if TYPE_CHECKING:
    from argparse import Namespace

    from engine.trials import Trial

MOST_SEEDS, MOST_JOBS = 1000, 256
FILLS = "40%,60%,80%"
KERNELS = "2.6.16+remove,2.6.16+antifrag-list,2.6.16+antifrag-zone,2.6.24,6.6,current"
POLICIES = "balloon,hotplug,balloon+remove,unified"
_GUEST = "g"


def add_compare(parser: argparse.ArgumentParser) -> None:
    """Let a parser read `compare SCRIPT GUEST SIZE [POLICY,POLICY...]`."""
    parser.add_argument("script", metavar="SCRIPT", help="what is there: a .bal file, or a lesson's name")
    parser.add_argument("guest", metavar="GUEST", help="whose memory is changed")
    parser.add_argument("size", metavar="SIZE", help="what it shall have, as 2G")
    parser.add_argument(
        "policies", metavar="POLICY,...", nargs="?", default="", help="by default all of them"
    )
    _add_spread(parser, "from so many seeds, 1 and up")


def add_success(parser: argparse.ArgumentParser) -> None:
    """Let a parser read the options of `success`."""
    _add_spread(parser, "so many of each, from seed 1 up")
    parser.add_argument(
        "--fill",
        metavar="PERCENT,...",
        default=FILLS,
        help=f"how full it is, by default {FILLS}".replace("%", "%%"),
    )
    parser.add_argument("--kernels", metavar="KERNEL,...", default=KERNELS, help=f"by default {KERNELS}")
    parser.add_argument("--policies", metavar="POLICY,...", default=POLICIES, help=f"by default {POLICIES}")
    parser.add_argument("--memory", metavar="SIZE", default="512M", help="of the guest, by default 512M")
    parser.add_argument(
        "--give", metavar="PERCENT", default="50%", help="how much of it is to go, by default 50%%"
    )
    parser.add_argument("--platform", metavar="PLATFORM", default="ppc64", help="by default ppc64")


def add_jobs(parser: argparse.ArgumentParser, means: str) -> None:
    """Let a parser read how many processes work at a time."""
    parser.add_argument("--jobs", metavar="N", type=number(MOST_JOBS), help=means)


def _add_spread(parser: argparse.ArgumentParser, seeds: str) -> None:
    parser.add_argument("--seeds", metavar="N", type=number(MOST_SEEDS), default=20, help=f"{seeds}; 20")
    add_jobs(parser, "processes at a time, by default one a core")
    parser.add_argument("--csv", metavar="FILE", help="write every run as a row of CSV; - is standard output")


def number(most: int) -> Callable[[str], int]:
    """Return what reads a number from 1 to `most`, as an argument's type."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and 1 <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"{printable(text)} is not a number from 1 to {most}")
        return int(text)

    return read


def compare_trials(asked: Namespace) -> list[Trial]:
    """Return a trial for each seed.

    Raises:
        CommandError: there is no such script, or the words are no `compare` command.
    """
    from engine.commands.parse import parse
    from engine.script import read_script
    from engine.trials import Trial
    from tui.scripts import find

    command = " ".join(word for word in ("compare", asked.guest, asked.size, asked.policies) if word)
    parse(command)
    found = find(asked.script)
    read_script(found.data, found.name)
    return [
        Trial(seed=seed, data=found.data, name=found.name, folder=str(found.folder or ""), command=command)
        for seed in range(1, asked.seeds + 1)
    ]


def success_trials(asked: Namespace) -> list[Trial]:
    """Return a trial for each fill level, kernel and seed, in this order.

    Raises:
        CommandError: a word is none of its kind.
    """
    from engine.commands.choices import KERNEL, PLATFORM
    from engine.commands.parse import parse
    from engine.trials import Trial
    from engine.units import MIB, parse_percent, parse_size, size_text

    memory = parse_size(asked.memory).in_bytes(4096)
    gone = parse_percent(asked.give).of(memory)
    command = f"compare {_GUEST} {size_text((memory - gone) // MIB * MIB)} {asked.policies}"
    parse(command)
    fills = [str(parse_percent(word)) for word in asked.fill.split(",")]
    kernels = [KERNEL.read(word) for word in asked.kernels.split(",")]
    platform = PLATFORM.read(asked.platform)
    trials = []
    for fill in fills:
        for kernel in kernels:
            script = (
                f"guest add {_GUEST} memory={size_text(memory)} platform={platform} kernel={kernel}\n"
                f"workload {_GUEST} age {fill}\n"
            )
            for seed in range(1, asked.seeds + 1):
                trials.append(
                    Trial(
                        seed=seed,
                        data=script.encode(),
                        name="success",
                        command=command,
                        fill=fill,
                        kernel=kernel,
                    )
                )
    return trials
