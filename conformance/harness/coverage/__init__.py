"""Which lines of an implementation were reached: counted in the subject, read in its interpreter, collected here."""
