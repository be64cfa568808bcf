"""Whether a section can leave: its removal is tried on a fork, and what is in the way is looked at page by page."""

from __future__ import annotations

from engine.answer import Answer, Verdict
from engine.commands.model import Why
from engine.errors import CommandError
from engine.events import counted, sections_text
from engine.guest.blockers import blockers_of, blocks_of, lets_go, refusal, shortfall
from engine.guest.guest import Guest
from engine.guest.kernel_words import kernels_answer
from engine.guest.memory_block import block_text, state_of
from engine.memory.kinds import Kind, SectionState
from engine.operations.remedies import about, for_section, removal
from engine.operations.section_choice import present_text
from engine.operations.trial import Tries
from engine.operations.why_virtio_mem import device_section
from engine.world import World

PAPER_UNMOVABLE = 'Paper 4.1: if any of it is there, "the whole section cannot be removed"'
PAPER_BALLOON = (
    "Paper 6.3: what a balloon has taken cannot be removed a second time, unless its pages can be migrated"
)
PAPER_KERNEL = 'Paper 4.2: "Memory Hotplug remove is not in mainline"'
PAPER_ROOM = "Paper 4.1: what is allocated must be moved to a new location, and there has to be one"


def why_section(world: World, guest: Guest, command: Why, section: int) -> Answer:
    """Answer for one section of a guest.

    Raises:
        CommandError: it is absent.
    """
    state = state_of(guest, section)
    if state is SectionState.ABSENT:
        raise CommandError(
            f"s{section} of {guest.name} is absent", present_text(guest), command.place("section")
        )
    if state is not SectionState.ONLINE:
        return _not_online(guest, section, state)
    if (device := guest.virtio_mem) is not None and section in device.sections:
        return device_section(guest, device, section)
    return online_section(world, guest, section)


def _not_online(guest: Guest, section: int, state: SectionState) -> Answer:
    first = section << guest.memory.layout.section_shift
    of_device = guest.virtio_mem is not None and section in guest.virtio_mem.sections
    remove = f"hotplug set {guest.name} SIZE" if of_device else removal(guest, section)
    if state is SectionState.OFFLINE:
        sentence = f"s{section} is offline already; `{remove}` takes it away"
        return Answer("YES", sentence, guest.name, section, first_pfn=first)
    there = "arrives" if state is SectionState.GOING_ONLINE else "leaves"
    return Answer(
        "NOT NOW",
        f"s{section} {there} just now",
        guest.name,
        section,
        facts=tuple(f"op {number} does it" for number in guest.hotplug_line[:1]),
        blocks=blocks_of(guest, section),
        first_pfn=first,
    )


def online_section(world: World, guest: Guest, section: int) -> Answer:
    """Answer for a section that is online."""
    tries = Tries(world, guest.name)
    said = _never(guest, section)
    if said:
        return _answer(tries, guest, section, "NO", *said)
    if reason := shortfall(guest, guest.block_pages, lets_go(guest, section)):
        return _answer(tries, guest, section, "NOT NOW", reason, "")
    if guest.hotplug_line:
        reason = f"op {guest.hotplug_line[0]} changes {guest.name}'s sections, and others wait for it"
        return _answer(tries, guest, section, "NOT NOW", reason, "")
    trial = tries.out(removal(guest, section))
    moving = counted(trial.moved, "page")
    if trial.worked:
        into = f", into {sections_text(trial.landing)}" if trial.landing else ""
        verb = "moves" if trial.moved == 1 else "move"
        return _answer(tries, guest, section, "YES", f"{moving} {verb}, {about(trial.took)}{into}", "")
    stuck = trial.reason or f"it takes longer than {about(trial.took)}"
    return _answer(tries, guest, section, "NOT NOW", f"{moving} could be moved, then: {stuck}", PAPER_ROOM)


def _never(guest: Guest, section: int) -> tuple[str, str] | None:
    """Return why a section cannot leave as long as its pages are what they are, and what the paper says of it."""
    memory = guest.memory
    if section in memory.parts or memory.counts[section, Kind.HOLE]:
        return f"s{section} cannot go offline: {refusal(guest, section)}", ""
    if blockers := blockers_of(guest, section):
        pages, size = sum(blocker.pages for blocker in blockers), guest.section_pages
        only_balloon = all(blocker.kind is Kind.BALLOON for blocker in blockers)
        keeps = "keeps" if pages == 1 else "keep"
        sentence = f"{pages:,} of {size:,} pages {keeps} s{section} where it is"
        return sentence, PAPER_BALLOON if only_balloon else PAPER_UNMOVABLE
    if not guest.kernel.hot_remove:
        return f"{guest.name} runs {guest.kernel.name}, which cannot remove memory", PAPER_KERNEL
    first = section // guest.block_sections * guest.block_sections
    for other in range(first, first + guest.block_sections):
        if reason := refusal(guest, other):
            block = block_text(guest, first)
            return (
                f"s{section} itself could leave, but not its memory block {block}: s{other} has {reason}",
                "",
            )
    return None


def _answer(tries: Tries, guest: Guest, section: int, verdict: Verdict, sentence: str, paper: str) -> Answer:
    return Answer(
        verdict,
        sentence,
        guest.name,
        section,
        blockers=blockers_of(guest, section),
        blocks=blocks_of(guest, section),
        first_pfn=section << guest.memory.layout.section_shift,
        facts=kernels_answer(guest, section),
        paper=paper,
        remedies=() if verdict == "YES" else for_section(tries, guest, section),
    )
