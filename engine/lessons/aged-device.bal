ballonet 1 seed=7
# The guest of `aged` once more, of which all but 1G is memory of its virtio-mem device: `ballonet compare aged-device db 2G`
host memory 8G
guest add db memory=1G min=1G virtio_mem=3G online=movable cost_scale=10
hotplug set db 3G
workload db age
