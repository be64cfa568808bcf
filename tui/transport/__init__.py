"""Going back and forth in a recording that is played."""

from tui.transport.replaying import leaps
from tui.transport.sought import NO_REPLAY
from tui.transport.transport import NO_FORK, Transport

__all__ = ["NO_FORK", "NO_REPLAY", "Transport", "leaps"]
