ballonet 1 seed=7
# lesson: Sections first, else the balloon
# shows: balloon and remove: whole sections where they can leave, the balloon for the rest
# paper: 6.2
# Paper 6.2: "The balloon driver could, with a minimal amount of extra code, use hotplug remove as a primary vehicle and
# when hotplug remove is unable to free a whole section it could fall back to its normal methodology. This combination
# would improve on the fragmentation of the normal balloon allocator whenever hotplug remove was used."
# Look at which sections of db leave, at what its balloon (○) holds in the end, and at the free lists in the end.

guest add web memory=256M max=384M min=64M platform=ppc64 driver=xen kernel=2.6.16+remove cost_scale=50
guest add db memory=256M max=384M min=64M platform=ppc64 driver=xen kernel=2.6.16+remove cost_scale=50
workload web age 55%
expect web.memory.free > 90M
workload db age 55%
workload db fill 8p kind=kernel
expect db.memory.free > 90M
say web and db have a past. Their kernels do not keep what can move and what cannot apart: many sections have both.
wait 5s

chapter Hotplug alone is not reliable
say db is to give 96M, six sections. By hotplug alone it cannot: most sections have a page in them that cannot move.
wait 2s
fails resize db 160M policy=hotplug
expect op.last.state == partial
expect db.memory.online < 256M
expect db.memory.online > 160M
say Some sections left, and there were no others. A host that needs the memory does not get it.
wait 5s

chapter Both together
say Now with the balloon: sections are tried again, and what they do not give, the balloon takes.
wait 2s
ask Sections first, and the balloon for what they do not give. Will db get down to 160M? answer=yes
resize db 160M policy=balloon+remove
expect op.last.state == done
expect db.memory.target == 160M
expect db.memory.balloon > 32M
say db has 160M, to the page. The target is reached, however few sections can leave.
wait 5s

chapter What is left of free memory
say web gives the same 96M by its balloon alone.
wait 3s
resize web 160M policy=balloon
expect web.memory.balloon == 96M
say Then the programs of both end, and their files are closed. What is free now?
wait 5s
ask Which of the two will have less in small pieces: web or db? answer=db
workload web free kind=anon
workload web free kind=file
expect web.memory.free > 130M
workload db free kind=anon
workload db free kind=file
wait 2s
say Of what is free in web, more than nine tenths lie in pieces of less than 128K (order 5).
expect web.fragmentation.unusable_free_index[5] > 900
expect web.fragmentation.unusable_free_index[3] > 400
wait 2s
say In db it is clearly less: two of six sections left whole, and the balloon made fewer holes.
expect db.fragmentation.unusable_free_index[5] < 900
expect db.fragmentation.unusable_free_index[3] < 400
wait 5s

chapter The way back
say db shall have all of its 256M again. It goes back the way it came: the balloon first, then the sections that left.
wait 2s
resize db 256M policy=balloon+remove
expect op.last.state == done
expect db.memory.balloon == 0K
expect db.memory.online == 256M
expect db.memory.target == 256M
say One more step, and what the balloon holds no longer keeps sections from leaving: see s6-3-migratable-balloon.
