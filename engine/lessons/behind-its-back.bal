ballonet 1 seed=7
# lesson: Behind its back
# shows: why a balloon asks the guest: the same memory taken by a balloon, and by a host that pages
# group: Linux today
# try: compare bal 112M balloon,none
# try: host limit bal 96M
# try: balloon set paged 144M
# A host that needs memory can take it without asking: it writes pages of a guest to its own swap. Only the guest knows
# which pages it could do without. Look at the work that is done in each guest, in percent of what is wanted.

host memory 1G
guest add bal memory=256M min=64M platform=ppc64 driver=virtio cost_scale=4
guest add paged memory=256M min=64M platform=ppc64 driver=virtio cost_scale=4
expect host.free == 512M
workload bal fill 80M kind=file
workload paged fill 80M kind=file
expect paged.memory.free > 140M
say bal and paged are alike. Each has 256M, read files of 80M (░) a while ago, and has half of the rest free.
wait 6s
workload bal churn 90M rate=16M/s &
workload paged churn 90M rate=16M/s &
say In each a program works on 90M (▒), and uses 16M of it every second.
wait 6s
expect bal.work.percent >= 99
expect paged.work.percent >= 99

chapter Asked
say The host needs 112M of each. bal has a balloon driver, so the guest is asked.
wait 4s
ask Free pages, old files, memory of the program: which goes last from bal, files or program? answer=program
balloon set bal 144M
expect bal.memory.balloon == 112M
expect bal.memory.swap_used == 0K
wait 5s
expect bal.work.percent >= 99
say The program gave nothing: free pages went, then files, which can be read again. Its work goes on at 100 %.
wait 6s

chapter Not asked
say paged has no say. Its host takes 112M of its pages, whichever they are, and writes them to a disk of its own.
wait 5s
ask bal went on at full pace. Will paged? answer=no
host limit paged 144M
expect host.guests.paged.held == 144M
wait 6s
expect paged.work.percent < 80
say No. The host cannot tell free from used, or old from new: it took the program's pages along with the others.
guest show paged
wait 6s
ask Does paged's own kernel see that 112M are gone: yes or no? answer=no
expect paged.memory.online == 256M
expect paged.memory.free > 60M
expect paged.memory.swap_used == 0K
say No. It has 256M online, and more than 60M free, so it drops nothing. It just stands still again and again.
wait 6s
say The host got as much of both. What a balloon adds is no memory, but an answer: whose page can be missed.
expect host.guests.bal.held == 144M
expect host.guests.paged.held == 144M
wait 5s
say That is why hypervisors balloon first, and page only when they must. See also s5-too-slow.
workload bal stop
workload paged stop
wait 3s
