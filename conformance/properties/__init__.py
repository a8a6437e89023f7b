"""The suite: one module a stem of the specification. Red here: the subject, or the specification, is wrong."""
