ballonet 1 seed=7
# lesson: Why one page can hold 128M
# shows: sections that come and go, pages that move out of their way, and the few that cannot
# course: from buddy allocator to unified resizing, 2
# try: why today section=2
# try: hotplug remove today section=32
# try: lsmem today
# The paper's sections 3 and 4 for somebody who has seen the first lesson. Look at the marks behind the cells: they
# say what keeps a section.

guest add web memory=128M max=192M min=32M platform=ppc64 driver=virtio kernel=2.6.16+remove cost_scale=800

chapter Sections
say This is web: 128M in eight sections of 16M, s0 to s7. A section is the piece in which memory comes and goes.
wait 8s
say The bar on top is the host: the machine that web runs on. Its dots are memory that no guest has.
wait 7s
say Memory that comes while Linux runs is called hotplug. Behind s7 you see dashes: absent. There it can come.
wait 8s
ask web asks for 40M more. Will it get them? answer=no
fails hotplug add web 40M
expect web.memory.online == 128M
say No. 40M would be two sections and a half, and a section comes whole or not at all. The paper has this very number.
wait 9s
say So 32M: s8 and s9. First they are present, but offline (□): Linux knows them, and does not use them yet.
hotplug add web 32M online=no
expect web.section[8].state == offline
expect web.memory.present == 160M
expect web.memory.online == 128M
wait 9s
say Now they go online (▴). Block after block is put on the free lists, and from then on programs can have them.
section online web 8-9
expect web.section[8].state == online
expect web.memory.online == 160M
wait 9s
say Linux keeps a few bytes about each page, in a table: the mem_map (M). For new memory it takes some of the old.
expect web.memory.mem_map == 2560K
wait 8s

chapter Moving out
say Programs come and take 60M (▒). This kernel is of 2006, and uses its newest memory first: s8 and s9 are full.
workload web fill 60M kind=anon
expect web.section[8].pages.anon == 4096p
expect web.section[9].pages.anon == 4096p
wait 8s
say And now, of all things, the host wants just these two back. Must the programs end?
wait 7s
say No. Linux can copy a page to another place, and let the program's address lead there. That is migration.
wait 8s
ask s8 and s9 have 8,192 pages, all of them in use. How many have to move before both can leave? answer=8192|all
say All. First nobody may take anything there any more (▾). Then page after page is copied away: + is where it lands.
wait 5s
hotplug remove web section=8-9
expect op.last.state == done
expect op.last.pages_migrated == 8192p
expect web.section[8].state == absent
expect web.section[9].state == absent
expect web.memory.swap_used == 0K
say They found room in s2, s3 and s4. Nothing was lost, and nothing went to a disk. The host has 32M more.
wait 8s
say The mem_map of the two is free again as well: nothing is left that would need describing.
expect web.memory.mem_map == 2M
wait 7s
say The programs did not notice. They use the same addresses as before, and find what they left there.
wait 7s
hold

chapter The page that stays
say But not every page can move. The kernel finds its own pages by where they lie, so there they have to stay.
wait 8s
say It needs such pages all the time: for tables, for buffers, for notes. Now it takes one, a single one.
workload web fill 64p kind=anon
workload web fill 1p kind=kernel
expect web.section[4].pages.kernel == 1p
wait 6s
ask Which section could leave a moment ago, and cannot now? Click its cell, or type its name. answer=web:s4
expect web.section[4].removable == false
expect web.section[3].removable == true
expect web.section[5].removable == true
say s4: behind its cells stands the mark K. A mark says what keeps a section, and K never lets go.
wait 8s
say 1,600 pages of s4 belong to programs, and those could move. Let us see what Linux does when we insist.
wait 7s
ask s4 shall leave. Will Linux move those 1,600 pages before it gives up? answer=no
fails hotplug remove web section=4
expect op.last.pages_migrated == 0p
expect web.section[4].state == online
expect web.section[4].pages.anon == 1600p
say No. It looks first. One page that cannot move is enough, and nothing else is touched (×).
wait 8s
say F4 asks why, and leads down to the very page. Try it now, or later.
wait 6s

chapter 128M
say web is a guest of IBM's ppc64, and has sections of 16M. On a PC they are eight times as large. Here comes one.
guest remove web
guest add pc memory=512M max=1G min=128M
expect pc.section_size == 128M
workload pc fill 100M kind=anon
expect pc.section[1].removable == true
wait 8s
say pc has 512M, and that is four sections. s0 has the kernel in it. s1, s2 and s3 could leave.
wait 7s
say A page is 4K here: s1 has 32,768 of them. The kernel takes one.
workload pc fill 1p kind=kernel
expect pc.section[1].pages.kernel == 1p
expect pc.section[1].removable == false
wait 7s
ask One page of 4K cannot move. How much memory can pc not give back because of it? answer=128M
fails hotplug remove pc section=1
expect pc.section[1].state == online
expect pc.memory.online == 512M
say 128M: the whole of s1. One page in thirty thousand holds it, as a nail holds a carpet.
wait 8s
say So everything depends on where such pages lie. If each section has one, none can leave.
wait 7s

chapter Birds of a feather
say Two more guests, alike but for one thing: grouped keeps a free list for each kind of page, plain does not.
guest remove pc
guest add plain memory=128M max=128M min=32M platform=ppc64 driver=virtio kernel=2.6.16+remove cost_scale=50
guest add grouped memory=128M max=128M min=32M platform=ppc64 driver=virtio kernel=2.6.16+antifrag-list cost_scale=50
expect plain.memory.online == 128M
wait 8s
say Both do the same: programs take 50M, and in between the kernel takes 8M for itself: slab (S).
workload plain fill 50M kind=anon rate=10M/s &
workload plain fill 8M kind=slab rate=1600K/s &
workload grouped fill 50M kind=anon rate=10M/s &
expect grouped.memory.online == 128M
workload grouped fill 8M kind=slab rate=1600K/s &
wait
expect plain.section[4].pages.slab > 100p
expect grouped.section[0].pages.slab == 0p
wait 3s
say Look at the marks. In plain the kernel's pages lie wherever they came by. In grouped they sit together, in s1.
expect grouped.section[1].pages.slab > 1000p
wait 8s
say Nobody moved them there. When the kernel asks, it is given pages from blocks that are its own already.
wait 8s
ask Each shall give up six of its eight sections. Which one can: plain or grouped? answer=grouped
try hotplug remove plain 96M &
try hotplug remove grouped 96M &
wait
expect plain.memory.online == 80M
expect grouped.memory.online == 32M
expect plain.section[4].state == online
expect grouped.section[2].state == absent
say grouped: all six. In plain three could go, and s0 to s4 are held, by a few hundred pages each.
wait 8s
say The paper calls it fragmentation avoidance. In 2006 it was a patch. Every Linux of today does it.
wait 8s

chapter A zone of their own
say It is no promise, though: where memory gets scarce, the kernel takes a block from the others after all.
wait 8s
say Linux of today has a promise, too: a zone, called Movable, into which nothing may go that cannot move.
guest remove plain
guest remove grouped
guest add today memory=512M max=768M min=128M cost_scale=30
expect today.memory.online == 512M
wait 8s
say today gets 256M in that zone: s32 and s33, far up, for that is where a PC has room for new memory.
hotplug add today 256M online=movable
expect today.section[32].zones[0] == Movable
expect today.section[33].state == online
wait 8s
say Programs take 500M, also up there. Then the kernel wants 20M for itself.
workload today fill 500M kind=anon
expect today.section[33].pages.anon > 1000p
workload today free 150M kind=anon
workload today fill 20M kind=slab
expect today.section[2].pages.slab == 5120p
expect today.section[33].pages.slab == 0p
wait 8s
ask Can s33 still leave: yes or no? answer=yes
hotplug remove today section=33
expect op.last.state == done
expect op.last.pages_migrated > 5000p
expect today.section[33].state == absent
say Yes. The kernel took its 20M below, as it had to, and all that was in s33 could move.
wait 8s
say So memory that shall leave again is best put there when it comes. What was there at boot has no such luck.
wait 8s
say Still: sections are large, and one page is enough. Is there a way to give memory back that needs no section?
wait 8s
say There is, and it is a balloon. The next lesson puts both together.
wait 5s
