"""What a map holds."""
