"""The subject as properties drive it, from a proxied call down to one running agent."""
