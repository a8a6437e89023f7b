"""Every slice there is of a short map. Held against a bytearray."""

from conformance.language import Subject, remote, verifies


@remote
def wrong_slices(m, assigned):
    """Of all slices within and a little beyond a short map, those whose bytes are others than a bytearray's."""
    content, wrong = m[:], []
    edges = [None, *range(-len(m) - 2, len(m) + 3)]
    every = [slice(start, stop, step) for start in edges for stop in edges for step in (None, 1, 2, 3, -1, -2, -3)]
    for where in every:
        model = bytearray(content)
        if assigned:
            m[:] = content
            m[where] = model[where] = bytes([255 - byte for byte in content[where]])
            right = m[:] == model
        else:
            right = m[where] == model[where]
        if not right:
            wrong.append((where.start, where.stop, where.step))
    return wrong[:5]


@verifies("slice.read")
def test_every_slice_of_a_short_map_is_what_it_is_of_a_bytearray(subject: Subject):
    assert subject.call(wrong_slices, subject.map(b"abcd"), False) == []


@verifies("slice.assign", "slice.assign-extended")
def test_every_slice_of_a_short_map_can_be_assigned(subject: Subject):
    assert subject.call(wrong_slices, subject.map(b"abcd"), True) == []
