# Three guests that share 6G of memory: an old one on ppc64, and two of today
host memory 6G
guest add web memory=1G min=256M max=1536M platform=ppc64 driver=xen kernel=2.6.16+remove
guest add db memory=2G min=512M max=4G
guest add app memory=1536M min=512M max=3G
workload web age
workload db age
workload app age
balloon set web 768M &
balloon set db 1792M &
balloon set app 1280M &
workload web churn 4% rate=4M/s &
workload db churn 2% rate=4M/s &
workload app churn 3% rate=4M/s &
