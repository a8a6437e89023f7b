"""Looking for something in a map."""
