ballonet 1 seed=7
# lesson: Holes in the machine's memory
# shows: what a balloon and sections leave of the machine's memory, and what it costs to compact it
# paper: 5.2
# Paper 5.2: "It also potentially makes it easier to implement compacting of real physical memory, so that Xen itself
# does not end up with excessive fragmented memory."
# Look at the machine's memory (F6): whose its frames are, and the holes. Two guests give 64M each: web with its
# balloon, db by removing sections. Then the host compacts its memory.

host memory 1G
guest add web memory=256M min=64M platform=ppc64 kernel=2.6.16+remove
guest add db memory=256M min=64M platform=ppc64 kernel=2.6.16+remove
expect host.guests.web.pieces == 1
workload web age 50%
workload db age 50%
expect host.guests.db.pieces == 1
expect host.fragmentation.holes == 1
say Two old guests, 256M each. To the machine they are two pieces of frames, however it looks inside of them.
wait 5s
say 512M of the machine are free, in one hole. Each guest shall give 64M back, and each does it in its own way.
wait 4s

chapter Removal gives whole sections
say db removes 64M: whole sections leave, and the machine gets their frames back, each section in one piece.
hotplug remove db 64M
wait 4s
expect host.guests.db.held == 192M
expect host.fragmentation.holes <= 5
expect host.fragmentation.unusable_free_index[12] == 0
say A few holes, and all of them lie in blocks of 16M: another guest can have them in large pages.
wait 4s
say So compacting free memory into blocks of 16M has nothing to do.
host compact block=16M
expect op.last.pages_migrated == 0
wait 4s

chapter A balloon gives single pages
say Now web's balloon takes 64M as well: the pages that were free in web, wherever they lay.
ask The balloon gives 64M as well. In how many holes of the machine, about: 4, 400 or 4000? answer=4000
balloon set web 192M
wait 4s
expect host.guests.web.held == 192M
expect host.guests.web.holes > 2000
expect host.guests.web.largest_hole < 2M
expect host.fragmentation.holes > 2000
expect host.fragmentation.unusable_free_index[9] > 50
say The machine got back as much, but in thousands of holes. None of them has room for a page of 2M.
wait 5s
say Whoever gets this memory next gets it in crumbs, with a table entry for each, and no large pages.
wait 4s

chapter In one piece again
say To have free memory in blocks of 16M again, the host has to move frames. It copies them, and maps them anew.
ask How many frames must the host move now, for blocks of 16M: none, a hundred, thousands? answer=thousands
host compact block=16M
expect op.last.pages_migrated > 5000
expect host.fragmentation.unusable_free_index[9] < 20
wait 4s
say After the removal of as much it was not a single frame.
wait 4s
say In one piece: the rest moves down too. Guests notice nothing; other frames are behind the same pages.
host compact
expect host.fragmentation.holes == 1
expect host.guests.web.held == 192M
expect host.guests.db.held == 192M
wait 4s
say Removed sections leave the host large holes, a balloon leaves crumbs: compacting is easier after the former.
wait 3s
