ballonet 1 seed=7
# The README's picture: three guests on one machine, and in each of them a change under way at 1.0025 s
host memory 8G
guest add web memory=1G min=256M max=1536M platform=ppc64
guest add db memory=4G min=1G max=6G
guest add app memory=2G min=512M max=4G driver=xen
workload web fill 45% kind=anon
workload web pin 1M
workload web fill 35% kind=file
workload db age 70%
workload app fill 40% kind=anon
workload app fill 20% kind=file
balloon set web 896M &
balloon set app 1536M &
@600ms balloon set db 3G
@980ms hotplug remove web section=40-47
@1s hotplug add app 1G online=movable
