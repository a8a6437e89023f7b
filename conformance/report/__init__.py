"""From results to what people read. Imports no pytest and drives no subject."""
