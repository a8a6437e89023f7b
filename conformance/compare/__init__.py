"""Two subjects, the same operations, and where they part. No requirement is asked."""
