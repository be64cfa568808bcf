ballonet 2 seed=7 platform=1
@0s host memory 448M
@0s guest add web memory=256M min=64M platform=ppc64 kernel=2.6.16+remove driver=xen cost_scale=50
@0s guest add db memory=192M max=256M min=64M platform=ppc64 driver=xen cost_scale=50
@3s hotplug add db 64M
@9s balloon set web 192M
@10s digest sha256:76375d1cc34e428919ae9f58b3282d1de21fd721b756af95e2ba7e7ad0a130db
@20s digest sha256:6091113d25fee8c33aa7a05255447a024a5570956f532c58f8537c5619b49416
@22.6864s try balloon set web 32M
@25.6864s try balloon set web 320M
@29.6864s balloon set web 256M
@30s digest sha256:feb79d53ce3205124ebbf379e2e5de401141bc6057a739b6768a041df1a7fccb
@32.6864s balloon set db 192M
@40s digest sha256:cbc1e4b16d6fb314fe86a40797f68f8a71c95b3ed7b182e2931431acd9d66af4
@40.3728s workload web fragment 128M pattern=checkerboard
@43.61856s balloon set web 208M
@50s digest sha256:2f66cff47a249abd440d370c2e7185dff2cefca8c1b594b921d19b60040c6b67
@50.38336s workload web free 64M kind=anon
@54.46528s try hotplug remove web section=4
@58.46648s balloon set web 256M
@60s digest sha256:e067116379806166edcd30114592000af8702a5b8a41d71a7c3304cfeb971133
@62.5724s digest sha256:d2192e3301f1fc1bc3f116b7d83082cc1523ae58093283f7e9349e476d39e90b
