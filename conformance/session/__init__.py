"""One pytest run over one implementation. Importing it loads nothing: pytest does so in every run there is."""
