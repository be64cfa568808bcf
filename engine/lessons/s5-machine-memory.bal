ballonet 1 seed=7
# Paper 5.2: "It also potentially makes it easier to implement compacting of real physical memory, so that Xen itself
# does not end up with excessive fragmented memory."
# Look at the machine's memory (F6): whose its frames are, and the holes. Two guests give 64M each: web with its
# balloon, db by removing sections. Then the host compacts its memory.

host memory 1G
guest add web memory=256M min=64M platform=ppc64 kernel=2.6.16+remove
guest add db memory=256M min=64M platform=ppc64 kernel=2.6.16+remove
workload web age 50%
workload db age 50%
expect host.guests.web.pieces == 1
expect host.guests.db.pieces == 1
expect host.fragmentation.holes == 1
say Two old guests, 256M each. To the machine they are two pieces of frames, however it looks inside of them.
wait 5s

# Removal gives the machine whole sections
say db removes 64M: whole sections leave, and the machine gets their frames back, each section in one piece.
hotplug remove db 64M
wait 2s
expect host.guests.db.held == 192M
expect host.fragmentation.holes <= 5
expect host.fragmentation.unusable_free_index[12] == 0
say All of it lies in blocks of 16M. Another guest can have it in large pages, and nothing has to move for that.
host compact block=16M
expect op.last.pages_migrated == 0
wait 6s

# A balloon gives single pages, wherever they were free
say Now web's balloon takes 64M as well: the pages that were free in web, wherever they lay.
balloon set web 192M
wait 2s
expect host.guests.web.held == 192M
expect host.guests.web.holes > 2000
expect host.guests.web.largest_hole < 2M
expect host.fragmentation.holes > 2000
expect host.fragmentation.unusable_free_index[9] > 50
say The machine got back as much, but in thousands of holes. None of them has room for a page of 2M.
wait 6s

# What it costs to have it in one piece again
say To have free memory in blocks of 16M again, the host has to move frames. It copies them, and maps them anew.
host compact block=16M
expect op.last.pages_migrated > 5000
expect host.fragmentation.unusable_free_index[9] < 20
say After the removal of as much it was not a single frame.
wait 5s
say In one piece: the rest moves down. Guests notice nothing; they have other frames behind the same pages.
host compact
expect host.fragmentation.holes == 1
expect host.guests.web.held == 192M
expect host.guests.db.held == 192M
wait 3s
