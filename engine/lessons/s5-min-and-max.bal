ballonet 1 seed=7
# lesson: The bounds of a guest
# shows: enough to work without excessive swapping, and never more than agreed
# paper: 5.1
# Paper 5.1: "The lower bound of that range corresponds to the minimal amount of memory under which the virtual machine
# can reasonably operate; this is loosely defined as being able to operate without excessive swapping."
# Look at: what a guest needs beside its bounds (`guest show`), refusals, swapping, and who is killed when min is too low.

guest add web memory=256M max=320M min=160M platform=ppc64 driver=virtio cost_scale=4
guest add old memory=256M max=320M min=32M platform=ppc64 driver=xen kernel=2.6.16 swap=0K
workload web churn 100M rate=24M/s
wait 3s
expect web.work.percent >= 95
say Two guests that were promised different bounds: web 160M to 320M, old from 32M. In web a program holds 100M.
guest show web
wait 4s
say What web needs is below its min: working set, kernel, and what is kept free. So its min is well chosen.
expect web.memory.needs < 160M
expect web.memory.min == 160M
wait 4s

chapter min
ask web's min is 160M. May the hypervisor take it down to 128M? answer=no
say The hypervisor wants more than it may have, and is refused: below min the guest could not work.
fails balloon set web 128M
expect web.memory.target == 256M
wait 4s
say Down to min it may go. web loses 96M, and its program works on as if nothing had happened.
balloon set web 160M
expect web.memory.balloon == 96M
wait 5s
expect web.work.percent >= 95
expect web.memory.swapped_in < 1M
say Hotplug is held to the same bound: nothing can be removed any more.
fails hotplug remove web 16M
expect web.memory.online == 256M
wait 4s

chapter max
workload web stop
say The other end. web gets all its memory back, and more by hotplug, up to its max.
balloon set web 256M
hotplug add web 64M
expect web.memory.online == 320M
wait 3s
say Past it nobody gets anything, however much memory the hypervisor has.
fails hotplug add web 16M
expect web.memory.online == 320M
expect host.free > 32G
wait 4s

chapter A min that is too low
workload old churn 100M rate=16M/s
wait 2s
say Now old, with such a program too. Its min of 32M is much less than it needs, so it may be asked for what hurts.
guest show old
expect old.memory.needs > 64M
wait 4s
say 64M for a guest that needs more: it is warned of, not refused. This kernel has Xen's driver of 2006, and no swap.
ask old has no swap. With less than it needs: will it get slower, or will a program be killed? answer=killed
balloon set old 64M
wait 5s
expect old.oom.kills == 1
expect old.memory.balloon == 192M
say The balloon reached its target. For that the program was killed: Xen's driver of 2006 takes memory as anyone does.
expect old.work.rate == 0K
wait 4s
say Drivers of today stop before that, and virtio's can be asked to give pages back when memory is out.
guest add kvm memory=256M max=320M min=32M platform=ppc64 driver=virtio swap=0K deflate_on_oom=on
balloon set kvm 96M
workload kvm churn 100M rate=16M/s
wait 3s
expect kvm.oom.kills == 0
expect kvm.oom.helped > 16M
expect kvm.work.percent >= 95
say kvm had 96M, and its program needed more. The balloon gave it 256 pages for each call for help: nobody was killed.
wait 4s
workload kvm stop
say A min says what a guest can live with. Set too low, it is an invitation.
wait 3s
