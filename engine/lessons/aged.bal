ballonet 1 seed=7
# lesson: One old guest
# shows: 4G as after days of use: what `ballonet compare aged db 2G` shrinks to half
# group: to play with
host memory 8G
guest add db memory=4G min=1G max=6G cost_scale=10
workload db age
