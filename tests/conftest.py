"""How property tests run: always on the same examples where CI is set, on new ones each time elsewhere."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("ballonet", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("ballonet")
