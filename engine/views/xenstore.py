"""XenStore as xenstore-ls prints it (tools/xenstore/xenstore_client.c:do_ls)."""

from __future__ import annotations

from engine.xenstore import XenStore


def xenstore_ls(store: XenStore, key: str) -> str:
    """Return all keys below one, each with its value, a blank further in for each level."""
    return "\n".join(_below(store, key, 0))


def _below(store: XenStore, key: str, depth: int) -> list[str]:
    lines = []
    for name in store.below(key):
        child = f"{key.rstrip('/')}/{name}"
        lines.append(f'{" " * depth}{name} = "{store.read(child)}"')
        lines += _below(store, child, depth + 1)
    return lines
