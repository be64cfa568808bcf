ballonet 1 seed=7
# lesson: A balloon that is too slow
# shows: a balloon that cannot get memory as fast as the hypervisor needs it
# paper: 5.2
# Paper 5.2: "the balloon driver might not be able to reclaim the memory requested by the hypervisor fast enough"
# Look at: the rate that the host asks for (within=) and the rate that it gets, and what the guest has to do for it.

host memory 512M
guest add web memory=256M min=64M platform=ppc64 driver=virtio cost_scale=18
guest add db memory=256M max=384M min=128M platform=ppc64 driver=virtio
expect host.free == 0K
say The machine is full. db will need 64M, and the host wants them from web within 2 seconds: 32M a second.
wait 4s

chapter Free memory
say web is as slow as a machine of 2006 with a disk of 17M a second. But just now its memory is free.
wait 3s
balloon inflate web 64M within=2s
expect op.last.late == false
expect op.last.rate.reached > 32M
expect web.memory.balloon == 64M
say It was there in time: free pages cost next to nothing, on a slow machine too.
wait 4s
balloon deflate web 64M
expect web.memory.balloon == 0K
say web gets it back, and fills it: programs read files until nothing is free.
workload web fill 230M kind=file
expect web.memory.free < 20M
wait 3s

chapter Clean file cache
say Again 64M within 2 seconds. Now the guest has to drop file cache first. It need not be written anywhere.
wait 3s
ask Now file cache is in the way, and it is clean. Will 64M be there within 2 seconds? answer=yes
balloon inflate web 64M within=2s
expect op.last.late == false
expect op.last.rate.reached > 32M
say In time as well. The longest part of it is still to hand pages over.
wait 4s
balloon deflate web 64M
workload web free kind=file
workload web fill 228M
expect web.memory.balloon == 0K
expect web.memory.free < 20M
say Now it is programs that have the memory. What they have must be written to swap before it is free.
wait 4s

chapter Memory of programs
say The third time, 64M within 2 seconds. The guest does what it can.
ask What programs have must be written to swap. Will 64M be there within 2 seconds? answer=no
balloon inflate web 64M within=2s &
wait 1500ms
expect web.memory.balloon < 32M
expect op.last.rate.asked == 32M
wait 1500ms
expect op.last.late == true
expect op.last.rate.reached < 28M
expect web.memory.balloon < 64M
say Too late. The log has it: what was asked for, what came, and that programs are swapped out for it.
wait 3s
say db wanted its memory now. It has to wait for what web has not given yet.
hotplug add db 64M &
wait 2s
wait
expect web.memory.balloon == 64M
expect web.memory.swap_used > 40M
expect db.memory.online == 320M
say In the end it is all there. A balloon is as fast as the guest can reclaim, and no deadline makes it faster.
wait 4s
say Nor does it know of one: the driver was told a size, as every balloon driver is. Only the host knows when.
wait 4s
say Hence a hypervisor needs a way of its own when time is short: it pages guests out, and knows not what they need.
wait 4s
