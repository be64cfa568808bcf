ballonet 1 seed=7
# lesson: The same on a virtio-mem device
# shows: all but 1G is memory of its device: `ballonet compare aged-device db 2G`
# group: to play with
host memory 8G
guest add db memory=1G min=1G virtio_mem=3G online=movable cost_scale=10
hotplug set db 3G
workload db age
