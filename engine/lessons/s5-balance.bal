ballonet 1 seed=7
# lesson: The host shares memory out
# shows: the host moves memory to the guest that needs it, and has promised more than it has
# paper: 5.1
# Paper 5.1: the balloon "provides a solution for load-balancing and also addresses the issue of memory
# over-subscription."
# Look at the host's memory and at the targets that move: nobody but the host sets them.

# Over-subscription: three guests that may have 512M, on a machine of 384M
host memory 384M
guest add web memory=192M min=32M platform=ppc64 driver=virtio
guest add db memory=160M min=32M platform=ppc64 driver=virtio
expect host.free == 32M
fails guest add app memory=160M min=32M platform=ppc64 driver=virtio
say web and db have 352M of the machine's 384M. app wants 160M: there is no room for it.
wait 3s
host balance on policy=esx
expect host.balance.policy == esx
say Now the host shares memory out: balloons in web and db make room, and app waits in line for that.
guest add app memory=160M min=32M platform=ppc64 driver=virtio
expect app.memory.online == 160M
wait 4s
expect web.memory.balloon > 40M
expect db.memory.balloon > 30M
expect app.memory.balloon > 30M
expect host.free > 20M
say Three guests that were promised 512M live on 384M. Nobody knows yet what they use: shares alone count.
wait 3s
say A machine can promise more than it has, but all mins must fit. A fourth guest with a min of 288M is refused.
fails guest add log memory=288M min=288M platform=ppc64 driver=virtio
expect host.balance.state == high
wait 3s

chapter Who works gets memory
say web works hard from now on, db and app sleep. The host sees that too: it looks at 100 random pages in 30 s.
ask web works, db and app sleep. Whose balloon will shrink? answer=web
workload web churn 100M rate=4M/s
expect web.memory.balloon > 40M
wait 3s
say Idle memory is taxed at 75 %: for whoever does not use it, a page costs four times as many shares.
wait 17s
expect host.balance.guests.web.active > 250
expect host.balance.guests.db.active < 300
expect web.memory.balloon < 45M
expect db.memory.balloon > 45M
expect app.memory.balloon > 45M
say Balloons moved memory to where it is used: web has grown, db and app have shrunk, and nobody was restarted.
expect host.balance.state != low
wait 3s

chapter The load moves, and memory after it
say web stops, and db begins to work. The host learns fast and forgets slowly, so that memory does not swing.
ask Now db works in place of web. Will web have to give memory back? answer=yes
workload web stop
workload db churn 90M rate=4M/s
wait 4s
say What db is owed it gets as far as memory is free; then the state is soft, and balloons take from the others.
wait 24s
expect db.memory.balloon < 50M
expect web.memory.balloon > 20M
expect app.memory.balloon > 40M
say db has its memory back. Nothing of this works without the guests: else the host can only page (host limit).
host balance off
expect host.balance.policy == none
wait 2s
say Without the host's hand the targets stay as they are.
wait 2s
