"""A map in a with block."""

from hypothesis import given
from hypothesis import strategies as st

from conformance import strategies as draws
from conformance.language import Subject, raises, remote, verifies
from conformance.properties.arrangements import mapped
from conformance.properties.endings import CONTENT, ended, endings, file_left


@remote
def entered(m, nested):
    with m as first:
        found = [first is m, m.closed]
        if nested:
            with m as second:
                found += [second is m, m[0]]
            found.append(m.closed)
    return [*found, m.closed]


@verifies(
    "context.enter-returns-map",
    "context.exit-closes",
    examples=3,
    drawn_as="test_lifetime",
    plain="memory file, exports views",
)
@given(content=draws.contents())
def test_a_with_block_yields_the_map_and_closes_it(subject: Subject, content):
    m, model = mapped(subject, content)
    assert subject.call(entered, m, False) == [True, False, True]
    assert file_left(m) == model.file


@verifies("context.nested", plain="exports views")
def test_the_inner_of_two_with_blocks_closes_the_map(subject: Subject):
    m, _ = mapped(subject, CONTENT)
    assert subject.call(entered, m, True) == [True, False, True, CONTENT[0], True, True]


ERRORS = ["ZeroDivisionError", "ValueError", "GeneratorExit", "BufferError", "StopIteration", "KeyboardInterrupt"]


@remote
def left_by(m, name):
    import builtins

    error = getattr(builtins, name)()
    try:
        with m:
            raise error
    except BaseException as caught:
        return caught is error, m.closed, m.__exit__(type(error), error, None)


@verifies("context.exit-after-error", examples=len(ERRORS), drawn_as="test_lifetime", plain="exports views")
@given(name=st.sampled_from(ERRORS))
def test_a_with_block_closes_after_an_error_and_swallows_nothing(subject: Subject, name):
    m, _ = mapped(subject, CONTENT)
    assert subject.call(left_by, m, name) == (True, True, None)


@verifies("context.enter-closed", examples=5, drawn_as="test_lifetime", plain="exports views")
@given(how=endings, access=draws.access_modes())
def test_a_closed_map_cannot_be_entered(subject: Subject, how, access):
    m, _ = mapped(subject, CONTENT, access=access)
    ended(m, how)
    with raises(ValueError):
        m.__enter__()
    assert m.closed is True


@remote
def left_with_arguments(m, count):
    return m.__exit__(*[None] * count), m.closed


@verifies("context.exit-any-arguments", examples=5, drawn_as="test_lifetime", plain="exports views")
@given(count=st.integers(0, 4))
def test_exit_takes_any_number_of_arguments(subject: Subject, count):
    m, _ = mapped(subject, CONTENT)
    assert subject.call(left_with_arguments, m, count) == (None, True)


@verifies("context.exit-three-arguments", examples=5, drawn_as="test_lifetime", plain="exports views")
@given(count=st.integers(0, 4))
def test_exit_takes_three_arguments(subject: Subject, count):
    m, model = mapped(subject, CONTENT)
    if count == 3:
        assert subject.call(left_with_arguments, m, count) == (None, True)
    else:
        with raises(TypeError):
            subject.call(left_with_arguments, m, count)
        assert m.state() == model.state()


@remote
def closes_called_by_exit():
    class Counting(mmap.mmap):
        calls = 0

        def close(self):
            type(self).calls += 1
            super().close()

    with Counting(-1, 10) as m:
        pass
    return m.closed, Counting.calls


@verifies("context.exit-calls-close")
def test_leaving_a_with_block_calls_the_close_of_a_subclass(subject: Subject):
    assert subject.call(closes_called_by_exit) == (True, 1)


@verifies("context.exit-bypasses-close")
def test_leaving_a_with_block_does_not_call_the_close_of_a_subclass(subject: Subject):
    assert subject.call(closes_called_by_exit) == (True, 0)
