ballonet 1 seed=7
@0s guest add web memory=128M max=160M min=32M platform=ppc64 kernel=2.6.16+remove driver=xen cost_scale=300
@4s workload web fill 90M kind=anon
@4.6912s workload web free 45M kind=anon
@19.0368s hotplug remove web section=4-5
@46.066796852s hotplug remove web section=6
@58.690195278s digest sha256:632f5cffbdceba2012bbad3583aa19e0963d8da0b20bc7cb7705b28ef102bf15
