"""Check that two runs, written as JSON, ended alike: `agree.py FIRST SECOND`."""

import json
import sys
from pathlib import Path

first, second = (json.loads(Path(name).read_text("utf-8")) for name in sys.argv[1:])
if first["format"] != "ballonet.snapshot/1" or not first["guests"] or first["expectations"]["failed"]:
    sys.exit(f"{sys.argv[1]} is not how a lesson ends: {first['format']}, {first['expectations']}")
if first["digest"] != second["digest"]:
    sys.exit(f"the recording ends otherwise: {first['digest']} and {second['digest']}")
print(f"{sys.argv[1]}: {first['expectations']['passed']} expectations, {first['digest']}, twice")
