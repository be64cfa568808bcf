"""Scripts that are run into pages."""

from __future__ import annotations

import json
import re

from engine.script import read_script
from tui.verbs.headless import run
from tui.verbs.outputs import JsonOutput
from tui.verbs.page_output import PageOutput
from tui.web.reel import EVERY

HOSTILE = "</script><script>document.title='taken'</script><img src=x onerror=document.title='taken'>&<!--"
"""What a script may say, and what must stay words."""
STORY = f"""ballonet 1 seed=7
guest add web memory=256M max=384M min=64M platform=ppc64 driver=xen kernel=2.6.16+remove
workload web fill 120M kind=anon
chapter The balloon
say web has 256M. {HOSTILE}
wait 1s
ask Which section holds the kernel? answer=s0|web:s1
balloon set web 192M
wait 1s
chapter Removal {HOSTILE}
fails hotplug remove web section=0
wait 500ms
guest add db memory=128M
wait 1s
say That was it.
"""


def page_of(tmp_path, script=STORY, name="story.bal", every=EVERY):
    """Run a script, and return its page's path, its text, and the snapshot's JSON at its end."""
    html, document = tmp_path / "page.html", tmp_path / "end.json"
    outputs = [PageOutput(str(html), name, every), JsonOutput(str(document))]
    assert run(read_script(script.encode(), name), name, "", outputs) == 0
    return html, html.read_text("utf-8"), json.loads(document.read_text("utf-8"))


def data_of(text):
    """Return the data of a page."""
    found = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert len(found) == 1
    return json.loads(found[0])


def without_runs(document):
    """Return a snapshot without whose each frame of the host is, which a page has no use for."""
    return document | {"host": document["host"] | {"runs": []}}
