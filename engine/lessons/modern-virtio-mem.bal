ballonet 1 seed=7
# lesson: virtio-mem
# shows: what came of the paper's idea: one device that grows and shrinks a guest, in small blocks (2020)
# group: Linux today
# Paper 6: "if they are used together in proper balance the end result can be better than either alone"
# Look at: how little it plugs at a time, what its unplugging leaves of the free lists, and what still cannot leave

guest add vm memory=512M virtio_mem=512M online=movable cost_scale=60
expect vm.memory.max == 1G
expect vm.section[32].state == absent
say vm has 512M since boot, and a virtio-mem device above: a region of 512M, of which nothing is plugged yet (╌╌).
wait 4s

chapter Past boot memory, by less than a section
ask Sections have 128M here. Can hotplug add 40M? answer=no
say Hotplug adds whole sections of 128M, so 40M are refused.
fails hotplug add vm 40M
wait 3s
say The device plugs 2M at a time. 40M are 20 subblocks of s32; the other 88M of it (□) stay with the host.
hotplug set vm 40M
expect vm.virtio_mem.subblock_size == 2M
expect vm.memory.online == 552M
expect vm.memory.present == 640M
expect vm.section[32].state == online
expect vm.section[32].pages.unplugged == 22528p
wait 4s
say All of the region now. s32 is filled up first, then whole sections come.
hotplug set vm 512M
expect vm.memory.online == 1G
expect vm.memory.unplugged == 0K
expect vm.section[35].state == online
expect vm.memory.mem_map == 16M
wait 4s

chapter Shrinks like hotplug remove
say vm works for a long time, and next to it db: the same size, and only a balloon to shrink by.
guest add db memory=1G cost_scale=12
workload vm age 60%
workload db age 60%
expect vm.memory.free < 500M
wait 3s
say Both shall have 640M. What lies in the highest blocks of vm moves down (+), and whole sections leave.
hotplug set vm 128M
expect op.last.state == done
expect op.last.pages_migrated > 20000p
expect vm.memory.online == 640M
expect vm.section[33].state == absent
expect vm.memory.mem_map == 10M
expect vm.memory.swap_used == 0K
wait 3s
balloon set db 640M
expect db.memory.balloon == 384M
expect db.memory.mem_map == 16M
say db's balloon (○) took pages wherever they were free, and db keeps the mem_map of all of 1G. vm gave 6M of it back.
wait 4s
say Now their programs end.
wait 3s
ask In which of the two will what is free lie in large blocks: vm or db? answer=vm
workload vm free kind=anon
workload db free kind=anon
expect vm.fragmentation.unusable_free_index[5] < 300
expect db.fragmentation.unusable_free_index[5] > 600
say In vm the pages merge to large blocks; in db crumbs of free memory lie between balloon pages.
wait 4s

chapter Partly done is done
say Now a guest whose device memory is the kernel's too: it may hold slab, and slab does not move.
guest add k memory=512M virtio_mem=256M cost_scale=60
hotplug set k 256M
workload k fill 24M kind=slab
expect k.section[32].pages.slab > 1000p
wait 3s
say Hotplug could not remove s32: slab lies in it. virtio-mem takes what it can get, section by section and in them.
fails hotplug set k 0K stall=1s
expect k.virtio_mem.plugged > 0K
expect k.virtio_mem.plugged < 64M
expect k.section[32].state == online
expect k.section[32].pages.unplugged > 20000p
wait 2s
say Most of 256M has left. But what slab lies in stays stuck: the driver tries again in 50 s, then after ever longer.
wait 4s
say The programs that wanted the slab end, and the host asks once more: the rest goes, and the sections with it.
workload k free kind=slab
hotplug set k 0K
expect k.virtio_mem.plugged == 0K
expect k.section[32].state == absent
expect k.memory.mem_map == 8M
wait 3s
say Small blocks, whole memory, part of it if need be: a balloon and hotplug in one. Kernel memory stays where it is.
