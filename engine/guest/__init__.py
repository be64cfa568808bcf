"""Inside a guest: balloon, hotplug, migration, reclaim and workloads, as processes in virtual time."""
