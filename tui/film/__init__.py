"""The app filmed without a terminal: one app for a whole run, looked at at times of virtual time."""
