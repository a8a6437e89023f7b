"""``python -m conformance``: the command, where no script directory is on the path."""

from conformance.commands.main import main

main(prog_name="mmap-conformance")
