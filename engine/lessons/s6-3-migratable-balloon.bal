ballonet 1 seed=7
# lesson: A balloon that lets sections leave
# shows: balloon memory that can be migrated, or let go of: sections leave all the same
# paper: 6.3
# Paper 6.3: "memory already taken away by the balloon driver is unable to be removed a second time by hotplug." "The first
# step is to mark the pages already taken by the balloon driver as migrateable. The second step is to add event notifiers
# in the balloon driver that would release its claim on any memory targeted for removal." "the hotplug remove mechanism
# could remove sections that had been fragmented by the balloon driver. This would also clean up data structures
# associated with that memory." Linux has both by now: mm/balloon_compaction.c (3.8), and cmm's notifier of 2009.
# Look at s13: the balloon (○) has holes in it, in all three guests.

guest add web memory=256M max=384M min=64M platform=ppc64 driver=xen kernel=2.6.16+remove cost_scale=50
guest add db memory=256M max=384M min=64M platform=ppc64 driver=xen kernel=2.6.16+remove cost_scale=50 balloon_pages=migrate
guest add app memory=256M max=384M min=64M platform=ppc64 driver=xen kernel=2.6.16+remove cost_scale=50 balloon_pages=release
expect app.memory.online == 256M
workload web age 50%
balloon set web 176M
expect web.memory.balloon == 80M
workload db age 50%
balloon set db 176M
expect db.memory.balloon == 80M
workload app age 50%
balloon set app 176M
expect app.memory.balloon == 80M
say Three guests alike, and the balloon of each has taken 80M: a bit here, a bit there.
expect web.section[13].pages.balloon > 1000p
expect db.section[13].pages.balloon > 1000p
expect app.section[13].pages.balloon > 1000p
wait 4s

chapter The obstacle
ask web's balloon is of 2006, and its pages are pinned. Can s13 leave? answer=no
say web's balloon is of 2006: its pages are pinned. Nothing else in s13 would keep it, and yet it cannot leave.
wait 2s
fails hotplug remove web section=13
expect web.section[13].state == online
expect web.section[13].blockers[0].kind == balloon
wait 4s

chapter The first step
ask db's balloon pages can be migrated. Will its balloon be smaller when s13 has left? answer=no
say db's balloon pages are marked as migrateable. The balloon gets a page elsewhere for each that it has in s13.
wait 2s
hotplug remove db section=13
expect op.last.state == done
expect db.section[13].state == absent
expect db.memory.balloon == 80M
say s13 is gone, and the balloon is as large as before.
wait 4s

chapter The second step
say app's driver has a notifier: it lets go of what it holds in s13, before anything has to move, and takes others later.
wait 2s
hotplug remove app section=13
expect op.last.state == done
expect app.section[13].state == absent
wait 5s
expect app.memory.balloon == 80M
say The same end. Each page was migrated in db, which costs the host two exchanges; in app most came from what was free.
wait 4s

chapter Both in one
say Now the two together with what came before. web has 176M and is to keep them, but not as 256M with a balloon in it.
expect web.memory.mem_map == 4M
wait 2s
ask web keeps its 176M. How many of its 16 sections will leave all the same? answer=4
resize web 176M policy=unified
expect op.last.state == done
expect web.memory.target == 176M
expect web.memory.online == 192M
expect web.memory.balloon == 16M
say Section after section, the balloon let go of what it held, and gave back as much elsewhere, to move the rest into.
wait 3s
say Four sections that it had fragmented are gone, and their mem_map is memory again: 1M of 4M.
expect web.memory.present == 192M
expect web.memory.mem_map == 3M
wait 3s
say 16M stay in the balloon, for it takes the smallest pieces: what is left free to web is in larger ones.
wait 3s
say That is the paper's proposal: to the page as a balloon, and as whole as hotplug. Compare them: compare web 144M.
