ballonet 1 seed=7
# lesson: Peanut butter and jelly
# shows: what a balloon does to a guest's memory, what sections do better, and both of them as one
# course: from buddy allocator to unified resizing, 3
# paper: 6
# try: resize old 160M policy=unified
# try: compare app 64M
# try: resize app 128M
# The paper's sections 5 and 6 for somebody who has seen the first two lessons. "They are like peanut butter and jelly.
# Either one can be used on its own, but if they are used together in proper balance the end result can be better than
# either alone."

host memory 256M
guest add web memory=128M max=192M min=32M platform=ppc64 driver=xen kernel=2.6.16+remove cost_scale=100
guest add db memory=128M max=192M min=32M platform=ppc64 driver=xen kernel=2.6.16+remove cost_scale=100
expect db.memory.online == 128M
workload web age 50%
workload db age 50%
expect host.free == 0K

chapter The balloon
say web and db share a machine of 256M, and it has nothing left. They have worked for days: half of each is in use.
wait 8s
say Now db gets busy and needs more. Sections could leave web, as in the last lesson. Here is another way: a balloon.
wait 8s
say It is a driver inside web. It asks Linux for pages, as any program does, and gives what it gets to the host.
wait 8s
say For web those pages are in use: nobody else can have them. In truth somebody else has them, in another guest.
wait 8s
ask The balloon asks for 32M. Which pages does Linux give it: free or used? answer=free
balloon set web 96M
expect op.last.pages_migrated == 0
expect web.memory.balloon == 32M
expect web.memory.swap_used == 0K
say Free ones, as to anyone: nothing had to move. ○ above the map is the balloon. In the map it is mixed in (▞).
wait 8s
say The ▼ above the map is the target: what web is to have. The host says a number, and the balloon follows it.
expect web.memory.target == 96M
wait 8s
ask web gave 32M: as much as two sections. How many of its eight sections are gone? answer=0|none
expect web.memory.online == 128M
expect web.section[7].state == online
say None. All eight are there, each with holes (○) in it. Linux in web believes that it still has 128M.
wait 8s
say The host wipes the pages first (≈): db must not see what web wrote. Then they are db's, as two new sections.
hotplug add db 32M
expect db.memory.online == 160M
expect host.free == 0K
wait 8s
say That is a balloon: it is quick, it works on any kernel, and it gives a single page as gladly as a thousand.
wait 8s
hold

chapter What it leaves behind
say Now its price. Think of the first lesson: what becomes of free memory when a page in between stays?
wait 7s
say All programs of web end, and all files are closed. There will be more than 80M free.
wait 7s
ask A section has 16M. Will web have one block of 16M again? answer=no
workload web free kind=anon
workload web free kind=file
expect web.memory.free > 80M
expect web.fragmentation.largest_free_block < 16M
say No. Every block has balloon pages in it, and they do not go. Look at the bars: small blocks, and hardly a large one.
wait 9s
say See the marks, too: B. These balloon pages cannot be moved, so where they lie, no section can leave.
expect web.section[3].removable == false
expect web.section[7].removable == false
wait 8s
say In the paper's words: a balloon takes memory that is already free, and usually leaves it in fragments (figure 2).
wait 8s

chapter The end of the balloon
say Other bad news: db's work is done, web needs memory. web booted with 128M, and may have 192M by contract.
resize db 96M policy=balloon
expect host.free == 64M
wait 9s
ask web shall have 160M. Can its balloon do that by itself? answer=no
fails balloon set web 160M
expect web.memory.target == 96M
say No. A balloon can let go of what it took, and then it is empty. More than at boot it cannot give.
wait 8s
say Two tools, and each has a hole in it. The balloon cannot grow a guest. Sections cannot leave when a page is stuck.
wait 8s

chapter Together
say Peanut butter and jelly, says the paper: each is good, and together they are better. First, growing (6.1).
wait 8s
ask web is to have 160M. Where will it get memory from first: balloon or sections? answer=balloon
resize web 160M policy=balloon+add
expect web.memory.balloon == 0K
expect web.memory.online == 160M
expect web.section[9].state == online
say The balloon lets go of its 32M first: that costs nearly nothing. Then two sections come: s8 and s9.
wait 8s
say And look at the bars: as the balloon's pages came back, they met their buddies. web is whole again.
expect web.fragmentation.largest_free_block == 16M
wait 8s
say Now the other way (6.2). Sections first, where they can leave, for they leave no holes. The balloon does the rest.
wait 8s
workload web fill 100M kind=anon
workload web fill 1p kind=kernel
workload web free 60M kind=anon
expect web.memory.free > 60M
say Programs come and go in web, and the kernel takes a page for itself. web shall have 100M: 60M less.
wait 7s
ask 60M are three sections and 12M. How much of it will the balloon have to give? answer=12M
resize web 100M policy=balloon+remove
expect web.memory.target == 100M
expect web.memory.balloon == 12M
expect web.memory.online == 112M
say 12M: what is no whole section. Three sections left in one piece each, and web has 100M to the page.
wait 8s

chapter One thing
say One thing is left. Where the balloon has been, no section can leave any more, for its pages are stuck (B).
wait 8s
say So teach the balloon to let go (6.3): if a section shall leave, it gives its pages there up, and takes others.
wait 8s
say db leaves the stage, and app comes on: 128M as ever, half of it in use, and a balloon that was blown up to 48M.
guest remove db
wait 4s
guest add app memory=128M max=192M min=32M platform=ppc64 driver=xen kernel=2.6.16+remove cost_scale=250
expect app.memory.online == 128M
workload app age 50%
balloon set app 80M
expect app.memory.balloon == 48M
expect app.memory.online == 128M
wait 4s
say Every section of app has some of the balloon in it, like web's before. Hotplug by itself gets nowhere.
fails hotplug remove app section=7
expect app.section[7].blockers[0].kind == balloon
expect app.memory.mem_map == 2M
wait 8s
ask app keeps its 80M. Resized by both as one, will sections leave all the same? answer=yes
resize app 80M policy=unified
expect op.last.state == done
expect op.last.pages_migrated > 3000p
expect app.memory.target == 80M
expect app.memory.online == 96M
expect app.memory.balloon == 16M
expect app.memory.mem_map == 1536K
say Yes: two of them. The balloon let go of what it had there, the rest moved (▾ +), and the mem_map went along.
wait 9s
say app has 80M as before, in six sections in place of eight, and 16M of balloon in place of 48M.
wait 8s
say That is unified resizing. The host says one number. Below, it is sections where they can leave, pages where not.
wait 9s
say 80M would be five sections. Others have pages of the kernel's in them, and stay. There the balloon does the rest.
expect app.section[1].removable == false
expect app.section[2].removable == false
wait 9s
chapter Which is best
say At last, all of it at once. old has worked for weeks, and pages of its kernel lie all over. It shall give half.
guest remove web
host memory 512M
guest add old memory=256M max=256M min=32M platform=ppc64 driver=xen kernel=2.6.16+remove
expect old.memory.online == 256M
workload old age 50%
workload old fill 40p kind=kernel
expect old.memory.free > 100M
wait 8s
say Four ways are tried, each on a copy of old: balloon, hotplug, sections first and then the balloon, both as one.
wait 8s
ask Which of them will not get to half: balloon, hotplug or unified? answer=hotplug
compare old 128M balloon,hotplug,balloon+remove,unified
expect compare.balloon.reached == true
expect compare.hotplug.reached == false
expect compare.balloon+remove.reached == true
expect compare.unified.reached == true
wait 4s
say Hotplug: it stops where sections are stuck. The balloon gets there, but it leaves thousands of holes in the machine.
expect compare.balloon.host_holes > 3000
expect compare.balloon.sections_emptied == 0
wait 10s
say Together they get there as well, and four sections are gone whole, each with the mem_map that described it.
expect compare.unified.sections_emptied == 4
expect compare.unified.mem_map_saved == 1M
expect compare.balloon.mem_map_saved == 0K
expect compare.unified.host_holes < compare.balloon.host_holes
wait 9s
say Linux went this way: balloon pages can be moved since 2012, and virtio-mem does both in one device since 2020.
wait 8s
say Pages, blocks, sections, balloons: you have seen all that the paper is about. Now play.
wait 5s
