"""What the promises of speed cost, measured. ``python -m bench [NAME ...]`` runs them and says what was missed.

Each prints what it measured against what, and returns whether its limit was kept. They want an idle machine.
"""
