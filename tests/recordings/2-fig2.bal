ballonet 2 seed=7 platform=1
@0s guest add web memory=256M max=384M min=64M platform=ppc64 kernel=2.6.16+remove driver=xen cost_scale=50
@0s guest add db memory=256M max=384M min=64M platform=ppc64 kernel=2.6.16+remove driver=xen cost_scale=50
@0s workload web age 50%
@0s workload db age 50%
@9s balloon set web 192M
@10s digest sha256:b0ab97d604280082761ccfa996462071d30279834fbdd6edb2abbc399b4ea6a0
@20s digest sha256:f6986c30ae55b96f3fec4ddbdc059f5eebdfdc0a22ff8dc7ed1172ebcfb724f9
@25.6864s hotplug remove db 64M
@30s digest sha256:bba51a9193fee72c9bf1aee03162e56a69c5ac66ed1015fa4eaa511b5e037d2a
@38.765117702s workload web free kind=anon
@38.884302702s workload web free kind=file
@38.912282702s workload db free kind=anon
@38.993902702s workload db free kind=file
@40s digest sha256:eb7eff4ecf6b48edb4b469cd0ab9eece9e7487fb4d39e6f2054d28ebe87683dc
@50s digest sha256:5110fa66e41354aafd4025a121b9391f58b115b20ace33a5c6b6c927221ea49b
@59.059282702s digest sha256:d12317261d5d046b072d4741479f2eb8aae621697f2d82dc899c49eb543de5e8
