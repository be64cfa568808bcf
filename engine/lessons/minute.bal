ballonet 1 seed=7
# lesson: The lecturer's first minute
# shows: a balloon, its limit, sections that go past it, and one that cannot leave
# group: first steps
# try: compare app 2G
# try: why app section=23
# try: hotplug add db 512M
# What a lecturer types and says in front of an audience: the lab, and a minute of it.
@0s source lab
@0s chapter Ink
@0s say Dots are free. More ink, harder to take back. Capitals never move.
@8s chapter A balloon
@8s say Everything right of ▼ must go, in that order. Watch the map, not the number.
@8s balloon set web 400M
@19s expect web.memory.target == 400M
@19s chapter Its limit
@19s ask db booted with 4G. Can its balloon make that 5G? answer=no
@20s fails balloon set db 5G
@20s expect db.memory.online == 4G
@20s say A balloon can only give back what it took: boot memory was 4G.
@28s chapter Sections
@28s say So plug sections in. They arrive offline, then online, at the tail.
@28s resize db 5G policy=balloon+add
@37s expect db.memory.online == 5G
@37s chapter One page
@37s ask s23 of app shall leave. Look at its letter: will it? answer=no
@38s fails hotplug remove app section=23
@39s expect app.section[23].state == online
@39s say Which page stopped it? F4 goes there.
@39s why app section=23
@48s chapter Five answers
@48s say Five answers to one request: → and Enter begin them. Vote before the columns finish.
