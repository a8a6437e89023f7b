"""Who is started: implementations and their descriptions, interpreters, the facts that a subject states."""
