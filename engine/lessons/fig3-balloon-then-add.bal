ballonet 1 seed=7
# lesson: Balloon, then add
# shows: a guest with a balloon gets new sections: its old memory stays as cut up as it was, the new one is whole
# paper: figure 3
# Paper, figure 3: "From left to right: System with balloon driver, hotplug add operation, The same system after hotplug
# add operation". Paper 5.2: "the memory map can be split up into sections using SPARSEMEM and hoptlug can alloc/free
# whole sections at a time". Paper 3.2: "Memory hotplug add is in mainline as of 2.6.14"
# Look at s16 to s19: absent at first, then present (□), then going online (▴).

guest add web memory=256M max=384M min=64M platform=ppc64 driver=xen kernel=2.6.16 cost_scale=150
workload web age 50%
say web runs mainline Linux of 2006, which can add memory. It booted with 256M, and was promised 384M.
wait 4s
balloon set web 208M
expect web.memory.balloon == 48M
expect web.section[16].state == absent
say On the left of the figure: a guest whose balloon (○) holds 48M, here and there in its 256M.
expect web.section[3].pages.balloon > 300p
expect web.section[15].pages.balloon > 300p
wait 5s
say To the right of s15 there is nothing: those addresses have no memory, and no mem_map describes them.
wait 5s
say In the middle: hotplug adds 64M. The sections are present first, their mem_map is set up, then they go online.
wait 5s
ask Will the balloon, or anything that is cut up, get into the new sections? answer=no
hotplug add web 64M
expect op.last.state == done
expect web.memory.online == 320M
expect web.section[19].state == online
wait 3s
say Their mem_map had to come from somewhere: 256K for each section, out of memory that was there before.
expect web.memory.mem_map == 5M
wait 5s
say On the right: four new sections. The balloon is as it was, and it has nothing of them.
expect web.memory.balloon == 48M
expect web.memory.target == 272M
expect web.section[16].pages.balloon == 0p
expect web.section[19].pages.balloon == 0p
wait 5s
ask Where is a section that is one free block? Click one, or type its name. answer=s16|s17|s18|s19
say The new memory is whole: 64M, free from end to end. It is the only place where web has a block of 16M.
wait 3s
expect web.section[16].pages.free == 4096p
expect web.section[17].pages.free == 4096p
expect web.section[18].pages.free == 4096p
expect web.section[19].pages.free == 4096p
expect web.fragmentation.largest_free_block == 16M
wait 3s
say In the old part nothing has changed. Half of what is free there is in pieces that no request of 64K can use.
expect web.fragmentation.unusable_free_index[5] > 300
wait 5s
say The guest has both now: single pages that the balloon gives back one by one, and sections that came whole.
wait 5s
say Each way has done what it does best. The balloon is exact, and hotplug goes past what was there at boot.
wait 5s
say That they can be one operation is section 6: see s6-1-past-boot-memory.
