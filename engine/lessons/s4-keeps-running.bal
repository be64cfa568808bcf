ballonet 1 seed=7
# lesson: Programs go on meanwhile
# shows: programs work on while the memory under them is moved and removed
# paper: 4.1
# Paper 4.1: "processes are running as usual, and need to continue running with good performance"
# Look at: the work done in each second before, during and after a removal (`op.last.pace`, in percent of what is wanted).

guest add web memory=256M max=320M min=64M platform=ppc64 driver=virtio
guest add slow memory=256M max=320M min=64M platform=ppc64 driver=virtio cost_scale=200
workload web churn 120M rate=32M/s
wait 6s
expect web.work.percent >= 99
say A program in web holds 120M and uses 32M of it every second. It gets all of that done.
guest show web
wait 4s

chapter A removal
say A section with its pages is to go. While a page has no place, whoever uses it has to wait.
ask A section is moved away under a program. How much of its work will it get done meanwhile, in percent? answer=95..100
hotplug remove web section=3
expect op.last.pages_migrated > 1000
wait 5s
say It took a moment. Thousands of pages were moved, and the program got done what it wanted in that very second.
expect op.last.pace.before >= 99
expect op.last.pace.during >= 95
expect op.last.pace.after >= 99
why operation=4
wait 4s
say Four more sections, one after the other. This is all of the memory that the program had in them.
hotplug remove web section=4-7
expect op.last.pages_migrated > 4000
wait 5s
expect op.last.pace.during >= 95
expect op.last.pace.after >= 99
say Still it does not slow down: a page is away for a millisecond, and the next use of it is rarely that near.
workload web stop
expect web.memory.swap_used == 0K
wait 3s

chapter Where it is seen
say To see what it costs, take a guest that is 200 times slower: there a pageblock is moved in a fifth of a second.
workload slow churn 120M rate=8M/s
wait 6s
expect slow.work.percent >= 90
say The same removal. Look at the work of each second while it goes on.
hotplug remove slow section=3
expect op.last.pages_migrated > 1000
wait 6s
say Before, during, and after: the program waited for its own pages, and was itself again at once.
expect op.last.pace.before >= 90
expect op.last.pace.during < 80
expect op.last.pace.after >= 90
guest show slow
wait 4s
workload slow stop
expect slow.work.wanted == 0K

chapter Where there is no room
say What hurts for long is not migration but want of room. tight is full: its program holds 230M of 256M.
guest add tight memory=256M max=320M min=64M platform=ppc64 driver=virtio cost_scale=12
expect tight.memory.free > 200M
workload tight churn 230M rate=48M/s
wait 6s
expect tight.work.percent >= 95
say 144M are to go, and even half of its memory has no room then. Pages that find no place push others out, to the disk.
ask How much of its work will tight's program get done after that: all of it, or less? answer=less
try hotplug remove tight 144M
expect op.last.state == done
expect tight.memory.swapped_out > 40M
expect op.last.pace.during < 90
wait 5s
say The removal is over, and the program still works at a part of its pace: it waits for pages on swap.
expect tight.work.percent < 90
expect op.last.pace.after < 90
guest show tight
wait 4s
say So a removal is no burden as such. What was removed may be missed, and this no way of removing can help.
wait 3s
