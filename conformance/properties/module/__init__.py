"""What the module and its class are."""
