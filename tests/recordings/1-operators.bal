ballonet 1 seed=7
@0s guest add web memory=256M max=512M min=64M platform=ppc64 cost_scale=300
@7s section offline web size=64M
@11.343795508s workload web fill 140M kind=slab
@15.418995508s try section offline web size=64M
@23.662893262s section online web size=96M as=movable
@34.820391018s try hotplug remove web 128M order=lowest partly=undo
@41.060577086s hotplug remove web 96M order=lowest partly=undo
@45.985767642s guest add app memory=512M max=1G min=128M online=movable cost_scale=30
@49.985767642s object_add app memory-backend-ram,id=mem1,size=256M
@49.985767642s hotplug add app 256M device=dimm1:mem1
@54.069766468s hotplug remove app device=dimm1
@58.207284674s digest sha256:3b3db21e14717534e1043cf47d6caa21a437785d974a7b60690bc8c857a87a13
