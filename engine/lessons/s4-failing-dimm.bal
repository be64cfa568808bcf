ballonet 1 seed=7
# lesson: A DIMM begins to fail
# shows: whether memory can be taken out of use before it fails
# paper: 4.3
# Paper 4.3: "This limitation makes it less useful for physical removal of DIMMs or of predictive disabling of failing
# memory because of the likelyhood of that memory containing non-removable allocations."
# Look at the sections of the DIMM, s16 to s23, and at what keeps them.

guest add plain memory=256M max=512M min=64M platform=ppc64 driver=virtio kernel=2.6.16+remove cost_scale=200
guest add grouped memory=256M max=512M min=64M platform=ppc64 driver=virtio kernel=2.6.16+antifrag-list cost_scale=200
guest add movable memory=256M max=512M min=64M platform=ppc64 driver=virtio kernel=current online=movable cost_scale=200
expect plain.memory.online == 256M
workload plain fill 20M kind=kernel
workload grouped fill 20M kind=kernel
workload movable fill 20M kind=kernel
expect movable.section[2].pages.kernel == 1024p
say Three guests alike. plain has the paper's patches, grouped avoids fragmentation too, movable is of today.
wait 4s
say Each gets a DIMM of 128M, s16 to s23. The newest kernel of the three puts it into ZONE_MOVABLE.
device_add plain pc-dimm,id=dimm1,size=128M
device_add grouped pc-dimm,id=dimm1,size=128M
device_add movable pc-dimm,id=dimm1,size=128M
expect plain.memory.online == 384M
expect grouped.memory.online == 384M
expect movable.section[16].zones[0] == Movable
wait 4s

chapter They work for a while
say They work for a while. Programs take 90M (▒), and the kernel a page for itself (K) now and then.
workload plain fill 60M kind=anon &
workload grouped fill 60M kind=anon &
workload movable fill 60M kind=anon
expect plain.section[23].pages.anon == 4096p
expect grouped.section[23].pages.anon == 4096p
workload plain fill 1p kind=kernel
workload grouped fill 1p kind=kernel
workload movable fill 1p kind=kernel
expect plain.section[21].pages.kernel == 1p
wait 3s
workload plain fill 30M kind=anon
workload grouped fill 30M kind=anon
workload movable fill 30M kind=anon
expect movable.section[16].pages.anon > 0p
wait 2s

chapter It reports errors
say Now the DIMM of each reports errors, corrected so far. Soon some will not be: its memory should not be used any more.
wait 4s
say Firmware asks plain to let go of its DIMM: all of it, for half a DIMM cannot be unplugged.
wait 3s
ask Which section of plain's DIMM will not leave? Click it, or type its name. answer=plain:s21
fails device_del plain dimm1
expect op.last.state == failed
expect plain.section[21].state == online
expect plain.memory.online == 384M
wait 3s
say It failed, on a single page. Free lists are common to all, so the kernel's page came from the DIMM as any other.
expect plain.section[21].blockers[0].kind == kernel
expect plain.section[21].blockers[0].pages == 1
why plain section=21
wait 5s
say Everything that could move did so for nothing: the sections come back online, and the DIMM goes on failing.
wait 4s

chapter With grouping, and with a zone
say grouped keeps a list for each kind of page. The kernel's page found its place near the others, in s2, not in the DIMM.
expect grouped.section[2].pages.kernel == 1025p
device_del grouped dimm1
expect op.last.state == done
expect grouped.section[21].state == absent
expect grouped.memory.online == 256M
wait 4s
say That is luck as well as order: when its own blocks are used up, the kernel takes a page from anywhere.
wait 4s
ask movable's DIMM is in zone Movable. Can all of it leave? answer=yes
say movable has the DIMM in a zone that the kernel never gets pages from. That is no luck: it can always leave.
device_del movable dimm1
expect op.last.state == done
expect movable.section[21].state == absent
expect movable.memory.online == 256M
wait 4s
say What helped in the end was not the removal itself, but to keep pages that cannot move away from the DIMM.
