ballonet 1 seed=7
# lesson: Whole sections only
# shows: hotplug add, in sections whose size is fixed when a kernel is compiled
# paper: 3.1, 3.2, 3.3
# Paper 3.1: "On powerpc the section size is 16MB, so 32MB or 64MB could be added, but 40MB could not be."
# Paper 3.3: "its compile time fixed granularity which takes away some flexibility from smaller environments"
# Paper 3.2: "Current Distros SLES10 and RHEL5 have hotplug add enabled in powerpc kernels."
# Look at the map's new cells, at the ranges that zones span, and at what each refusal says.

host memory 16G
guest add power memory=256M max=2G platform=ppc64 kernel=2.6.16 cost_scale=1000
guest add pc memory=512M max=2G platform=x86-64 kernel=2.6.16 cost_scale=1000
expect power.section_size == 16M
expect pc.section_size == 128M
say power runs on powerpc, pc on x86-64. Both have Linux 2.6.16, where hotplug add is part of mainline.
wait 5s

chapter A multiple of the section size
say A kernel is compiled for one size of section: 16M on powerpc. 32M are two of them, so they can be added.
wait 3s
hotplug add power 32M
expect op.last.state == done
expect power.memory.online == 288M
wait 3s
ask Sections have 16M here. Can 40M be added? answer=no
say 40M would be two and a half. That is no multiple of a section, and is refused.
fails hotplug add power 40M
expect power.memory.online == 288M
wait 3s
hotplug add power 64M
expect power.memory.online == 352M
say 64M could be added. Each new section got a mem_map of its own, 256K out of memory that was there.
wait 3s
expect power.section[21].state == online
expect power.zone.Normal.spanned == 90112
say Its zone spans 352M now: the events name the range before and after.
wait 5s

chapter The same request elsewhere
say Now the same 64M for pc. On x86-64 a section has 128M: it must suit large servers too.
wait 3s
ask On x86-64 a section has 128M. What is the least that can be added to pc? answer=128M
fails hotplug add pc 64M
expect pc.memory.online == 512M
wait 3s
hotplug add pc 128M
expect pc.memory.online == 640M
say 128M is what pc can have at least: an eighth of powerpc's flexibility.
wait 5s
say pc's memory was below 4G, in zone DMA32. The new section lies above: zone Normal has its first pages.
expect pc.section[32].zones[0] == Normal
expect pc.zone.Normal.start_pfn == 1048576
expect pc.zone.Normal.spanned == 32768
wait 3s
say A zone that had no pages was on no zonelist. They are rebuilt, and programs get memory from it first.
workload pc fill 64M
expect pc.section[32].pages.anon > 16000p
wait 5s

chapter Nodes
say Memory goes to a node that is there. Another one would need a patch of the time: 2.6.16 refuses.
fails hotplug add power 64M node=1
expect power.memory.online == 352M
wait 3s
guest add later memory=256M max=1G platform=ppc64 kernel=2.6.24 cost_scale=1000
say later runs 2.6.24, which got that patch: a new node comes with its memory, and without a CPU.
wait 3s
hotplug add later 64M node=1
expect later.section[16].node == 1
expect later.section[15].node == 0
expect op.last.state == done
wait 5s

chapter Distributions, and no sections
guest add suse memory=512M max=2G platform=x86-64 kernel=sles10 cost_scale=20
expect suse.memory_model == discontigmem
say suse has SLES10 on x86-64. Its kernel was built with DISCONTIGMEM: it has no sections that could come and go.
wait 3s
fails hotplug add suse 128M
expect suse.memory.online == 512M
wait 3s
guest add suse-power memory=256M max=1G platform=ppc64 kernel=sles10 cost_scale=1000
expect suse-power.memory_model == sparsemem
hotplug add suse-power 32M
expect suse-power.memory.online == 288M
say On powerpc the same SLES10 has SPARSEMEM, and adds memory. Without sections a balloon is all there is.
wait 3s
balloon set suse 384M
expect suse.memory.balloon == 128M
say A balloon asks for no section: it takes pages, one by one, on any kernel.
