"""Facts as data: architectures and kernel profiles, a row each."""

from engine.platform.architectures import PAE, PAE_OF_2006, PAGE_SIZES, PLATFORMS, Platform
from engine.platform.facts import FACTS
from engine.platform.kernels import KERNELS, VIRTIO_MEM_SINCE, Fallback, Kernel, between_rows
from engine.platform.memory_models import MEMORY_MODELS, MemoryModel

__all__ = [
    "FACTS",
    "KERNELS",
    "MEMORY_MODELS",
    "PAE",
    "PAE_OF_2006",
    "PAGE_SIZES",
    "PLATFORMS",
    "VIRTIO_MEM_SINCE",
    "Fallback",
    "Kernel",
    "MemoryModel",
    "Platform",
    "between_rows",
]
