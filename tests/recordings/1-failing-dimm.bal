ballonet 1 seed=7
@0s guest add plain memory=256M max=512M min=64M platform=ppc64 kernel=2.6.16+remove driver=virtio cost_scale=200
@0s guest add grouped memory=256M max=512M min=64M platform=ppc64 kernel=2.6.16+antifrag-list driver=virtio cost_scale=200
@0s guest add movable memory=256M max=512M min=64M platform=ppc64 driver=virtio online=movable cost_scale=200
@0s workload plain fill 20M kind=kernel
@0.1024s workload grouped fill 20M kind=kernel
@0.2048s workload movable fill 20M kind=kernel
@4.3072s hotplug add plain 128M device=dimm1:mem0
@4.587196016s hotplug add grouped 128M device=dimm1:mem0
@4.867192032s hotplug add movable 128M device=dimm1:mem0
@9.147188048s workload plain fill 60M kind=anon
@9.147188048s workload grouped fill 60M kind=anon
@9.147188048s workload movable fill 60M kind=anon
@9.454388048s workload plain fill 1p kind=kernel
@9.454408048s workload grouped fill 1p kind=kernel
@9.454428048s workload movable fill 1p kind=kernel
@12.454448048s workload plain fill 30M kind=anon
@12.608048048s workload grouped fill 30M kind=anon
@12.761648048s workload movable fill 30M kind=anon
@21.915248048s try hotplug remove plain device=dimm1
@40.588041069s hotplug remove grouped device=dimm1
@57.852835085s hotplug remove movable device=dimm1
@75.399229101s digest sha256:d9390f9c94401107eef22e9bfe81302a4717f14fc3bb7bfcc97225d72a06ae17
