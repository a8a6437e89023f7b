"""How a map comes to its end, and what is left of it then. Asserts nothing."""

from hypothesis import strategies as st

CONTENT = b"abc\ndefgh\n"
"""What a map holds where it matters little."""

endings = st.sampled_from(["close", "with"])
"""The ways to close a map."""


def ended(m, how):
    """Close a map in one of the ways that there are."""
    if how == "close":
        m.close()
    else:
        with m:
            pass


def file_left(m):
    """What the file behind a map holds, asked without the map."""
    return m.file.content()
