ballonet 1 seed=7
# lesson: Remove moves pages away
# shows: pages move out of the way, and whole contiguous sections leave
# paper: figure 1
# Paper, figure 1: "Memory remove uses migration to remove contiguous sections". Paper 4.1: "It is thus necessary to move
# the memory in the targeted section to a new location safely and quickly. This is known as memory migration." Paper 4.3:
# "the sections being removed are large and contiguous so they don't cause any external fragmentation"
# Look at s4 and s5: their pages (▒) leave, arrive in the holes of other sections (+), and the sections are gone.

guest add web memory=128M max=160M min=32M platform=ppc64 driver=xen kernel=2.6.16+remove cost_scale=300
say web has 128M, eight sections of 16M, and a kernel with the patches of 2006 that remove memory.
wait 4s
workload web fill 90M kind=anon
workload web free 45M kind=anon
expect web.section[4].pages.anon > 2000p
expect web.section[5].pages.anon > 2000p
expect web.fragmentation.largest_free_block == 16M
say web's programs took 90M, and gave half of it back in small pieces: ▒ and · are mixed in s0 to s5.
wait 5s
say A section is removed when nothing is left in it. So what is in use has to move, and it is in use while it moves.
wait 5s
say s4 and s5 are targeted: 32M in a row. First their free pages leave the allocator (▾). Then what is in use moves.
wait 4s
ask s7 is free. Where will the pages of s4 and s5 go: to s7, or into holes of the others? answer=holes
hotplug remove web section=4-5
expect op.last.state == done
expect op.last.pages_migrated > 4000p
expect web.section[4].state == absent
expect web.section[5].state == absent
expect web.section[7].pages.free == 4096p
expect web.memory.online == 96M
say All their pages found a hole elsewhere: the free holes of s0 to s3 and s6 took them in. Nothing was lost.
wait 5s
say The programs keep their addresses: only what lies behind them has changed. They noticed nothing.
wait 5s
say What left is whole: two sections, one contiguous piece of the machine, and 512K of mem_map with them.
expect web.memory.mem_map == 1.5M
expect web.memory.present == 96M
wait 5s
say And what stays is as whole as before: s7 is free from end to end, in one block. Removal fragments nothing.
expect web.section[7].pages.free == 4096p
expect web.fragmentation.largest_free_block == 16M
wait 5s
say s6 is next. It is half empty by now, and what it holds moves as well.
wait 4s
ask s7 is one free block of 16M. Will it be one block still when s6 has moved out? answer=yes
hotplug remove web section=6
expect op.last.state == done
expect op.last.pages_migrated > 500p
expect web.section[6].state == absent
wait 3s
say Its last pages found room in s0 to s3. s7 is still whole: pages go where the smallest hole is.
wait 5s
expect web.fragmentation.largest_free_block == 16M
say Three of eight sections are gone, and the host has 48M back, in one piece, for they lay side by side.
wait 4s
say What a balloon does instead: see fig2-balloon-fragments.
