"""``@breaks``: which requirements a mutant breaks. Known to both sides; knows nothing of either."""


def breaks(*ids):
    """Mark a function that breaks a rule in the namespace of a module that works, which it is given."""

    def mark(mutant):
        mutant.breaks = ids
        return mutant

    return mark
