"""Deliberately hostile miniature subjects, and the verdict that each must get.

``ends`` and ``lies`` hold implementations of mmap that misbehave in the real agent, ``agents`` the far ends of a wire
that is broken; all speak Python 3.7, run in the subject and are imported on the host for their names only.
"""
