ballonet 2 seed=7 platform=1
@0s guest add web memory=256M max=512M min=64M platform=ppc64 cost_scale=1000
@6s try hotplug add web 40M
@10s digest sha256:19df2cb143b4f1f5d5346a4109efcd84abf7b1b04500b02eea6c77a8c5e1a584
@12s hotplug add web 64M
@18.699990016s workload web fill 150M kind=anon
@20s digest sha256:ee0a6f6e0e1d1eae2ff4a383649942fe17611a80df3bcc3b366ff1db3100bb5b
@27.539990016s hotplug remove web 32M
@30s digest sha256:d3695936b5ba35ec8e3f03fbbe7e5cf6701bb91bff8d3c78ae72400e4e4d7362
@31.48797952s workload web fill 105M kind=anon
@34.17597952s workload web free 60M kind=anon
@40s digest sha256:c9ad744c5360d1aad0dacfb4fd5528b351bc3f97cc0b0a8c0ff1564c597076f1
@41.71197952s hotplug remove web 32M
@50s digest sha256:3fa86fc6ab53904eae2144aa5c8c37840722691000fba4bb3fcd5143fd5375c9
@56.505969024s workload web fill 1p kind=page_table
@60s digest sha256:364ddf842c328bd6b71847e58d65e303755bc78e98ddbbb83fa0f0c6abc9d07f
@62.506069024s try hotplug remove web section=1
@65.530069024s digest sha256:2323ce15d6c7cff4892e34d5aa69040294ed706b98cfb5476b1573bf65074c5e
