"""How maps are made."""
