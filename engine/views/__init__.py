"""A guest as the tools of its own system print it, and all guests as tables. Every view is text of whole lines."""

from engine.views.buddyinfo import buddyinfo
from engine.views.guests import guest_list, guest_show
from engine.views.host import host_text
from engine.views.lsmem import lsmem
from engine.views.meminfo import free, meminfo

__all__ = ["buddyinfo", "free", "guest_list", "guest_show", "host_text", "lsmem", "meminfo"]
