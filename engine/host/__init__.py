"""Machine memory: who holds which frame, what waits to be zeroed, and how much each guest may have."""

from engine.host.machine import FRAME, Host
from engine.host.ownership import FREE, ZEROING, Ownership
from engine.host.state import GuestState, HostState

__all__ = ["FRAME", "FREE", "ZEROING", "GuestState", "Host", "HostState", "Ownership"]
