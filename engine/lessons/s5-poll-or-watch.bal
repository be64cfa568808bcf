ballonet 1 seed=7
# lesson: How a driver learns its target
# shows: one driver polls once a second, the other is woken by a watch
# paper: 5.1
# Paper 5.1: "in VMware the balloon driver polls the server once per second for changes in the balloon size, while Xen
# uses a mechanism relying on the XenStore/XenBus functionality." "When the value of the key changes the driver
# immediately responds". "Neither one of those mechanisms has a significant impact in terms of performance to the VM."
# Look at balloon.wakeups, balloon.cpu_share and balloon.reaction of the two guests.

host memory 4G
guest add esx memory=512M min=128M hypervisor=esx
guest add xen memory=512M min=128M hypervisor=xen
expect host.free == 3G
say Two guests alike, but for what is below them: VMware ESX, whose driver polls, and Xen, whose driver watches a key.
wait 4s
say The key is in XenStore, which every domain can read: xen is domain 2 there.
xenstore ls /local/domain/2
xenstore watch /local/domain/2/memory
expect xen.memory.target == 512M
wait 4s

chapter Nobody asks for anything
say Nobody asks for anything now. Every second the driver of esx wakes and asks; the one of xen sleeps.
ask About how many times will the driver of esx wake up in half a minute? answer=28..32
speed 8
wait 22s
speed 1
expect esx.balloon.wakeups == 30
expect xen.balloon.wakeups == 0
say 30 wake-ups for nothing in esx, none in xen. What do they cost? A few microseconds each.
expect esx.balloon.cpu_share > 0
expect esx.balloon.cpu_share < 0.001
wait 4s
say That is far below 0.1 % of a CPU: polling hardly costs the guest anything.
wait 4300ms

chapter A new target
say Both shall have 384M, from the same instant on. See who begins first.
ask Whose driver will begin first: that of esx or that of xen? answer=xen
balloon set esx 384M &
balloon set xen 384M &
wait
expect esx.memory.balloon == 128M
expect xen.memory.balloon == 128M
expect xen.balloon.reaction < 1ms
expect esx.balloon.reaction > 600ms
expect esx.balloon.reaction <= 1001ms
expect xen.balloon.wakeups == 1
wait 3s
say The watch woke the driver of xen at once. esx saw its target at its next poll, most of a second later.
wait 4s

chapter The key by hand
say No tool is needed: whoever writes the key moves the balloon. 262144 KiB are 256M.
xenstore write /local/domain/2/memory/target 262144
expect xen.memory.target == 256M
expect xen.memory.balloon == 256M
expect xen.balloon.reaction < 1ms
expect xen.balloon.wakeups == 2
xenstore read /local/domain/2/memory/target
wait 4s
say What is no number, the driver leaves alone. It was woken for it, and looked.
xenstore write /local/domain/2/memory/target plenty
expect xen.memory.target == 256M
expect xen.memory.balloon == 256M
expect xen.balloon.wakeups == 3
wait 4s
say 3 wake-ups in xen, one for each time that the key changed; more than 50 in esx, whatever happened.
expect esx.balloon.wakeups > 50
expect xen.balloon.wakeups == 3
expect xen.balloon.cpu_share < 0.001
expect esx.balloon.cpu_share < 0.001
wait 3s
say Either way the guest spends next to nothing on it. What differs is how soon it reacts.
