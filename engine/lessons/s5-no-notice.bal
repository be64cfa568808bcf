ballonet 1 seed=7
# lesson: Who is told, and who is not
# shows: programs hear of hotplug from udev, and of a balloon nothing
# paper: 5.2
# Paper 5.2: "there is currently no notification to the applications that the balloon driver is squeezing memory"
# Look at: the udev events, what the two databases hold, how much comes from swap, and how fast they work.

guest add hot memory=256M max=256M min=64M platform=ppc64 driver=virtio cost_scale=12
guest add bal memory=256M max=256M min=64M platform=ppc64 driver=virtio cost_scale=12
workload hot churn 90% rate=32M/s adapts=hotplug
wait 3s
expect hot.work.percent >= 95
say A database in hot keeps 90% of MemTotal in a pool. It looks at MemTotal again when udev tells it to.
wait 3s
say Both guests shall have 112M from now on. hot gives back nine sections, bal will get a balloon of as much.
expect hot.programs[0].holds.anon > 200M
wait 3s

chapter Hotplug
say hot first. Its database is larger than what will be left, so its kernel has to swap at first.
ask Sections leave hot. Will its database learn of it? answer=yes
hotplug remove hot 144M
expect hot.memory.online == 112M
wait 2s
say udev was told of every memory block that went. The database heard it, looked at MemTotal, and made its pool smaller.
expect hot.udev.offline == 9
expect hot.udev.remove == 9
wait 4s
expect hot.programs[0].holds.anon < 110M
say It holds less than 110M now, and has all that it uses in memory: next to nothing is left on swap.
expect hot.memory.swap_used < 4M
wait 3s
say And it works as fast as before, with less than half the memory.
expect hot.work.percent >= 95
workload hot stop
wait 2s

chapter Balloon
say Now bal, with the same database. Before anything happens it works at full pace.
workload bal churn 90% rate=32M/s adapts=hotplug
wait 3s
expect bal.work.percent >= 95
say The balloon takes 144M, and the kernel swaps what it must, just as in hot.
ask A balloon takes as much of bal. Will its database learn of that? answer=no
balloon set bal 112M
expect bal.memory.balloon == 144M
wait 2s
say No event came. The database has no reason to look, and goes on with a pool that the guest has no memory for.
expect bal.udev.offline == 0
expect bal.udev.remove == 0
expect bal.memory.swap_used > 30M
wait 4s
say So it swaps, and will for as long as the balloon stays. See how little it gets done.
guest show bal
expect bal.work.percent < 75
wait 4s
say MemTotal did shrink by the balloon, as with virtio it does. But who looks at it without a reason?
expect bal.memory.managed < 112M
wait 3s

chapter A reason
say Give it one: a section goes offline in bal. Now the database hears of something, and looks.
balloon set bal 128M
hotplug remove bal 16M
expect bal.udev.offline == 1
wait 5s
expect bal.programs[0].holds.anon < 110M
expect bal.memory.swap_used < 4M
say It found the balloon's loss along with the section's, and fits again. A notification is all that was missing.
wait 2s
expect bal.work.percent >= 95
workload bal stop
wait 2s
