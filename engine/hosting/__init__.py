"""What the host does by itself, as processes in virtual time: it compacts its memory, and shares it out."""
