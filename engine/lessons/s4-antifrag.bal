ballonet 1 seed=7
# lesson: Keeping stubborn pages together
# shows: fragmentation avoidance: how many sections can leave a busy guest, and one at rest
# paper: 4.2
# Paper 4.2: "a fragmentation avoidance strategy to keep migrateable and non-migrateable pages clumped together nicely.
# Two patch sets exist to do fragmentation avoidance, the details of which are in a paper by Mel Gorman and Andy
# Whitcroft"
# What was published (linux-mm, January 2006; largest blocks of a machine of 1.5 GiB, kernelcore=512M): under load 21 %
# plain, 31 % list-based, 38 % zone-based; at rest 51 %, 88 %, 77 %. Here a section leaves where there a block was got.
# Look at which sections hold pages of the kernel (K, S): everywhere, together, or below s8.

host memory 2G
expect host.free == 2G
guest add plain memory=384M min=32M platform=ppc64 kernel=2.6.16+remove
guest add lists memory=384M min=32M platform=ppc64 kernel=2.6.16+antifrag-list
guest add zones memory=384M min=32M platform=ppc64 kernel=2.6.16+antifrag-zone
expect plain.zone.Normal.managed == 94720
expect zones.zone.Normal.managed == 29184
expect zones.zone.Movable.managed == 65536
say Three kernels of 2006, each with 24 sections. plain has one free list an order, lists one for each kind of page.
wait 6s
say zones divides memory at boot: a third for the kernel, s0 to s7, the rest, ZONE_EASYRCLM (Movable), for what can go.
wait 6s

chapter A past
say Each gets the same past: programs start, and for all that they do the kernel takes slab and other pages, in between.
workload plain fill 80M kind=anon rate=40M/s &
workload plain fill 70M kind=slab rate=35M/s &
workload plain fill 160p kind=kernel rate=80p/s &
expect plain.memory.online == 384M
workload lists fill 80M kind=anon rate=40M/s &
workload lists fill 70M kind=slab rate=35M/s &
workload lists fill 160p kind=kernel rate=80p/s &
expect lists.memory.online == 384M
workload zones fill 80M kind=anon rate=40M/s &
workload zones fill 70M kind=slab rate=35M/s &
workload zones fill 160p kind=kernel rate=80p/s &
wait
expect plain.section[4].pages.kernel > 0p
expect lists.section[4].pages.kernel == 0p
expect zones.section[8].pages.kernel == 0p
say In plain pages of all kinds follow each other. lists puts the kernel's together. In zones they stay below s8.
wait 5s

chapter Load
say Then memory fills with files, and programs work on them. The kernel, too, wants more, where little is free.
try workload plain fill 200M kind=file &
workload plain churn 120M kind=file rate=60M/s
workload plain churn 16M kind=anon
expect plain.memory.online == 384M
try workload lists fill 200M kind=file &
workload lists churn 120M kind=file rate=60M/s
workload lists churn 16M kind=anon
expect lists.memory.online == 384M
try workload zones fill 200M kind=file &
workload zones churn 120M kind=file rate=60M/s
workload zones churn 16M kind=anon
wait 1s
expect zones.memory.free < 40M
workload plain fill 60M kind=anon rate=60M/s &
workload plain fill 6M kind=slab rate=6M/s &
workload plain fill 40p kind=page_table rate=40p/s &
expect plain.memory.online == 384M
workload lists fill 60M kind=anon rate=60M/s &
workload lists fill 6M kind=slab rate=6M/s &
workload lists fill 40p kind=page_table rate=40p/s &
expect lists.memory.online == 384M
workload zones fill 60M kind=anon rate=60M/s &
workload zones fill 6M kind=slab rate=6M/s &
workload zones fill 40p kind=page_table rate=40p/s &
wait 1s
expect zones.section[8].pages.slab == 0p
say Under this load each shall give up all that it can of 20 sections.
ask Which kernel will give up most under load: plain, lists or zones? answer=zones
try hotplug remove plain 320M &
try hotplug remove lists 320M &
try hotplug remove zones 320M &
wait
expect plain.memory.online > 256M
expect lists.memory.online < 256M
expect lists.memory.online > 144M
expect zones.memory.online < 144M
workload plain stop
workload lists stop
workload zones stop
expect zones.section[7].pages.slab > 0p
wait 2s
say Zone beats list, list beats plain: of 24 sections 4 to 6 left plain, 11 to 13 lists, 17 zones, whatever the seed.
wait 6s
say When lists had used up the kernel's blocks, the kernel got pages from others. Into Movable it never gets.
wait 6s

chapter Rest
say Now they rest. Programs end, and with them their page tables and the slab that was for them goes. Some pages stay.
workload plain free kind=anon
workload plain free kind=slab
workload plain free kind=page_table
expect plain.memory.online > 256M
workload lists free kind=anon
workload lists free kind=slab
workload lists free kind=page_table
expect lists.memory.online > 144M
workload zones free kind=anon
workload zones free kind=slab
workload zones free kind=page_table
expect zones.memory.online < 144M
wait 6s
say Again each shall give up what it can.
ask And at rest, when most programs have ended: plain, lists or zones? answer=lists
try resize plain 32M policy=hotplug
try resize lists 32M policy=hotplug
try resize zones 32M policy=hotplug
expect plain.memory.online < 208M
expect plain.memory.online > 144M
expect lists.memory.online < 64M
expect zones.memory.online > 80M
expect zones.memory.online < 128M
wait 2s
say At rest list beats zone, and zone beats plain: 13 sections have left plain by now, 22 have left lists, 18 zones.
wait 6s
say What stays of the kernel's is all over plain. In lists it fits into two sections: the rest could be emptied.
expect plain.section[5].pages.kernel > 0p
expect lists.section[1].state == absent
expect zones.section[3].pages.kernel > 0p
wait 6s
say zones had only the kernel's pages below s8, of long lives and short ones, and so they lie apart from each other there.
wait 4s
say The zone keeps its promise whatever comes, but not one section more. The lists promise nothing, and gain more at rest.
