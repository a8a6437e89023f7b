"""Recordings: what a passing property sent and was answered, kept, and played again instead of being drawn again."""
