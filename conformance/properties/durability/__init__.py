"""When changes reach the file, and who else sees them."""
