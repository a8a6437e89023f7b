"""From what happened to a failure with a witness."""
