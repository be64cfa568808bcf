"""Facts as data: architectures and kernel profiles, a row each."""

from engine.platform.architectures import PAE, PAGE_SIZES, PLATFORMS, Platform
from engine.platform.kernels import KERNELS, Fallback, Kernel

__all__ = ["KERNELS", "PAE", "PAGE_SIZES", "PLATFORMS", "Fallback", "Kernel", "Platform"]
