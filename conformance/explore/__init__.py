"""Nights: exploration that goes on for hours, on one machine or many, and remembers what it found."""
