"""A script that somebody presents: what comes next, and how far its next command is typed. No screen is known here."""
