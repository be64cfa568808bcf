ballonet 1 seed=7
# lesson: Partition or virtualize
# shows: a dedicated partition and a virtual machine: what the host can move of each
# paper: 1
# Paper 1: "Some of these systems may partition resources, others may fully virtualize them and assign real resources
# dynamically."
# Look at memory.online and memory.balloon of the two guests, and at what lpar refuses.

host memory 1G
guest add lpar memory=256M max=512M min=64M platform=ppc64 hypervisor=phyp-dedicated cost_scale=20
guest add web memory=256M max=512M min=64M platform=ppc64 hypervisor=xen cost_scale=20
expect host.free == 512M
say Two guests of 256M: lpar is a partition of pHYP with memory of its own, web is a guest of Xen.
expect lpar.can.balloon == false
expect web.can.balloon == true
wait 5s

chapter Page by page
say web can spare 20M. Xen virtualizes its memory, so its balloon (○) gives just that.
balloon set web 236M
expect web.memory.balloon == 20M
expect host.free == 532M
wait 5s
ask lpar could spare 20M as well. Can they be taken from it in the same way? answer=no
say lpar could spare as much. But what was given to a dedicated partition is never loaned to others page by page.
fails balloon set lpar 236M
expect lpar.memory.target == 256M
wait 5s
say 20M in another way? pHYP deals in logical memory blocks (LMBs), which are sections of 16M here.
fails hotplug remove lpar 20M
expect lpar.memory.online == 256M
wait 5s

chapter Block by block
say Two whole LMBs can go: firmware (RTAS) asks for them, and the lowest that can leave do.
hotplug remove lpar 32M
expect lpar.memory.online == 224M
expect lpar.memory.balloon == 0K
wait 5s
expect host.free == 564M
say The host can give them to web. It has 236M of its 256M: the balloon gives 20M back, hotplug adds the rest.
resize web 288M
expect web.memory.balloon == 0K
expect web.memory.online == 288M
wait 5s
say Now the kernel of lpar fills much of its memory with pages that cannot move.
workload lpar fill 60% kind=kernel
expect lpar.memory.free < 100M
wait 4s

chapter All or nothing
ask 96M shall go: six LMBs. Not all of them can leave. Will those that can? answer=no
say 96M shall go. So many LMBs are not free of such pages, and by count DLPAR takes all or nothing.
fails hotplug remove lpar 96M
expect lpar.memory.online == 224M
wait 5s
say A script may ask for what can be had. From the top, some of them leave.
try hotplug remove lpar 96M order=highest partly=keep
expect lpar.memory.online < 224M
expect lpar.memory.online > 128M
wait 5s
say Nor may the host take memory behind the partition's back, as hypervisors that page their guests out do.
fails host limit lpar 128M
expect lpar.memory.online == 160M
wait 5s
say A partition is simple and its memory is certain. A balloon fits memory to what is needed, to the page.
