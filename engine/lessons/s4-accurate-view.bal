ballonet 1 seed=7
# lesson: What the kernel knows it has
# shows: after hotplug a kernel computes its marks anew; under a balloon it goes on as before
# paper: 4.3
# Paper 4.3: "The kernel also has an accurate view of how much memory it really has"
# Look at: watermarks and reserves, and beside them what they would be without the balloon (`guest show`).

guest add web memory=1G max=1280M min=256M platform=x86-64 driver=virtio
guest add db memory=1G max=1280M min=256M platform=x86-64 driver=virtio
expect web.zone.DMA32.min == 44340K
expect db.zone.DMA32.min == 44340K
say Two guests alike. Their kernels keep some memory free for bad times: kswapd wakes at low, programs stop at min.
guest show web
wait 4s
say These marks are computed from how much memory there is. With 1G, DMA32 keeps 43M.
expect web.zone.DMA32.recomputed.min == 44340K
wait 4s

chapter A balloon
say web shall have half as much. Its balloon takes 512M; what is left is free, as it was before.
ask A balloon takes half of web's memory. Will its kernel keep less free for bad times then? answer=no
balloon set web 512M
expect web.memory.balloon == 512M
wait 4s
say The marks are those of 1G still. A driver took some pages, and for that no kernel computes anything anew.
expect web.zone.DMA32.min == 44340K
expect web.zone.DMA32.high == 66508K
wait 4s
say guest show sets beside them what they would be for what web has without its balloon: half of it.
guest show web
expect web.zone.DMA32.recomputed.min < 24M
expect web.zone.DMA32.recomputed.high < 35M
wait 5s
say So web keeps twice as much idle as it needs to, and its kswapd begins to reclaim when twice as much is free.
wait 4s
say The lowmem reserve is wrong too: DMA keeps pages from requests for DMA32, as many as suit a DMA32 of 1G.
expect web.zone.DMA.reserve == 3872K
expect web.zone.DMA.recomputed.reserve < 2M
wait 4s

chapter Hotplug
say db shall have half as much as well, but by hotplug: four sections leave it.
ask DMA32 of db keeps 43M of 1G. About how much will it keep of half of that? answer=20M..25M
hotplug remove db 512M
expect db.memory.online == 512M
wait 3s
say Each time one went offline the kernel computed its marks anew: DMA32 keeps 23M of 512M.
expect db.zone.DMA32.min < 24M
expect db.zone.DMA32.min > 20M
expect db.zone.DMA32.high < 35M
wait 4s
say And its reserves: DMA keeps half as much. db is a guest of 512M now, and its kernel knows.
guest show db
expect db.zone.DMA.reserve < 2M
wait 5s
say The same upwards. 256M are added to db, to a zone that it did not have, and its marks come with it.
hotplug add db 256M
expect db.zone.Normal.min > 12M
expect db.zone.DMA32.reserve == 1M
wait 4s
say web has 256M back from its balloon, and its marks have not moved once.
balloon set web 768M
expect web.zone.DMA32.min == 44340K
expect web.zone.DMA.reserve == 3872K
wait 4s
say One more thing: any online or offline sets right what balloons have done to the marks. A section leaves web.
hotplug remove web 128M
expect web.zone.DMA32.min < 31M
wait 4s
say Smart instead of lucky, says the paper: the kernel can manage only the memory that it knows of.
wait 4s
