ballonet 1 seed=7
# lesson: Three guests at work
# shows: 8G shared by an old guest on ppc64 and two of today
# group: to play with
host memory 8G
guest add web memory=1G min=256M max=1536M platform=ppc64 driver=xen kernel=2.6.16+remove cost_scale=12
guest add db memory=4G min=1G max=6G cost_scale=10
guest add app memory=3G min=512M max=4G driver=vmware cost_scale=8
workload web age 65%
workload db age
workload app age 65%
balloon set web 768M &
balloon set db 3584M &
balloon set app 2560M &
workload web churn 4% rate=4M/s &
workload db churn 2% rate=4M/s &
workload app churn 3% rate=4M/s &
