"""A guest as the tools of its own system print it, and all guests as tables. Every view is text of whole lines."""

from engine.views.buddyinfo import buddyinfo
from engine.views.guests import guest_list, guest_show
from engine.views.host import host_text
from engine.views.lsmem import human, lsmem
from engine.views.meminfo import free, meminfo
from engine.views.qemu import info_balloon, info_memory_devices
from engine.views.top import top
from engine.views.vmstat import vmstat
from engine.views.xenstore import xenstore_ls
from engine.views.zones import pagetypeinfo, zoneinfo

__all__ = [
    "buddyinfo",
    "free",
    "guest_list",
    "guest_show",
    "host_text",
    "human",
    "info_balloon",
    "info_memory_devices",
    "lsmem",
    "meminfo",
    "pagetypeinfo",
    "top",
    "vmstat",
    "xenstore_ls",
    "zoneinfo",
]
