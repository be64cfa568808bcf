ballonet 1 seed=7
# lesson: A balloon driver
# shows: pages go to the host, to another guest, and back
# group: first steps

host memory 448M
guest add web memory=256M min=64M platform=ppc64 driver=xen kernel=2.6.16+remove cost_scale=50
guest add db memory=192M max=256M min=64M platform=ppc64 driver=xen cost_scale=50
expect host.free == 0K
say web has 256M, db has 192M, and the machine has no more than these 448M.
wait 3s
say db shall grow by 64M. It must wait: the host has nothing free.
hotplug add db 64M &
wait 3s
expect db.memory.online == 192M
expect op.last.waits_for != none
say So web has to give. Its balloon driver takes pages inside web and hands them to the host (○).
wait 3s

chapter Inflating
ask web gives 64M. How many of its 16 sections will be gone? answer=0|none
balloon set web 192M
expect web.memory.balloon == 64M
expect web.memory.target == 192M
wait db
expect db.memory.online == 256M
expect host.free == 0K
say 64M left web. The host zeroed every page before db got it: db may not see what web wrote.
wait 4s
say web still has all of its 16 sections. The balloon holds pages in them, and nobody else may use those.
expect web.memory.online == 256M
expect web.section[15].state == online
wait 3s
say web was fresh: its free memory lay in one piece, and so does the balloon. Fragmented memory comes later.
wait 3s

chapter Bounds
say A target below web's min of 64M is refused: with less, the guest could hardly work.
fails balloon set web 32M
expect web.memory.target == 192M
wait 3s
say Nor can a balloon give more than it took. To get beyond 256M, web would need hotplug.
fails balloon set web 320M
expect web.memory.target == 192M
wait 4s

chapter Deflating
say web wants its 64M back. Now web is the one that waits: db has them.
balloon set web 256M &
wait 3s
expect web.memory.balloon == 64M
expect op.last.waits_for != none
say db gives 64M up. Watch them go from db's balloon to the host, get zeroed, and reach web.
balloon set db 192M
wait web
expect web.memory.balloon == 0K
expect db.memory.balloon == 64M
wait 4s

chapter Fragmentation
say Now the drawback. Programs fill half of web with small pieces, and every second page of them is free again.
workload web fragment 128M pattern=checkerboard
expect web.memory.free > 160M
wait 3s
ask web shall give 48M again. Which blocks will the driver get first: small or large? answer=small
say web gives 48M again. Single pages (order 0) are free, and the driver gets those before any large block.
balloon set web 208M
expect web.memory.balloon == 48M
wait 4s
say The programs end, so all the rest is free. But see the free lists: it lies in crumbs between balloon pages.
workload web free 64M kind=anon
expect web.memory.free > 190M
expect web.fragmentation.unusable_free_index[12] > 300
wait 4s
say This driver's pages are pinned. While a section holds one of them (B), that section cannot leave.
expect web.section[4].pages.balloon > 2000p
expect web.section[4].removable == false
expect web.section[4].blockers[0].kind == balloon
fails hotplug remove web section=4
expect web.section[4].state == online
expect web.section[15].removable == true
wait 4s
say Deflated, the balloon leaves no trace: its pages merge with their neighbours into large blocks.
balloon set web 256M
expect web.memory.balloon == 0K
expect web.section[4].removable == true
expect web.fragmentation.unusable_free_index[12] < 50
wait 3s
say A balloon is exact to the page, but it breaks memory up. Hotplug moves whole sections: see hotplug-basics.
