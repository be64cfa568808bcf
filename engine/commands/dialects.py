"""Operators' own words: other tools' commands, each with its tool's default unit, read as native ones."""

from __future__ import annotations

from engine.commands.chmem import CHMEM
from engine.commands.drmgr import DRMGR
from engine.commands.hypervisor_rows import VIRSH_SETMEM, XL_MEM_SET
from engine.commands.qemu import QEMU_ROWS

DIALECTS = (XL_MEM_SET, VIRSH_SETMEM, CHMEM, DRMGR, *QEMU_ROWS)
"""The rows of operators' commands."""
