ballonet 1 seed=7
# lesson: If the kernel's pages could move
# shows: a kernel that never was, and what would stay stuck even so
# paper: 4.1, 4.2
# Paper 4.1: "unless the Linux community decides to have a remappable kernel there will always be some amount of memory
# that cannot be migrated"
# Paper 4.2: "To be worthwhile the existing patches would need either a remappable kernel, which remains highly doubtful,
# or a fragmentation avoidance strategy"
# Never merged, not even written: 2.6.16+remap is made up. It says what would follow from the paper's sentence.
# Look at the kernel's pages (K, S) that move, at how long that takes, and at what stays even so.

guest add real memory=256M min=32M platform=ppc64 driver=virtio kernel=2.6.16+remove cost_scale=10
guest add remap memory=256M min=32M platform=ppc64 driver=virtio kernel=2.6.16+remap cost_scale=10
expect remap.memory.online == 256M
say Two guests do the same work. real has the paper's patches; remap has a kernel that never existed.
workload real fill 200M kind=anon rate=50M/s &
workload real fill 400p kind=kernel rate=100p/s &
workload real fill 200p kind=page_table rate=50p/s &
expect real.memory.online == 256M
workload remap fill 200M kind=anon rate=50M/s &
workload remap fill 400p kind=kernel rate=100p/s &
workload remap fill 200p kind=page_table rate=50p/s &
expect remap.memory.online == 256M
wait
expect remap.section[12].pages.kernel > 10p
expect real.section[12].pages.kernel > 10p
workload real free 120M kind=anon
workload remap free 120M kind=anon
say Programs took memory and gave most of it back. In between, the kernel took a page now and then (K).
expect real.memory.free > 150M
wait 5s
say In real such a page has one physical address for good, and there are some in every section from s0 to s12.
expect real.section[1].removable == false
expect real.section[7].removable == false
expect real.section[12].removable == false
wait 5s
ask How many of the eight sections s5 to s12 of real can leave? answer=0|none
fails hotplug remove real section=5-12
expect op.last.pages_migrated == 0
expect real.memory.online == 256M
say Eight sections were to leave, and none could: each was refused before a page was moved.
wait 5s
say In remap any virtual address can be given another physical page. Then a page table moves as any other page does.
expect remap.section[5].removable == true
wait 3s
ask And in remap, where the kernel's pages can move: how many of eight? answer=8|all
hotplug remove remap section=5-12
expect op.last.state == done
expect remap.memory.online == 128M
expect op.last.pages_migrated > 10000p
wait 2s
say All eight left. Where there were hundreds of the kernel's pages, there are none, and none is lost.
expect remap.section[12].state == absent
expect remap.section[4].pages.kernel > 0p
wait 5s

chapter What it would take
say What would it take? Every place that keeps a physical address would have to be found, and told of the new one.
wait 5s
say While a page of the kernel's moves, all CPUs stop, for each may use it: it counts 25 times as long as a program's here.
wait 5s
say And even so not everything moves. A device that was given an address keeps it.
workload remap pin 1M
expect remap.section[1].blockers[0].kind == pinned
fails hotplug remove remap section=1
expect remap.section[1].state == online
wait 5s
say Nor do the kernel's image and its mem_map move here (s0): they lie where the boot loader put them.
expect remap.section[0].removable == false
fails hotplug remove remap section=0
expect remap.section[0].state == online
wait 5s
say Linux never got this, then or since. The paper calls it "highly doubtful", and fragmentation avoidance came instead.
