ballonet 1 seed=7
# lesson: Blocks that halve and meet again
# shows: how Linux hands out memory: pages, blocks, free lists, and how what is free falls to pieces
# course: from buddy allocator to unified resizing, 1
# try: workload tiny fill 200p
# try: buddyinfo tiny
# try: workload tiny fragment 30M pattern=random
# For somebody who has never heard of any of it. One guest that is so small that single pages can be seen, with a kernel
# of 2006, which has one free list for each size. Look at the free lists on the right, and at s1 page by page.

guest add tiny memory=64M max=96M min=32M platform=ppc64 page=64K kernel=2.6.16

chapter Pages
say Welcome. This is tiny, a computer inside a computer: a guest. It has 64M of memory, and you see all of it.
wait 8s
say Linux cuts memory into equal pieces, called pages. Here a page is 64K, so tiny has 1,024 of them.
wait 8s
say On your own computer a page is likely 4K. Large ones suit us: we want to see single ones.
wait 7s
say Look at the map. A dot is free memory: nobody uses it. The more ink a cell has, the harder it is to take back.
wait 8s
say K, where s0 begins, is the kernel: Linux itself. It was there first, and it never moves.
expect tiny.section[0].pages.reserved == 128p
wait 7s
say s0, s1, s2 and s3 are sections of 16M. The number on the left is the first one of its row: count on from there.
wait 9s
say Behind a section may stand a mark. K behind s0 is one: something of the kernel's keeps that section here.
wait 8s

chapter A block is halved
say Programs come and take what is left of s0 (▒). They will not be in our way.
workload tiny fill 127p kind=anon
expect tiny.section[0].pages.free == 0p
expect tiny.zone.Normal.free_area.any[8] == 3
wait 7s
say Three sections are free from end to end. Linux has each as one block: a block is a row of pages.
wait 8s
say What is free stands in lists, one a size of block: the bars on the right, from single pages (0) to 16M (8).
wait 9s
say Sizes double: 1 page, 2, 4, 8, up to 256. A size is called by how often it was doubled: that is its order.
wait 9s
say Order 0 is a single page. Order 8 is 256 pages: 16M. There are three blocks of order 8, and no others.
wait 8s
say Now a program reads a small file. Linux needs one page for it.
wait 6s
ask Linux needs 1 page, and has blocks of 256. How many of the free lists will have a block more than before? answer=8
workload tiny fill 1p kind=file
expect tiny.zone.Normal.free_area.any[0] == 1
expect tiny.zone.Normal.free_area.any[4] == 1
expect tiny.zone.Normal.free_area.any[7] == 1
expect tiny.zone.Normal.free_area.any[8] == 2
say Eight. A block of 256 was halved, one half was halved again, and so on, until there was a single page.
wait 9s
say Each time the other half went to its list: 8M, 4M, 2M, down to 64K. See the bars: each list has one block now.
wait 9s
prompt Type /s1 and Enter, then press Enter twice: these are single pages of s1.
say f is the file's page. Behind it 0, then 1 and a dot, then 2 and three dots: a digit begins a free block.
wait 9s
say The digit is the block's order, the dots are the rest of it. So you see each half that was left over.
wait 8s
say Two halves of one block are buddies. That is why all this is called the buddy allocator.
wait 7s
prompt Press Esc until the cursor is in the line below again. You can look so closely whenever you like.

chapter Buddies meet again
say The program closes its file, and the page is free again. It could just go onto the list of order 0.
wait 7s
ask The page is given back. How many blocks of 16M will there be? answer=3
workload tiny free kind=file
expect tiny.zone.Normal.free_area.any[8] == 3
expect tiny.zone.Normal.free_area.any[0] == 0
say Three. The page found its buddy free, and they became a block of 2. That one's buddy was free, too: a block of 4.
wait 9s
say Eight times in a row, up to 256. Of all the halving nothing is left. That is the beauty of it.
wait 8s
say But only buddies merge. Pages 5 and 6 are neighbours, and no buddies: 5 belongs to 4, and 6 to 7.
wait 9s

chapter One that stays
say Once more a page for a file. And then one for the kernel, for notes of its own: that is called slab (S).
workload tiny fill 1p kind=file
wait 4s
workload tiny fill 1p kind=slab
expect tiny.zone.Normal.free_area.any[0] == 0
expect tiny.zone.Normal.free_area.any[8] == 2
wait 5s
say The second page was there already, on the list of order 0. Linux takes the smallest block that will do.
wait 8s
say So these two are buddies, and both are in use. Now the file is closed again, and only the kernel's page stays.
wait 7s
ask The file's page is given back. Will it merge with anything? answer=no
workload tiny free kind=file
expect tiny.zone.Normal.free_area.any[0] == 1
expect tiny.zone.Normal.free_area.any[8] == 2
say No. Its buddy is in use, so it waits alone. And every block above it waits, too: 2, 4, 8 and all the others.
wait 9s
say One page of 64K keeps 16M from being whole. It is called fragmentation. Everything that follows is about it.
wait 8s
hold
workload tiny free kind=slab
expect tiny.zone.Normal.free_area.any[8] == 3
say The kernel lets go of its page, and all falls into place: three blocks of 16M.
wait 7s

chapter In pieces
say Now a whole day, in an instant. Programs take nearly everything, and then end, in no order at all.
wait 7s
workload tiny fragment 48M pattern=checkerboard
expect tiny.memory.free > 24M
expect tiny.zone.Normal.free_area.any[0] > 300
say Every second page is free again: 24.6M, more than a third of all that tiny has.
wait 8s
ask 24M are free. Can Linux give anyone 2M in one piece? answer=no
expect tiny.fragmentation.largest_free_block < 2M
say No. Look at the bars: nearly all is of order 0. Each of those pages has a buddy that is in use.
wait 9s
say The map shows what a cell has in use (▒), and looks full. From close by (/s1) it is a, 0, a, 0: used, free.
wait 9s
say The memory is there, but it is worth less: good for single pages, and useless for who needs many in a row.
wait 8s
say Meanwhile the kernel takes one page. It gets one of the holes: the first on its list. Nobody chose where it lies.
workload tiny fill 1p kind=slab
expect tiny.section[3].pages.slab == 1p
wait 8s
say Evening. All the programs end and give back what they have. The kernel keeps its page.
wait 6s
ask In the morning three blocks of 16M were free. How many will there be tonight? answer=2
workload tiny free kind=anon
expect tiny.zone.Normal.free_area.any[8] == 2
say Two. Hundreds of pages found their buddies. One did not come back, and the block that it came from stays in pieces.
wait 9s
say A section with such a page cannot be given away. Its mark, the letter behind its last cell, is S: slab.
wait 6s
ask s0 has the mark K. Which other section has a mark? Type its name, as s1, or click it. answer=tiny:s3
expect tiny.section[3].removable == false
expect tiny.section[1].removable == true
expect tiny.section[2].removable == true
say s3. What sections are for, and how pages get out of them, is the next lesson.
wait 6s
say That is the buddy allocator. It halves, it merges, and a single page can be in its way.
wait 4s
