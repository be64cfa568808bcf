ballonet 1 seed=7
# lesson: What moves, and what stays
# shows: what moves, what is given up instead, and what keeps its whole section
# paper: 4.1, 4.2
# Paper 4.1: "Not all memory is directly migrateable." "If any of this non-migrateable memory is located in the section
# targeted for removal, then the whole section cannot be removed." "Some of this memory is reclaimed by running
# shrink_list(). Other memory associated with filesystems has filesystem callbacks." "there will always be some amount
# of memory that cannot be migrated"
# Paper 4.2: "Memory Hotplug remove is not in mainline."
# Look at the sections' cells, at what why says of them, and at the pages that are written back or emptied.

guest add mainline memory=256M max=512M min=64M platform=ppc64 kernel=2.6.16 cost_scale=500
fails hotplug remove mainline 16M
expect mainline.memory.online == 256M
say mainline runs Linux 2.6.16. It can add memory, and not remove any: the patches that do it were never merged.
wait 3s
guest add web memory=256M max=512M min=64M platform=ppc64 kernel=2.6.16+remove cost_scale=500
say web has those patches. First its programs take some memory: s0 fills up, and s1 begins to.
workload web fill 8M kind=anon
expect web.section[1].pages.anon == 1024p
expect web.section[1].removable == true
wait 4s
say s1 holds 1,024 pages of programs (▒). Those can move, so s1 could leave. Now the kernel takes one page of it (K).
wait 4s

chapter One page
workload web fill 1p kind=kernel
expect web.section[1].blockers[0].kind == kernel
expect web.section[1].blockers[0].pages == 1
say Linux has a constant offset between virtual and physical addresses: that page can be nowhere else, and s1 stays.
wait 3s
ask s1 has 1,024 pages that can move, and one that cannot. How many are moved before Linux gives up? answer=0|none
fails hotplug remove web section=1
expect op.last.pages_migrated == 0
expect web.section[1].state == online
why web section=1
wait 4s
workload web free kind=kernel
expect web.section[1].removable == true
say The kernel frees it: s1 could leave again. Page tables, and what devices have pinned, keep a section as well.
wait 4s

chapter Slab: reclaimed
say Slab pages (S) hold many small objects. Pointers to them lie anywhere, so they cannot move. But some can be emptied.
workload web fill 1p kind=slab
expect web.section[1].pages.slab == 1p
expect web.section[1].removable == true
wait 4s
ask If the objects of this one slab page can go: can s1 leave? answer=yes
say All objects of this one can go. The patches ask its cache to shrink, the page is free, the rest moves, and s1 leaves.
hotplug remove web section=1
expect op.last.state == done
expect op.last.pages_migrated == 1024p
expect web.section[1].state == absent
expect web.section[2].pages.slab == 0p
wait 4s
say Now 128 slab pages. Half of them fit where s1's mem_map was; the others lie in s2. Every second can be emptied.
workload web fill 128p kind=slab
expect web.section[2].pages.slab == 64p
expect web.section[2].blockers[0].kind == slab
expect web.section[2].blockers[0].pages < 48
wait 4s
say A single object in use keeps its page, and that page the whole of s2. It is refused before anything is touched.
fails hotplug remove web section=2
expect web.section[2].state == online
expect web.section[2].pages.slab == 64p
wait 4s

chapter Files: written back
guest add files memory=128M min=32M platform=ppc64 kernel=2.6.16+remove cost_scale=10
guest add today memory=128M min=32M platform=ppc64 kernel=current cost_scale=10
workload files churn 64M kind=file rate=64M/s
expect files.memory.online == 128M
workload today churn 64M kind=file rate=64M/s
expect files.memory.file_dirty == 0K
say Two more guests read and write files, one with the patches, one of today. What was written to is dirty (≈).
wait 6s
workload files stop
workload today stop
expect files.section[2].pages.file > 1000p
wait 1s
expect files.section[2].pages.free == 0p
expect today.section[2].pages.free == 0p
say s2 of both is full, of clean pages and dirty ones. With the patches dirty pages go to disk, and only clean ones move.
wait 3s
hotplug remove files section=2
expect op.last.state == done
expect op.last.pages_migrated > 2000p
expect op.last.pages_migrated < 4000p
expect files.section[2].state == absent
wait 3s
say Mainline never got that, nor the shrinking of slab. Linux of today migrates all 4,096 pages, dirty or not.
hotplug remove today section=2
expect op.last.state == done
expect op.last.pages_migrated == 4096p
wait 3s
workload today fill 1p kind=slab
fails hotplug remove today section=0
expect today.section[0].state == online
say And s0 of each guest has been there since boot: the kernel itself. There will always be memory that cannot move.
