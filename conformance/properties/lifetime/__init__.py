"""The life of a map."""
