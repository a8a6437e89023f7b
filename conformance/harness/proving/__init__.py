"""What makes a test a property: its requirement, its examples, what has to be refused."""
