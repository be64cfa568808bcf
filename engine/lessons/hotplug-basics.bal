ballonet 1 seed=7
# lesson: Memory hotplug
# shows: sections of memory come, move their pages away, and go
# group: first steps

guest add web memory=256M max=512M min=64M platform=ppc64 cost_scale=1000
expect web.section_size == 16M
expect web.section[15].state == online
expect web.section[16].state == absent
say web is a guest with 256M. Linux keeps its memory in sections of 16M: each cell of the map is one.
wait 3s
say s0 holds the kernel (K) and cannot leave. The other 15 sections are free (·), and s16 and up are absent (╌╌).
expect web.section[0].removable == false
expect web.section[1].removable == true
wait 3s

chapter Adding
ask Sections have 16M here. Can 40M be added? answer=no
say Memory comes and goes in whole sections. 40M is two and a half, so that request is refused.
fails hotplug add web 40M
expect web.memory.online == 256M
wait 3s
say 64M is four sections. This guest works a thousand times slower than a real one: watch them arrive.
wait 3s
hotplug add web 64M
expect op.last.state == done
expect web.memory.online == 320M
expect web.memory.target == 320M
expect web.section[19].state == online
say s16 to s19 are online. web has 320M now, and its target moved with the memory.
wait 3s
say Each new section needs a mem_map, 256K that describe its pages. Four of them came out of s1 (M).
expect web.memory.mem_map == 5M
expect web.section[1].blockers[0].kind == mem_map
expect web.section[1].blockers[0].pages == 256
wait 3s

chapter New memory is used last
say Now programs take 150M (▒). New memory went to the tail of the free lists, so it is used last.
workload web fill 150M kind=anon
expect web.section[2].pages.free == 0p
expect web.section[16].pages.free == 4096p
expect web.section[19].pages.free == 4096p
wait 3s

chapter Removing what is free
say Remove 32M: the highest sections go first. s19 and s18 are free, so there is nothing to move.
wait 2s
hotplug remove web 32M
expect op.last.pages_migrated == 0p
expect web.section[19].state == absent
expect web.section[18].state == absent
expect web.section[17].state == online
expect web.memory.online == 288M
expect web.memory.mem_map == 4.5M
say Both are gone, and their mem_maps are free memory again.
wait 3s

chapter Removing what is in use
say Programs take more, up to s17. Then some of them end, and leave holes everywhere.
workload web fill 105M kind=anon
workload web free 60M kind=anon
expect web.section[17].pages.anon > 1000p
expect web.memory.free > 60M
wait 3s
say s17 and s16 are in use now (▒). Their pages must move before the sections can leave. Watch ▾ and +.
wait 3s
hotplug remove web 32M
expect op.last.state == done
expect op.last.pages_migrated > 4000p
expect web.section[17].state == absent
expect web.section[16].state == absent
expect web.memory.online == 256M
say Every page found a hole elsewhere, the programs noticed nothing, and web is back at 256M.
wait 3s

chapter One page is enough
say A page table cannot move: the processor finds it by its physical address. Let web take one page for one.
workload web fill 1p kind=page_table
expect web.section[1].pages.page_table == 1p
expect web.section[1].removable == false
wait 3s
say That page lies in s1: one page of 4,096. Now ask for s1 to leave.
wait 3s
ask One page of 4,096 in s1 cannot move. Can s1 leave? answer=no
fails hotplug remove web section=1
expect op.last.state == failed
expect op.last.pages_migrated == 0p
expect web.section[1].state == online
expect web.memory.online == 256M
say Refused at once, before anything was moved. One page that cannot move keeps its whole section.
wait 3s
say So hotplug takes memory in large, whole pieces, or not at all. A balloon takes single pages: see balloon-basics.
