"""Whole histories of maps of one file: bugs that only a sequence of operations shows."""

from hypothesis import given
from hypothesis import strategies as st

from conformance.language import Subject, verifies
from conformance.properties.histories import histories, judge
from conformance.properties.moves import BEGINNINGS, GRANTED, LENGTHS, REFUSED, History

contents = st.sampled_from([b"ab\na", b"a", b"\nabab\n\x00\xffbaba\nb", b"aaaaaaaab"])
beginnings = st.sampled_from([*BEGINNINGS, "a shared map too"])


def play(subject, content, beginning, moves):
    history = History(subject, content, subject.granularity if "within" in beginning else 0)
    with subject.together() as laters:
        history.play(beginning, moves)
    judge(laters, history.expected)


@verifies("history.of-maps", examples=160, drawn_as="test_durability_histories", plain="history file, exports views")
@given(content=contents, beginning=beginnings, moves=histories(*GRANTED))
def test_maps_of_one_file_are_what_their_history_makes_of_them(subject: Subject, content, beginning, moves):
    play(subject, content, beginning, moves)


@verifies(
    "history.with-refusals", examples=100, drawn_as="test_durability_histories", plain="history file, exports views"
)
@given(content=contents, beginning=beginnings, moves=histories(*GRANTED, *REFUSED))
def test_calls_that_are_refused_leave_no_trace_in_a_history(subject: Subject, content, beginning, moves):
    play(subject, content, beginning, moves)


@verifies(
    "history.with-lengths", examples=120, drawn_as="test_durability_histories", plain="history file, exports views"
)
@given(content=contents, beginning=beginnings, moves=histories(*GRANTED, *REFUSED, *LENGTHS))
def test_maps_of_a_file_whose_length_changes_are_what_their_history_makes_of_them(
    subject: Subject, content, beginning, moves
):
    play(subject, content, beginning, moves)
