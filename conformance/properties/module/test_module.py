"""What the module and the class are, and the constants, held against the lists of the specification."""

import functools
import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.language import Expression, Subject, raises, remote, verifies
from conformance.properties.arrangements import mapped
from conformance.spec import names

CONSTANTS, METHODS = names.load()
SHARED_VALUES = ("x86_64", "i386", "i486", "i586", "i686", "aarch64", "arm", "riscv", "s390", "loongarch")
"""Machines on which Linux gives the constants the same values; others have some of their own."""


@remote
def looked_up(names):
    there = [name for name in names if hasattr(mmap, name)]
    found = [getattr(mmap, name) for name in there]
    return there, [int(value) if isinstance(value, int) else value for value in found]


def values(subject, wanted):
    """The values of those names that the module has; ints of a type of their own as ints."""
    return dict(zip(*subject.call(looked_up, list(wanted)), strict=True))


def integers(subject, wanted):
    """The values of names that have to be there."""
    found = values(subject, wanted)
    assert [name for name in wanted if name not in found] == []
    assert are_integers(found)
    return found


def machine(subject):
    return subject.facts.system.rpartition(" ")[2]


def defined_on_linux(subject):
    """What is there in the edition, where the system is Linux."""
    is_x86 = machine(subject) in ("x86_64", "i386", "i486", "i586", "i686")
    for one in CONSTANTS:
        if "linux" in one.values and one.offered(subject.facts.edition):
            yield one, not one.is_optional or (is_x86 and one.name == "MAP_32BIT")


def are_integers(found):
    return all(isinstance(value, int) for value in found.values())


def have_no_bit_in_common(found):
    bits = list(found.values())
    return 0 not in bits and sum(bits) == functools.reduce(operator.or_, bits)


def is_power_of_two(number):
    return number > 0 and number & (number - 1) == 0


@remote
def class_identity():
    found = mmap.mmap
    return [
        isinstance(found, type),
        found.__name__,
        found.__qualname__,
        found.__module__ in ("mmap", mmap.__name__),
        isinstance(mmap.mmap(-1, 1), found),
        type(mmap.mmap(-1, 1)) is found,
    ]


@verifies("module.class")
def test_mmap_is_a_class_of_the_module(subject: Subject):
    assert subject.call(class_identity) == [True, "mmap", "mmap", True, True, True]


@verifies("module.class-takes-no-parameters")
def test_the_class_is_not_generic(subject: Subject):
    with raises(TypeError):
        subject.mmap.get("mmap[int]")


@remote
def class_parameters():
    import inspect

    try:
        parameters = inspect.signature(mmap.mmap).parameters.values()
    except (TypeError, ValueError):
        return []
    return [one.name for one in parameters if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)]


@verifies("module.class-signature")
def test_the_class_tells_the_parameters_of_the_page(subject: Subject):
    found = subject.call(class_parameters)
    ours = ["tagname"] if subject.facts.os == "windows" else ["flags", "prot"]
    assert found[:2] in ([], ["fileno", "length"])
    assert [name for name in found[2:] if name not in [*ours, "access", "offset", "trackfd"]] == []


@remote
def keyword_parameters(names):
    import inspect

    found = []
    for name in names:
        method = getattr(mmap.mmap, name, None)
        try:
            parameters = list(inspect.signature(method).parameters.values())
        except (TypeError, ValueError):
            continue
        found += [
            (name, one.name) for one in parameters[1:] if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)
        ]
    return found


@verifies("module.method-signatures")
def test_methods_tell_of_no_keyword(subject: Subject):
    of_the_page = [one.name for one in METHODS]  # what an implementation adds is its own affair
    assert [one for one in subject.call(keyword_parameters, of_the_page) if one != ("flush", "flags")] == []


@remote
def methods_there(names):
    m = mmap.mmap(-1, 1)
    return [name for name in names if callable(getattr(m, name, None))]


@verifies("module.methods")
def test_maps_have_the_methods_of_the_page(subject: Subject):
    facts = subject.facts
    wanted = [one.name for one in METHODS if one.listed(facts.edition) and set(one.platforms) & facts.platforms]
    found = subject.call(methods_there, wanted)
    assert [name for name in wanted if name not in found] == []


PORTABLE = [
    ("find", (), {"sub": b"b"}),
    ("find", (b"b",), {"start": 0}),
    ("find", (b"b", 0), {"end": 3}),
    ("rfind", (), {"sub": b"b"}),
    ("rfind", (b"b",), {"start": 0}),
    ("rfind", (b"b", 0), {"end": 3}),
    ("flush", (), {"offset": 0, "size": 3}),
    ("flush", (0,), {"size": 3}),
    ("move", (), {"dest": 0, "src": 1, "count": 1}),
    ("move", (0, 1), {"count": 1}),
    ("read", (), {"n": 1}),
    ("read", (), {"num": 1}),
    ("seek", (), {"pos": 0}),
    ("seek", (0,), {"whence": 0}),
    ("write", (), {"bytes": b"x"}),
    ("write", (), {"data": b"x"}),
    ("write_byte", (), {"byte": 120}),
]
LINUX = [
    ("resize", (), {"newsize": 2}),
    ("madvise", (), {"option": Expression("mmap.MADV_NORMAL")}),
    ("madvise", (Expression("mmap.MADV_NORMAL"),), {"start": 0}),
    ("madvise", (Expression("mmap.MADV_NORMAL"), 0), {"length": 3}),
]


def refused(subject, call):
    method, args, keywords = call
    m, model = mapped(subject, b"abc", 1)
    with raises(TypeError):
        getattr(m, method)(*args, **keywords)
    assert m.state() == model.state()


@verifies("module.positional-only", examples=len(PORTABLE), drawn_as="test_module")
@given(call=st.sampled_from(PORTABLE))
def test_no_method_takes_keywords(subject: Subject, call):
    refused(subject, call)


@verifies("module.positional-only-on-linux", examples=len(LINUX), drawn_as="test_module")
@given(call=st.sampled_from(LINUX))
def test_no_method_of_linux_takes_keywords(subject: Subject, call):
    refused(subject, call)


ACCESS = ["ACCESS_DEFAULT", "ACCESS_READ", "ACCESS_WRITE", "ACCESS_COPY"]


@verifies("module.access-constants")
def test_access_modes_are_four_integers(subject: Subject):
    assert len(set(integers(subject, ACCESS).values())) == 4


@verifies("module.access-values")
def test_access_modes_count_from_the_default(subject: Subject):
    assert list(values(subject, ACCESS).items()) == [(name, value) for value, name in enumerate(ACCESS)]


@verifies("module.sharing-constants")
def test_shared_and_private_are_two_integers(subject: Subject):
    assert len(set(integers(subject, ["MAP_SHARED", "MAP_PRIVATE"]).values())) == 2


@verifies("module.protection-constants")
def test_protections_can_be_combined(subject: Subject):
    assert have_no_bit_in_common(integers(subject, ["PROT_READ", "PROT_WRITE"]))


@verifies("module.protection-to-run", "module.execute-constant")
def test_protections_can_be_combined_with_the_one_to_run(subject: Subject):
    assert have_no_bit_in_common(integers(subject, ["PROT_READ", "PROT_WRITE", "PROT_EXEC"]))


@verifies("module.page-size")
def test_the_page_size_is_that_of_the_machine(subject: Subject):
    page = integers(subject, ["PAGESIZE"])["PAGESIZE"]
    assert page == subject.page_size
    assert is_power_of_two(page)


@verifies("module.granularity")
def test_the_granularity_is_a_multiple_of_the_page_size(subject: Subject):
    granularity, page = integers(subject, ["ALLOCATIONGRANULARITY", "PAGESIZE"]).values()
    assert is_power_of_two(granularity)
    assert granularity % page == 0


def listed(subject, prefix):
    """The values of those names that the edition's page has and the module too."""
    wanted = [one.name for one in CONSTANTS if one.name.startswith(prefix) and one.listed(subject.facts.edition)]
    return values(subject, wanted)


@verifies("module.madv-names")
def test_advice_is_missing_or_an_integer(subject: Subject):
    assert are_integers(listed(subject, "MADV_"))


@verifies("module.map-names")
def test_flags_are_missing_or_integers(subject: Subject):
    assert are_integers(listed(subject, "MAP_"))


@verifies("module.map-populate")
def test_the_flag_that_reads_ahead_is_there(subject: Subject):
    integers(subject, ["MAP_POPULATE"])


@verifies("module.map-stack")
def test_the_flag_for_stacks_is_there(subject: Subject):
    integers(subject, ["MAP_STACK"])


@verifies("module.map-noreserve")
def test_the_flag_that_reserves_nothing_is_there(subject: Subject):
    integers(subject, ["MAP_NORESERVE"])


@verifies("module.madv-reusable")
def test_advice_about_memory_to_be_used_again_is_there(subject: Subject):
    integers(subject, ["MADV_FREE_REUSABLE", "MADV_FREE_REUSE"])


@verifies("module.ms-names")
def test_flags_of_flush_are_integers(subject: Subject):
    assert have_no_bit_in_common(integers(subject, ["MS_SYNC", "MS_ASYNC", "MS_INVALIDATE"]))


@verifies("module.linux-names")
def test_what_linux_defines_is_there(subject: Subject):
    wanted = [one.name for one, is_sure in defined_on_linux(subject) if is_sure]
    found = values(subject, wanted)
    assert [name for name in wanted if name not in found] == []


def as_the_headers_say(subject, system):
    known = {one.name: one.values[system] for one in CONSTANTS if system in one.values}
    found = values(subject, list(known))
    assert found == {name: known[name] for name in found}


@verifies("module.linux-values")
def test_constants_are_those_of_linux(subject: Subject):
    if not machine(subject).startswith(SHARED_VALUES):
        pytest.skip(f"Linux has values of its own for some constants on {machine(subject)}")
    as_the_headers_say(subject, "linux")


@verifies("module.macos-values")
def test_constants_are_those_of_macos(subject: Subject):
    as_the_headers_say(subject, "macos")


@remote
def used_with_flags(names):
    wrong = []
    for name in names:
        try:
            m = mmap.mmap(-1, 10, flags=mmap.MAP_PRIVATE | getattr(mmap, name))
            before = m[:]
            m[9] = 33
            if before != bytes(10) or m[:] != bytes(9) + b"!":
                wrong.append((name, m[:]))
            m.close()
        except Exception as error:
            wrong.append((name, type(error).__name__))
    return wrong


@verifies("module.map-flags-usable")
def test_flags_are_accepted_by_the_constructor(subject: Subject):
    flags = [one.name for one, _ in defined_on_linux(subject) if one.name.startswith("MAP_")]
    there = [name for name in values(subject, flags) if name != "MAP_SHARED"]
    assert subject.call(used_with_flags, there) == []


@verifies("module.nothing-of-other-systems")
def test_what_linux_does_not_define_is_missing(subject: Subject):
    foreign = [one.name for one in CONSTANTS if one.platforms == ("unix",) and "linux" not in one.values]
    assert values(subject, foreign) == {}


@remote
def names_of_unix():
    return [name for name in dir(mmap) if name.startswith(("MAP_", "PROT_", "MADV_", "MS_"))]


@verifies("module.nothing-of-unix")
def test_windows_has_no_constants_of_unix(subject: Subject):
    assert subject.call(names_of_unix) == []


@verifies("module.nothing-of-later-editions")
def test_what_came_later_is_missing(subject: Subject):
    later = [one.name for one in CONSTANTS if not one.offered(subject.facts.edition)]
    assert values(subject, later) == {}
    methods = [one.name for one in METHODS if not one.offered(subject.facts.edition)]
    assert subject.call(methods_there, methods) == []


@verifies("module.anonymous-alias")
def test_the_two_names_for_anonymous_are_the_same(subject: Subject):
    assert len(set(integers(subject, ["MAP_ANON", "MAP_ANONYMOUS"]).values())) == 1


@remote
def error_is_oserror():
    return mmap.error is OSError


@verifies("module.error")
def test_error_is_oserror(subject: Subject):
    assert subject.call(error_is_oserror) is True


@remote
def not_plain():
    return [name for name in dir(mmap) if name[0] != "_" and name.isupper() and type(getattr(mmap, name)) is not int]


@verifies("module.plain-integers")
def test_constants_are_plain_integers(subject: Subject):
    assert subject.call(not_plain) == []


@remote
def left_out():
    public = [name for name in dir(mmap) if name[0] != "_" and (name.isupper() or name in ("mmap", "error"))]
    starred = getattr(mmap, "__all__", public)
    return sorted(set(public) - set(starred)), sorted(name for name in starred if not hasattr(mmap, name))


@verifies("module.star-import")
def test_a_star_import_takes_everything(subject: Subject):
    assert subject.call(left_out) == ([], [])
