ballonet 1 seed=7
# lesson: A balloon fragments
# shows: a balloon takes what is free, wherever it lies, and memory stays cut up; sections that leave cut up nothing
# paper: figure 2
# Paper, figure 2: "Balloon Driver removes memory that is already free, usually causing fragmentation". Paper 5.2: "The
# most obvious disadvantages of ballooning is that the balloon driver fragments the pseudophysical memory map of the
# guest VM." "it is able to alloc/dealloc contiguous regions of memory. Thus it avoids fragmentation of the memory map."
# Look at where the balloon (○) comes to lie, and at the free lists after the programs have ended.

guest add web memory=256M max=384M min=64M platform=ppc64 driver=xen kernel=2.6.16+remove cost_scale=50
guest add db memory=256M max=384M min=64M platform=ppc64 driver=xen kernel=2.6.16+remove cost_scale=50
workload web age 50%
expect web.memory.free > 110M
workload db age 50%
expect db.memory.free > 110M
say web and db are alike: half of their memory is in use, and the other half is free in small holes, as after days of work.
wait 5s

chapter web: the balloon
ask web gives 64M by its balloon. How many pages will have to be moved? answer=0|none
say web gives 64M by its balloon. It asks for pages, and gets those that are free already: nothing has to move.
wait 4s
balloon set web 192M
expect op.last.pages_migrated == 0
expect web.memory.balloon == 64M
expect web.section[2].pages.balloon > 500p
expect web.section[8].pages.balloon > 500p
expect web.section[15].pages.balloon > 500p
say See where they came from: the balloon has holes in every section (○), and no section could leave any more.
expect web.section[2].removable == false
expect web.section[15].removable == false
wait 5s
say The programs of web have all that they had. Only free pages went, and no file was dropped for them.
wait 4s

chapter db: sections
ask db gives the same 64M by hotplug. Will pages have to be moved now? answer=yes
say db gives the same 64M by hotplug: four whole sections, whose pages move into the holes of the others.
wait 4s
hotplug remove db 64M
expect op.last.state == done
expect op.last.pages_migrated > 4000p
expect db.memory.online == 192M
expect db.memory.balloon == 0K
wait 3s
say Four sections are absent now, and the 12 others are as they were, only fuller.
wait 4s

chapter What it does to the map
say Both have 192M. Now all of their programs end, and their files are closed. How large are the blocks that are free?
wait 5s
ask In which of the two will what is free grow together to large blocks: web or db? answer=db
workload web free kind=anon
workload web free kind=file
expect web.memory.free > 160M
workload db free kind=anon
workload db free kind=file
wait 2s
say In web most of what is free lies in pieces of less than 64K (order 4): there is a balloon page between them.
wait 4s
expect web.fragmentation.unusable_free_index[4] > 600
expect web.fragmentation.largest_free_block < 4M
wait 3s
say In db the pieces have grown together. Next to nothing is lost to a request of 64K, and there are blocks of 8M.
wait 4s
expect db.fragmentation.unusable_free_index[4] < 100
expect db.fragmentation.largest_free_block > 4M
wait 3s
say That is figure 2: it takes what is free, from everywhere, and so what becomes free later stays in pieces.
wait 4s
say A balloon is exact and quick, but the map it leaves has holes; sections take their holes along.
