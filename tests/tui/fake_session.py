"""An engine that shows one picture and remembers what was asked of it."""

from __future__ import annotations

import attrs

from engine.commands.complete import Context, KnownGuest
from engine.commands.parse import parse
from engine.units import GIB, MIB
from tests.tui import snapshots


@attrs.define
class FakeOperation:
    output: str = ""
    view: object = None
    answer: object = None


@attrs.define
class FakeSession:
    picture: object = attrs.field(factory=lambda: snapshots.snapshot(paused=True))
    ran: list[str] = attrs.field(factory=list)
    steps: int = 0
    told: tuple = attrs.field(factory=snapshots.sentences)
    outputs: dict[str, str] = attrs.field(factory=dict)
    comparing: None = None

    async def execute(self, text: str, default_guest: str | None = None) -> FakeOperation:
        command = parse(text, default_guest=default_guest)
        self.ran.append(text)
        return FakeOperation(self.outputs.get(text, ""), snapshots.operation(10, command.text))

    def snapshot(self, view=(), *, machine=False, grains=None):  # noqa: ARG002 - the session's face
        return self.picture

    def machine_page(self, guest: str, pfn: int) -> None:
        """Nothing is behind any page."""

    def guest_page(self, frame: int) -> None:
        """No frame backs any page."""

    def sentences(self, after: int):
        return tuple(each for each in self.told if each.number >= after)

    @property
    def paused(self) -> bool:
        return self.picture.paused

    @property
    def speed(self) -> float:
        return self.picture.speed

    def leave(self, script: int) -> bool:  # noqa: ARG002
        return True

    def pause(self) -> None:
        self.picture = attrs.evolve(self.picture, paused=True)

    def resume(self) -> None:
        self.picture = attrs.evolve(self.picture, paused=False)

    def step(self) -> bool:
        self.steps += 1
        return True

    def set_speed(self, factor: float) -> None:
        self.picture = attrs.evolve(self.picture, speed=factor)

    def recording(self) -> str:
        return "".join(f"@0s {line}\n" for line in self.ran)

    def completion(self, selected: str | None = None) -> Context:
        web = KnownGuest(
            "web",
            16 * MIB,
            sections=((0, 63),),
            online=GIB,
            present=GIB,
            target=GIB,
            min=256 * MIB,
            max=3 * GIB,
        )
        return Context((web, KnownGuest("db")), selected or "")
