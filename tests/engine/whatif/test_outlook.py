from engine.session import Session
from engine.whatif.outlook import in_the_way, outlook


def test_a_blocks_own_mem_map_is_not_in_its_way():
    session = Session()
    session.perform("guest add web memory=512M max=2G memmap_on_memory=on")
    session.perform("hotplug add web 128M")
    session.world.run_until(5_000_000_000)
    guest = session.world.guests["web"]
    [block] = guest.memory.own_mem_map
    assert outlook(guest, block).result == "ok"
    assert in_the_way(guest, block) == ()
