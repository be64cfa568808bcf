"""Machine memory: who holds which frame, what waits to be zeroed, and how much each guest may have."""

from engine.host.machine import FRAME, GuestState, Host, HostState

__all__ = ["FRAME", "GuestState", "Host", "HostState"]
