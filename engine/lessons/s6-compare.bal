ballonet 1 seed=1
# lesson: Every policy at once
# shows: one guest to be halved: who gets there, and what is left of its memory
# paper: 6
# Paper 6: "if they are used together in proper balance the end result can be better than either alone"
# One guest that has aged has to give half of its memory. Every policy tries it on a copy of the same guest: look at who
# gets there, at what is left of its free blocks, and at the holes in the machine's memory.
guest add web memory=512M min=128M max=768M platform=ppc64 kernel=2.6.16+remove
workload web age 60%
say web has 512M and is as a guest is after days of use: what is free lies in pieces, and kernel pages lie all over.
wait 4s
say It has to give half of its memory. Which way is best? Each is tried on a copy of web, and web itself stays as it is.
wait 5s
say Balloon, hotplug, and both together: the same 256M, from the same instant. F5 hides them and shows them again.
ask Which of them will not get to 256M: balloon, hotplug or unified? answer=hotplug
compare web 256M balloon,hotplug,balloon+remove,unified
wait 5s

say The balloon alone gets there, to the page. It leaves every section where it was, and thousands of holes.
expect compare.balloon.reached == true
expect compare.balloon.pages_migrated == 0
expect compare.balloon.sections_emptied == 0
expect compare.balloon.mem_map_saved == 0K
expect compare.balloon.host_holes > 1000
wait 5s

say Hotplug alone gives whole sections, with their mem_map. One page that cannot move, and it stops short.
expect compare.hotplug.reached == false
expect compare.hotplug.stuck > 0
expect compare.hotplug.sections_emptied >= 8
expect compare.hotplug.mem_map_saved > 0K
expect compare.hotplug.host_holes < 20
wait 5s
say What hotplug gives, it gives whole: the machine has it back in a few large pieces. But it has not given enough.
wait 5s

say Sections first and the balloon for the rest (6.2) gets there, with fewer holes than the balloon alone.
expect compare.balloon+remove.reached == true
expect compare.balloon+remove.sections_emptied == compare.hotplug.sections_emptied
expect compare.balloon+remove.host_holes < compare.balloon.host_holes
wait 5s
say The balloon is there wherever a section cannot leave, so the size that was asked for is always reached.
wait 5s

say With balloon pages that can leave a section (6.3) its free blocks are as large as the balloon's, or larger.
expect compare.unified.reached == true
expect compare.unified.largest_free_block >= compare.balloon.largest_free_block
expect compare.unified.unusable <= compare.balloon.unusable
expect compare.unified.largest_free_block >= compare.hotplug.largest_free_block
expect compare.unified.unusable <= compare.hotplug.unusable
expect compare.unified.mem_map_saved > compare.balloon.mem_map_saved
wait 5s
say And sections are gone as well, with the mem_map that described them: the best of both, as the paper says.
wait 5s

say Without any of it the guest is rebooted, or the host pages behind its back.
compare web 256M none,reboot
expect compare.reboot.downtime > 10s
expect compare.reboot.cache_lost > 80M
expect compare.none.host_swapped == 256M
expect compare.none.host_holes > 20000
expect compare.none.mem_map_saved == 0K
expect web.memory.online == 512M
wait 5s
say A reboot gives everything back whole. It costs the time that it takes, and all that was in the file cache.
wait 5s
say Nothing happened to web itself: all of this was tried on copies.
