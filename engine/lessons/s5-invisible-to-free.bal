ballonet 1 seed=7
# lesson: free sees no balloon
# shows: free and top see nothing of a balloon that its driver hides, and the exception
# paper: 5.2
# Paper 5.2: "memory statistics reporting tools such as top or free will see no changes in the memory usage"
# Look at: MemTotal in what `free` and `top` print, before and after each balloon (memory.managed).

guest add esx memory=512M max=768M min=128M platform=x86-64 driver=vmware
guest add kvm memory=512M max=768M min=128M platform=x86-64 driver=virtio
expect esx.memory.managed == 491128K
expect kvm.memory.managed == 491128K
workload esx fill 100M kind=file
workload kvm fill 100M kind=file
expect kvm.memory.free == 388728K
say Two guests alike, but for the balloon driver: esx has VMware's, kvm has virtio's. So free prints the same in both.
wait 4s
free esx
wait 3s

chapter The paper's statement
say esx is told to have 384M. VMware's driver polls once a second, then takes 128M as any driver takes memory.
ask VMware's balloon takes 128M. The total that free prints: will it shrink or stay? answer=stay
balloon set esx 384M
expect esx.memory.balloon == 128M
wait 4s
say What does free say in esx now? The total is what it was: nothing tells the tools that a fourth of it is gone.
free esx
expect esx.memory.managed == 491128K
expect esx.memory.online == 512M
wait 5s
say 128M are in use by nobody: top lists no program that has them. Only driver and hypervisor know the balloon's size.
top esx
expect esx.memory.free < 256M
expect esx.memory.file_dirty == 0K
wait 5s
say A program that sizes itself by MemTotal sizes itself for 512M, and the guest has 384M.
expect esx.memory.target == 384M
wait 4s

chapter The exception
ask And for virtio's balloon of 128M: will the total shrink or stay? answer=shrink
say Now the exception. virtio's driver, and Xen's, take their pages out of what the kernel says it manages.
balloon set kvm 384M
expect kvm.memory.balloon == 128M
wait 4s
say free in kvm: the total has shrunk by exactly the balloon, and what is used is as little as before.
free kvm
expect kvm.memory.managed == 360056K
wait 5s
say The drivers differ in this alone: both guests have the same memory free.
expect esx.memory.free == 257656K
expect kvm.memory.free == 257656K
wait 4s

chapter The same driver, told to hide it
say It is one line of code in a driver. Here is virtio's once more, booted with accounting=hidden.
guest add hid memory=512M max=768M min=128M platform=x86-64 driver=virtio accounting=hidden
balloon set hid 384M
expect hid.memory.balloon == 128M
expect hid.memory.managed == 491128K
wait 4s
say MemTotal stays. A virtio balloon that promised to deflate when memory is out (deflate_on_oom) does the same.
wait 4s

chapter Hotplug
say Last, hotplug: a section of esx is removed, once its balloon is empty again.
balloon set esx 512M
expect esx.memory.balloon == 0K
hotplug remove esx 128M
expect esx.memory.online == 384M
expect esx.memory.managed == 362104K
wait 4s
say The kernel knows what it has: MemTotal fell by the section, less the mem_map that came free with it.
free esx
wait 5s
