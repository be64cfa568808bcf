"""How the command is called, a line a verb: for its help and for the README."""

USAGE = """\
  ballonet                 the app, with a lively default lab
  ballonet SCRIPT          the app on a script: a .bal file, or a lesson's name
  ballonet --resume        go on from a session that was cut off
  ballonet FILE            the app on a capture, or on a recorded trace's folder
  ballonet --plain ...     the same as lines of text, for screen readers, pipes and logs
  ballonet run SCRIPT      the same without a screen, as fast as it can
  ballonet demo [NAME]     list the lessons, or play one
  ballonet lesson new NAME begin a lesson of your own
  ballonet replay [RECORDING]
                           play a recording back and forth, and take over at any point
  ballonet check SCRIPT... every mistake in scripts, without running them
  ballonet fmt SCRIPT...   scripts in their canonical form
  ballonet compare SCRIPT GUEST SIZE
                           the same change under each policy, from many seeds
  ballonet success         how often each policy succeeds, by fill level and kernel
  ballonet fidelity TRACES predictions held against recorded traces of real kernels
  ballonet whatif FILE COMMAND...
                           what commands would do to a machine whose memory was recorded
  ballonet capture         what this machine's kernel tells of its memory, into one file
  ballonet watch           this machine's own memory, live; nothing is changed
  ballonet explain TRACE step=N
                           which rule diverged, where a kernel did not do as predicted
  ballonet config show     every setting, and where its value is from
  ballonet themes          the themes, yours too, and how to measure one
  ballonet completion bash what bash, zsh or fish needs to complete all this"""
