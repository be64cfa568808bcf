"""What takes the place of the guests: a comparison, and the plots over virtual time."""
