"""The options of `guest add`: what a guest can be booted with."""

from __future__ import annotations

from engine.commands import choices, values
from engine.commands.row import Parameter

GUEST_OPTIONS = (
    Parameter("memory", values.POSITIVE_SIZE, "memory at boot", needed=True),
    Parameter(
        "start",
        values.POSITIVE_SIZE,
        "what it has at first under Xen; the rest of memory begins in the balloon",
        default="memory",
    ),
    Parameter("max", values.POSITIVE_SIZE, "the most it can ever have", default="memory and virtio_mem"),
    Parameter("min", values.SIZE, "the least it keeps", default="a quarter of memory, at least one section"),
    Parameter("platform", choices.PLATFORM, "the architecture", default="x86-64"),
    Parameter("kernel", choices.KERNEL, "the kernel's rules", default="current"),
    Parameter(
        "memory_model",
        choices.MEMORY_MODEL,
        "what describes its pages: only sparsemem can add and remove memory",
        default="what the kernel was built with",
    ),
    Parameter(
        "hypervisor", choices.HYPERVISOR, "what it runs on", default="the driver's, forbidding nothing"
    ),
    Parameter(
        "driver",
        choices.DRIVER,
        "the balloon driver",
        default="the hypervisor's, else xen on ppc64 or virtio",
    ),
    Parameter(
        "shares",
        values.SHARES,
        "what its memory is worth beside other guests' shares, for `host balance`",
        default="10 for each MiB of max",
    ),
    Parameter("nodes", choices.NODES, "NUMA nodes", default="1"),
    Parameter("swap", values.SIZE, "swap space", default="memory"),
    Parameter("page", choices.PAGE, "the page size", default="the platform's smallest"),
    Parameter(
        "balloon_pages",
        choices.BALLOON_PAGES,
        "what becomes of balloon pages whose section is to go",
        default="what kernel and driver do",
    ),
    Parameter(
        "deflate_on_oom",
        choices.ON_OFF,
        "virtio's balloon helps when the guest is out of memory, and MemTotal stays",
        default="off",
    ),
    Parameter(
        "accounting",
        choices.ACCOUNTING,
        "whether MemTotal shrinks as the balloon grows",
        default="what the driver does",
    ),
    Parameter("reporting", choices.ON_OFF, "virtio tells the host of large free blocks", default="off"),
    Parameter("grouping", choices.ON_OFF, "free lists by migrate type", default="what the kernel does"),
    Parameter(
        "fallback",
        choices.FALLBACK,
        "where pages come from when a migrate type's lists are empty",
        default="what the kernel does",
    ),
    Parameter(
        "kernelcore",
        values.POSITIVE_SIZE,
        "how much memory at boot is the kernel's; the rest is zone Movable",
        default="all; with 2.6.16+antifrag-zone a third",
    ),
    Parameter("online", choices.ONLINE, "how added memory goes online", default="kernel"),
    Parameter("memmap_on_memory", choices.ON_OFF, "added memory holds its own mem_map", default="off"),
    Parameter(
        "auto_movable_ratio",
        values.RATIO,
        "how much MOVABLE memory auto-movable allows, in percent of the kernel's at boot",
        default="301",
    ),
    Parameter("virtio_mem", values.POSITIVE_SIZE, "the region of a virtio-mem device", default="no device"),
    Parameter(
        "virtio_mem_block",
        values.POSITIVE_SIZE,
        "what the device plugs and unplugs at a time, at the least",
        default="a huge page, 1M or more",
    ),
    Parameter("pae", choices.ON_OFF, "i386 that reaches more than 4G", default="where max needs it"),
    Parameter("percpu", choices.ON_OFF, "the CPU keeps free pages of its own", default="off"),
    Parameter("cost_scale", values.FACTOR, "a factor on all costs in time", default="1"),
)
