"""One module for each sub-command: reads its part of the command line and calls the part that does it."""
