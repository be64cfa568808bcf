"""The policies of section 6 of the paper: how a guest comes to what it shall have, by balloon, hotplug, or both."""
