ballonet 2 seed=7 platform=1 start=2026-11-26T23:10:00Z
@0s host memory 8G
@0s guest add web memory=1G max=1536M min=256M platform=ppc64 kernel=2.6.16+remove driver=xen cost_scale=12
@0s guest add db memory=4G max=6G min=1G cost_scale=10
@0s guest add app memory=3G max=4G min=512M driver=vmware cost_scale=8
@0s workload web age 65%
@0s workload db age
@0s workload app age 65%
@0s balloon set web 768M
@0s balloon set db 3584M
@0s balloon set app 2560M
@0s workload web churn 4% rate=4M/s
@0s workload db churn 2% rate=4M/s
@0s workload app churn 3% rate=4M/s
@0.4s balloon set web 768M
@0.9s try hotplug remove app section=23
@1.3s resize db 3G
@2s workload web free 32M
@2.1s cancel all
@2.6s digest sha256:1034bd994c684f426ef30abbd805d39fe0e02aef2860dc1b169ed5a75f87652f
