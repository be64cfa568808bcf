ballonet 1 seed=7
# lesson: Past boot memory
# shows: balloon and add: a balloon that grows a guest past what it was booted with
# paper: 6.1
# Paper 6.1: "Balloon drivers are already in use in virtualized environments, but are unable to use more memory than the
# Linux kernel was booted with." "Without too much code the existing balloon driver could be modified to grow memory past
# normal balloon limits using the hotplug add mechanism." drivers/xen/balloon.c does so since Linux 3.1.
# Look at the balloon (○), which shrinks first, and at s16 to s19, which come after.

guest add web memory=256M max=384M min=64M platform=ppc64 driver=xen kernel=2.6.16 cost_scale=150
workload web age 50%
expect web.memory.free > 110M
say web runs mainline Linux of 2006: it can add memory, not remove any. It booted with 256M, and was promised 384M.
wait 3s
resize web 192M policy=balloon+add
expect web.memory.balloon == 64M
expect web.memory.online == 256M
say It shrinks to 192M: that is a matter for the balloon alone, which holds 64M now.
wait 4s
say Now it is to have 300M. A balloon alone cannot do that: it only gives back what it took, 64M.
fails resize web 300M policy=balloon
fails balloon set web 300M
expect web.memory.target == 192M
wait 4s
ask With add it can get 300M: 44M more than at boot. How many sections of 16M must come? answer=3
say With add it can. First the balloon gives back all that it holds. What is missing then comes in sections: three of 16M.
wait 2s
resize web 300M policy=balloon+add
expect op.last.state == done
expect web.memory.target == 300M
expect web.memory.online == 304M
expect web.section[18].state == online
expect web.section[19].state == absent
wait 3s
say Three sections are 48M, and 44M were asked for. The balloon took the 4M that were too much: web has 300M, to the page.
expect web.memory.balloon == 4M
wait 4s
say Its programs see 44M more than web booted with. To the host it is one target, as it was before.
wait 4s
ask 320M now, and the balloon has 4M left to give. How many sections must come? answer=1
say From here on it is one mechanism: 320M is 4M from the balloon, and one section more.
resize web 320M policy=balloon+add
expect web.memory.balloon == 0K
expect web.memory.online == 320M
expect web.section[19].state == online
wait 3s
say Nothing is left in the balloon now, and web has 64M that were not there when it booted.
wait 4s
say Max is the bound, as for any balloon: web was promised 384M.
fails resize web 400M policy=balloon+add
wait 3s
say And back: this kernel cannot remove sections, so what is taken away again goes into the balloon. See s6-2.
fails resize web 256M policy=unified
resize web 256M policy=balloon+add
expect web.memory.online == 320M
expect web.memory.balloon == 64M
wait 3s
say The little new code is in the balloon driver alone, as the paper promised. The host still sets one target.
