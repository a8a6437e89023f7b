"""Reading and writing at the position."""
