"""XenStore: a tree of keys and values that all domains can read, and watches that tell of changes (paper 5.1).

Domain 0 is the host's; its tools keep a home for each guest, `/local/domain/N`, where N counts from 1. The store knows
guests by name only and knows no time: who writes says so, and whoever is to hear of it is answered.

Sources: docs/misc/xenstore.txt, tools/xenstore/xenstored_core.c.
"""

from __future__ import annotations

import attrs

from engine.errors import CommandError, printable
from engine.units import Pages

MOST_KEYS = 1000
"""xenstored's quota on the keys of a domain; those that the tools keep there are not counted."""
MOST_WATCHES = 128
"""xenstored's quota on the watches of a domain."""
HOMES = "/local/domain"
TARGET = "memory/target"
"""Under a guest's home: what it shall have, in KiB. Its balloon driver watches it."""
DOMAIN_0 = ""
"""Stands for Domain-0 where a guest's name could."""


@attrs.frozen
class Watch:
    """Somebody who wants to hear of changes of a key, and of all below it."""

    key: str
    owner: str
    """The domain: a guest's name, or nothing for Domain-0."""
    driver: bool = False
    """The balloon driver's own."""
    left: int | None = None
    """How often it still tells; None: for ever."""

    def hears_of(self, key: str) -> bool:
        """Say whether a change of a key is one of its."""
        return key == self.key or key.startswith(f"{self.key.rstrip('/')}/")


@attrs.define(eq=False)
class XenStore:
    """The keys, the watches, and who lives where."""

    values: dict[str, str] = attrs.field(factory=lambda: {HOMES + "/0/name": "Domain-0"})
    """By key, in order of arrival. Keys on the way to one that is here have the value ``""`` and need not be."""
    watches: tuple[Watch, ...] = ()
    """Oldest first."""
    domains: dict[str, int] = attrs.field(factory=dict)
    """By guest: its number."""
    tools_keys: dict[str, str] = attrs.field(factory=dict)
    """Keys that only Domain-0 may write, each with the guest whose home it is in."""
    told: dict[str, Pages] = attrs.field(factory=dict)
    """By guest: its target when the tools last wrote it down."""

    def fork(self) -> XenStore:
        """Return an equal store; neither influences the other."""
        return XenStore(
            self.values.copy(), self.watches, self.domains.copy(), self.tools_keys.copy(), self.told.copy()
        )

    def home(self, domain: str) -> str:
        """Return the home of a domain."""
        return f"{HOMES}/{self.domains[domain] if domain else 0}"

    def resolved(self, key: str, domain: str) -> str:
        """Return a key from the root; one without a slash in front is below the home of the domain that asks."""
        return key if key.startswith("/") else f"{self.home(domain)}/{key}"

    def whose(self, key: str) -> str:
        """Return the guest in whose home a key is; Domain-0 where it is in none."""
        number = _number_in(key)
        return next((name for name, it in self.domains.items() if str(it) == number), DOMAIN_0)

    def admit(
        self, guest: str, number: int, keys: dict[str, str], target: Pages, *, watched: bool = True
    ) -> None:
        """Make a home for a guest, with what the tools know of it.

        Args:
            guest: its name.
            number: its number as a domain.
            keys: what is below its home.
            target: what it shall have, which is among `keys` in KiB.
            watched: whether it has a balloon driver, which watches its target.
        """
        self.domains[guest], self.told[guest] = number, target
        home = self.home(guest)
        for key, value in keys.items():
            self.values[f"{home}/{key}"] = value
            self.tools_keys[f"{home}/{key}"] = guest
        if watched:
            self.watches += (Watch(f"{home}/{TARGET}", guest, driver=True),)

    def leave(self, guest: str) -> tuple[Watch, ...]:
        """Forget a guest, its home and its watches; return the watches of others that hear of it."""
        home = self.home(guest)
        self.values = {key: it for key, it in self.values.items() if not key.startswith(f"{home}/")}
        self.tools_keys = {key: name for key, name in self.tools_keys.items() if name != guest}
        del self.domains[guest], self.told[guest]
        self.watches = tuple(watch for watch in self.watches if watch.owner != guest)
        return self._fired(home)

    def read(self, key: str) -> str | None:
        """Return a value; "" for a key that only has others below it, None where there is none."""
        value = self.values.get(key)
        return "" if value is None and (key == "/" or self.below(key)) else value

    def below(self, key: str) -> tuple[str, ...]:
        """Return the names directly below a key, in order of arrival."""
        start = f"{key.rstrip('/')}/"
        names = (other[len(start) :].partition("/")[0] for other in self.values if other.startswith(start))
        return tuple(dict.fromkeys(names))

    def check_may_write(self, key: str, domain: str) -> None:
        """Make sure that a domain may write a key.

        Raises:
            CommandError: it may not, or has as many keys as it can have.
        """
        if key == "/":
            raise CommandError("the root has no value", f"a key, as {HOMES}/1/{TARGET}")
        if domain and (self.whose(key) != domain or key in self.tools_keys):
            why = "it is the tools'" if self.whose(key) == domain else "it is not below its home"
            raise CommandError(
                f"{domain} may not write {printable(key)} (EACCES): {why}",
                f"a key of its own, as {self.home(domain)}/data, or without by=",
            )
        if key in self.values:
            return
        owner = self.whose(key)
        homes = {str(number): name for name, number in self.domains.items()}
        keys = (other for other in self.values if other not in self.tools_keys)
        own = sum(homes.get(_number_in(other), DOMAIN_0) == owner for other in keys)
        if own >= MOST_KEYS:
            raise CommandError(
                f"{owner or 'Domain-0'} has {MOST_KEYS:,} keys (EQUOTA)", "a key that there is already"
            )

    def write(self, key: str, value: str) -> tuple[Watch, ...]:
        """Give a key a value, and return the watches that hear of it."""
        self.values[key] = value
        return self._fired(key)

    def watch(self, key: str, domain: str, times: int | None) -> None:
        """Let a domain hear of changes of a key, and of all below it; so often, or for ever.

        Raises:
            CommandError: it does already, or it has as many watches as it can have.
        """
        own = [watch for watch in self.watches if watch.owner == domain and not watch.driver]
        if any(watch.key == key for watch in own):
            raise CommandError(
                f"{printable(key)} is watched already (EEXIST)", "another key, or `xenstore unwatch`"
            )
        if len(own) >= MOST_WATCHES:
            raise CommandError(f"there are {MOST_WATCHES} watches (EQUOTA)", "`xenstore unwatch` one first")
        self.watches += (Watch(key, domain, left=times),)

    def unwatch(self, key: str, domain: str) -> None:
        """Let a domain hear of a key no more.

        Raises:
            CommandError: it does not anyway.
        """
        own = [watch for watch in self.watches if watch.owner == domain and not watch.driver]
        if all(watch.key != key for watch in own):
            there = ", ".join(printable(watch.key) for watch in own)
            raise CommandError(
                f"{printable(key)} is not watched (ENOENT)", there or "`xenstore watch` one first"
            )
        self.watches = tuple(it for it in self.watches if it.driver or (it.key, it.owner) != (key, domain))

    def heard(self, watch: Watch) -> None:
        """Count one telling of a watch; the last one ends it."""
        if watch.left is None:
            return
        left = attrs.evolve(watch, left=watch.left - 1)
        self.watches = tuple(left if it == watch else it for it in self.watches if it != watch or left.left)

    def _fired(self, key: str) -> tuple[Watch, ...]:
        """Return the watches that hear of a change of a key, oldest first."""
        return tuple(watch for watch in self.watches if watch.hears_of(key))


def _number_in(key: str) -> str:
    """Return the number of the domain in whose home a key is, as it stands there; nothing where it is in none."""
    number, slash, _ = key.removeprefix(f"{HOMES}/").partition("/")
    return number if slash and key.startswith(f"{HOMES}/") else ""
