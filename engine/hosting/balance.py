"""The host shares its memory out among its guests (paper 5.1: load-balancing, and over-subscription)."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

import attrs

from engine.events import BalanceMoved, FreeMemoryState
from engine.guest.guest import Guest
from engine.guest.host_faults import page_out
from engine.guest.surroundings import Surroundings
from engine.host import FRAME
from engine.host.arbitration import (
    TAX,
    THRESHOLDS,
    Claim,
    FreeState,
    below_threshold,
    entitlements,
    free_state,
    shares_per_page,
)
from engine.host.balancing import BalancePolicy, Balancing, Entitled
from engine.hosting.activity import EVERY, PERIOD, Activity, active_pages, sample
from engine.hosting.blocking import block, lift_limits
from engine.hosting.overcommitment import Manager
from engine.hosting.retarget import has, least, retarget
from engine.timeline import After, Process, Wait
from engine.units import MILLISECOND, SECOND, Nanoseconds, Pages

ROUND: Nanoseconds = SECOND
HASTE: Nanoseconds = 100 * MILLISECOND
"""Between two looks while the host pages by force."""
FORCED: Pages = 2048
"""Frames that are paged out at most in one look."""
SMALLEST_MOVE = 50
"""A target that is off by less than one part in so many is left alone, so that memory does not go to and fro."""


@attrs.define
class Balance(Process[Surroundings]):
    """Sets guests' targets, second by second, until it is ended.

    Who has more than it is entitled to is told at once; who is owed memory gets it in the order of a line, as far as
    it is free. `esx` asks for nothing back while more than enough is free, pages by force when balloons are too slow,
    and at last lets those not run that have too much. `mom` has rules of its own: no shares, and no entitlements.
    """

    of_host: ClassVar[bool] = True
    policy: BalancePolicy
    since: Nanoseconds
    due: Nanoseconds = 0
    """When the next whole round is; looks in haste come between."""
    seconds: int = 0
    """Rounds so far."""
    state: FreeState = "high"
    activity: tuple[tuple[str, Activity], ...] = ()
    claimed: tuple[Claim, ...] = ()
    """What the entitlements were last worked out from."""
    pool: Pages = 0
    """Frames that they were worked out for."""
    entitled: tuple[tuple[str, Pages], ...] = ()
    """Frames, by guest."""
    line: tuple[str, ...] = ()
    limited: tuple[str, ...] = ()
    """Guests that must not take back what was paged out by force."""
    manager: Manager = attrs.field(factory=Manager)
    moves: int = 0
    given: Pages = 0
    taken: Pages = 0

    def step(self, world: Surroundings) -> Wait:
        """Look at the machine, and move memory if it is time."""
        guests = [guest for guest in world.guests.values() if guest.cannot_balloon is None]
        cost = 0
        if self.policy == "mom":
            for guest, target in self.manager.wants(world, guests, self.seconds):
                self._tell(world, guest, target, "pressure")
            self.manager = self.manager.sampled(world, guests, self.seconds)
            self._note_state(world)
        else:
            cost = self._share_out(world, guests)
        if world.now >= self.due:
            self.seconds += 1
            self.due = self.since + self.seconds * ROUND
        self._publish(world, guests)
        hurry = self.state in ("hard", "low") and self.policy == "esx"
        left = max(0, self.due - world.now)
        return After(max(cost, min(HASTE, left)) if hurry else left)

    def undo(self, world: Surroundings) -> None:
        """Let all guests run, and keep what they have."""
        for guest in world.guests.values():
            block(world, guest, False)
        lift_limits(world, self.limited)
        world.host.set_balancing(None)

    # -- shares

    def _share_out(self, world: Surroundings, guests: list[Guest]) -> Nanoseconds:
        whole = world.now >= self.due
        if self.policy == "esx" and whole and self.seconds % EVERY == 0:
            self._sample(world, guests)
        changed = self._note_state(world)
        claims = tuple(self._claim(guest) for guest in guests)
        pool = self._pool(world, guests)
        if changed or (whole and self._is_due(claims, pool)):
            self.claimed, self.pool = claims, pool
            tax = TAX if self.policy == "esx" else 0
            self.entitled = tuple(entitlements(claims, pool, tax).items())
        if whole:
            self._move(world, guests)
        return self._press(world, guests) if self.policy == "esx" else 0

    def _is_due(self, claims: tuple[Claim, ...], pool: Pages) -> bool:
        """Say whether a period is over, or guests, bounds, shares or memory are others; activity alone can wait."""
        if self.seconds % PERIOD == 0:
            return True
        still = [attrs.evolve(claim, active=0) for claim in claims]
        return pool != self.pool or still != [attrs.evolve(claim, active=0) for claim in self.claimed]

    def _sample(self, world: Surroundings, guests: list[Guest]) -> None:
        known = dict(self.activity)
        self.activity = tuple(
            (
                guest.name,
                sample(guest, active_pages(world, guest), has(guest), known.get(guest.name, Activity())),
            )
            for guest in guests
        )

    def _claim(self, guest: Guest) -> Claim:
        scale = guest.frames_per_page
        return Claim(
            name=guest.name,
            shares=guest.shares,
            lo=min(least(guest), guest.online_pages) * scale,
            hi=min(guest.max, guest.online_pages) * scale,
            active=dict(self.activity).get(guest.name, Activity()).estimate,
        )

    def _pool(self, world: Surroundings, guests: list[Guest]) -> Pages:
        """Return what there is for guests with a balloon: not what is to stay free, others hold, or is to boot."""
        host, names = world.host, {guest.name for guest in guests}
        others = sum(host.held(name) for name in host.guests if name not in names)
        total = host.total_frames
        return max(0, total - below_threshold("high", total) - others - sum(pages for _, pages in host.line))

    def _move(self, world: Surroundings, guests: list[Guest]) -> None:
        """Lower the targets of those that have too much, and raise others' as far as memory is free."""
        owed: dict[str, Pages] = {}
        outstanding = 0
        for guest in guests:
            target = (
                dict(self.entitled).get(guest.name, guest.target * guest.frames_per_page)
                // guest.frames_per_page
            )
            target = min(max(target, least(guest)), guest.online_pages)
            if not self._is_worth_it(guest, target):
                continue
            if target > guest.target:
                owed[guest.name] = target - guest.target
            elif self.policy == "proportional" or self.state != "high" or world.host.line:
                self._tell(world, guest, target, "taxed" if self._is_taxed(guest) else "shares")
            outstanding += max(0, guest.target - has(guest)) * guest.frames_per_page
        self.line = (
            *(name for name in self.line if name in owed),
            *(name for name in owed if name not in self.line),
        )
        host = world.host
        spare = host.free_frames - below_threshold("hard", host.total_frames) - outstanding
        spare -= sum(pages for _, pages in host.line)
        for name in self.line:
            guest = world.guests[name]
            more = min(owed[name], max(0, spare) // guest.frames_per_page)
            if more and (more == owed[name] or self._is_worth_it(guest, guest.target + more)):
                self._tell(world, guest, guest.target + more, "shares")
                spare -= more * guest.frames_per_page

    def _is_worth_it(self, guest: Guest, target: Pages) -> bool:
        return abs(target - guest.target) * SMALLEST_MOVE >= max(1, guest.target)

    def _is_taxed(self, guest: Guest) -> bool:
        """Say whether it is idleness that takes memory from a guest: most of it is not used."""
        return self.policy == "esx" and dict(self.activity).get(guest.name, Activity()).estimate < 500

    def _tell(self, world: Surroundings, guest: Guest, target: Pages, why: str) -> None:
        change = (target - guest.target) * guest.frames_per_page
        if not change:
            return
        activity = dict(self.activity).get(guest.name, Activity())
        world.emit(
            BalanceMoved(
                guest=guest.name,
                before=guest.target * guest.page_size,
                after=target * guest.page_size,
                policy=self.policy,
                active=activity.estimate // 10 if activity.is_known else None,
                taxed=why == "taxed",
                free=world.host.free_frames * FRAME,
            )
        )
        self.moves += 1
        self.given, self.taken = self.given + max(0, change), self.taken + max(0, -change)
        retarget(world, guest, target)

    # -- states of free memory

    def _note_state(self, world: Surroundings) -> bool:
        """Look how much memory is free; say whether that is another state than before."""
        host = world.host
        free = host.free_frames + host.zeroing_frames
        state = free_state(self.state, free, host.total_frames)
        if state == self.state:
            return False
        threshold, policy = dict(THRESHOLDS)[state], self.policy
        world.emit(
            FreeMemoryState(
                before=self.state, after=state, free=free * FRAME, threshold=threshold, policy=policy
            )
        )
        self.state = state
        return True

    def _excess(self, world: Surroundings, guest: Guest) -> Pages:
        """Return how many frames a guest holds beyond what it is entitled to."""
        held = world.host.held(guest.name)
        return held - dict(self.entitled).get(guest.name, held)

    def _press(self, world: Surroundings, guests: list[Guest]) -> Nanoseconds:
        """Do to guests beyond their due what the state of free memory asks for; return how long it took.

        In hard and low the host pages them out, those first that pay least for a page; in low they do not run.
        """
        over = [guest for guest in guests if self._excess(world, guest) > 0]
        for guest in guests:
            block(world, guest, self.state == "low" and guest in over)
        if self.state not in ("hard", "low"):
            lift_limits(world, self.limited)
            self.limited = ()
            return 0
        host, claims = world.host, {claim.name: claim for claim in self.claimed}
        over = [guest for guest in over if not guest.hypervisor.cannot_page]
        over.sort(key=lambda guest: self._pays(world, claims[guest.name]))
        free = host.free_frames + host.zeroing_frames
        missing = min(FORCED, below_threshold("soft", host.total_frames) - free)
        cost = 0
        for guest in over:
            frames = min(missing, self._excess(world, guest))
            if frames <= 0:
                break
            gone, time = page_out(world, guest, frames // guest.frames_per_page)
            missing, cost = missing - max(0, gone) * guest.frames_per_page, cost + time
            if host.limit(guest.name) is None or guest.name in self.limited:
                host.set_limit(guest.name, host.held(guest.name) // guest.frames_per_page)
                self.limited = (*(name for name in self.limited if name != guest.name), guest.name)
        return cost

    def _pays(self, world: Surroundings, claim: Claim) -> Fraction:
        return shares_per_page(claim.shares, max(1, world.host.held(claim.name)), claim.active)

    # -- what is shown

    def _publish(self, world: Surroundings, guests: list[Guest]) -> None:
        was = world.host.balancing
        assert was is not None, "a balance that goes on is known"
        entitled, activity = dict(self.entitled), dict(self.activity)
        rows = []
        for guest in guests:
            frames = entitled.get(guest.name, guest.target * guest.frames_per_page)
            owed = max(0, frames * FRAME - has(guest) * guest.page_size) if guest.name in self.line else 0
            active = activity.get(guest.name, Activity()).estimate
            rows.append(Entitled(guest.name, guest.shares, frames * FRAME, active, owed, guest.blocked))
        shown = Balancing(
            was.process,
            self.policy,
            self.since,
            self.state,
            tuple(rows),
            (*(name for name, _ in world.host.line), *self.line),
            self.moves,
            self.given * FRAME,
            self.taken * FRAME,
        )
        if shown != was:
            world.host.set_balancing(shown)
