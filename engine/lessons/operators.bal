ballonet 1 seed=7
# lesson: Operators' own words
# shows: chmem, drmgr and QEMU's monitor, with what each does when not all can go
# group: Linux today

guest add web memory=256M max=512M min=64M platform=ppc64 cost_scale=300
say Those who run machines have words of their own for memory. They work here too, and answer as their tools do.
wait 4s

chapter chmem: what can go goes
say chmem is of util-linux. A number counts MiB, and memory goes offline from the highest block down.
wait 3s
chmem web -d 64
expect web.section[15].state == offline
expect web.section[12].state == offline
expect web.section[11].state == online
expect web.memory.present == 256M
say s15 to s12 are offline (□). They are still there: the host does not have them back.
wait 4s
say Slab cannot move. Let it take 140M, and ask chmem for 64M more.
workload web fill 140M kind=slab
expect web.section[9].removable == false
expect web.section[10].removable == true
wait 3s
try chmem web -d 64
expect op.last.state == partial
expect web.section[11].state == offline
expect web.section[10].state == offline
expect web.section[9].state == online
say Two of four blocks could go, and chmem keeps what it got: Could only disable 32M of memory.
wait 5s
say Back online. Without a zone named, chmem puts memory into zone Movable, from where it can always leave.
wait 3s
chmem web -e 96
expect web.section[15].state == online
expect web.section[15].zones[0] == Movable
expect web.memory.online == 256M
wait 4s

chapter drmgr: all or nothing
say drmgr is Power's. It counts logical memory blocks, here a section each, and starts with the lowest.
wait 4s
say Eight are asked for, and nine sections have slab. Watch those that leave, and what becomes of them.
wait 3s
ask Only six of eight blocks can leave. How many will drmgr take? answer=0|none
fails drmgr web -c mem -r -q 8
expect op.last.state == failed
expect web.memory.online == 256M
expect web.section[15].state == online
say Only six could go. So drmgr put them back: all or nothing. They were emptied for it all the same.
wait 5s
drmgr web -c mem -r -q 6
expect op.last.state == done
expect web.memory.present == 160M
say Six are no trouble. The host has them back.
wait 4s

chapter QEMU: whole DIMMs
guest add app memory=512M max=1G min=128M online=movable cost_scale=30
expect app.memory.present == 512M
say QEMU plugs memory as DIMMs. Each is on a backend, and the guest is asked before one is unplugged.
wait 4s
object_add app memory-backend-ram,id=mem1,size=256M
device_add app pc-dimm,id=dimm1,memdev=mem1
expect app.memory.online == 768M
expect app.devices[0].id == dimm1
say dimm1 lies above 4G, as two sections of 128M. info memory-devices lists it.
info memory-devices app
wait 4s
device_del app dimm1
expect op.last.state == done
expect app.memory.present == 512M
say All of it could leave, and QEMU says DEVICE_DELETED. Of one section that stays, the whole DIMM would stay.
wait 4s
say Each word of theirs has a native one: the recording of this lesson has those.
