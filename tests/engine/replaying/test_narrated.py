"""A session's own past is replayed with all that its script told and asked."""

from __future__ import annotations

from engine.replaying import Replay
from engine.script import parse_script, read_recording
from engine.session import Session
from engine.units import MILLISECOND

LESSON = """\
ballonet 1 seed=7
host memory 2G
guest add web memory=256M max=512M min=64M platform=ppc64 kernel=2.6.16+remove driver=xen
say The guest is "web": it has 256M.
wait 10ms
balloon set web 160M
prompt Look at the map.
wait 20ms
say It gives memory back.
ask "How much has web to keep?" answer=160M
balloon set web 200M
"""


async def test_sentences_captions_and_the_open_question_are_there_again():
    live = Session()
    live.keep_digests()
    live.load(parse_script(LESSON, "lesson"), "lesson")
    while live.snapshot().caption != "It gives memory back." or live.snapshot().stop is None:
        live.step()
    live.perform("balloon set web 192M")
    was = live.snapshot()
    text = live.recording(narrated=True)
    replay = Replay(read_recording(text.encode(), "this session"), "this session")
    replay.pause()
    await replay.index()
    replay.to_end()
    now = replay.snapshot()
    assert (now.time, now.caption, now.stop.words) == (was.time, was.caption, was.stop.words)
    assert now.stop.answer == was.stop.answer
    assert now.replay.drift == ""
    told = [each.text for each in live.sentences(0)]
    again = [each.text for each in replay.sentences(0)]
    assert sorted(each for each in again if each in told) == sorted(told)
    replay.seek(15 * MILLISECOND)
    assert replay.snapshot().caption == 'The guest is "web": it has 256M.'
    assert "say" not in live.recording(), "what is kept has commands that change something alone"
