"""All that crosses between host and subject: the bytes, what is written into them and what is understood."""
