ballonet 1 seed=7
# The README's picture: the lab, and in each of its guests a change under way at 9.009 s
@0s source lab
@7.5s balloon set web 512M
@8.4s hotplug remove app 128M
@8.97s hotplug add db 512M
