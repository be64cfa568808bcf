ballonet 2 seed=7
# lesson: TITLE
# shows: what there is to see, in less than a line
# try: balloon set web 96M
# try: buddyinfo web
# The head: `lesson:` and `shows:` are what the list says, each `try:` is offered when the lesson is over.
# `# course: NAME, 2` would make it the second lesson of a course, `# note: WORDS` is for whoever presents it.
# Try it: ballonet FILE plays it, ballonet check FILE reads it without running it, ballonet run FILE is its test.

# A small guest: few sections, so that each is seen. cost_scale=200 makes all work 200 times slower, to watch it.
guest add web memory=128M max=192M min=32M platform=ppc64 cost_scale=200

chapter Where we are
# Narration: at most 120 characters, two rows. Then time to read it and to look: about a second for 15 letters.
say This is web: 128M in eight sections. A dot is free memory, and the more ink, the harder it is to take back.
wait 7s
say Programs take some of it, and give half of that back, here and there.
workload web fill 60M kind=anon
workload web free 30M kind=anon
# What is said is checked: expect holds the lesson true, and makes a test of it.
expect web.memory.free > 60M
wait 5s

chapter A prediction
# Ask BEFORE it happens, with all that is needed to know it. Answers: a word, 3, 64M, 60..80, s5, several with |.
say The balloon shall take 32M: as much as two sections.
wait 4s
ask How many of web's eight sections will be gone? answer=0|none
balloon set web 96M
# The answer has to be true: check it right after.
expect web.memory.online == 128M
expect web.memory.balloon == 32M
# Then say why.
say None: the balloon (○) takes single pages, wherever they are free. Every section is still there.
wait 7s

# A pause for whoever teaches: time stands until Space. `prompt WORDS` says what to do meanwhile.
hold

chapter The end
say Last, say what to remember. Then the card comes, the guests stay, and whoever was taught can play.
wait 5s
