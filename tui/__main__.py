"""`python -m tui` is `ballonet`."""

from __future__ import annotations

import sys

from tui.cli import main

if __name__ == "__main__":  # other processes of a spread run load this module, too
    sys.exit(main())
