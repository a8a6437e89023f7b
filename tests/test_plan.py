"""What a night explores next, by which rule, and what it remembers of the nights before."""

from __future__ import annotations

import pytest

from conformance.exits import UnwritableReport
from conformance.explore.memory import Memory
from conformance.explore.plan import FIRST, Known, Plan
from conformance.explore.units import Unit, units
from conformance.harness.driving.journal import Journal, Step
from conformance.harness.proving.shapes import shapes_of


def some_units(number: int) -> list[Unit]:
    return [Unit(f"u{one}.x", (f"u{one}.x",), (f"p{one}",), 10, "digest") for one in range(number)]


def line(name: str, examples: int = 100, shapes: tuple[int, ...] = (), verdict: str = "pass") -> dict[str, object]:
    return {
        "requirement": name, "verdict": verdict, "examples": examples, "duration": examples * 0.01,
        "shapes": list(shapes),
    }  # fmt: skip


def plan_of(known=None, number: int = 3, **options) -> Plan:
    return Plan(("--impl", "x"), some_units(number), {} if known is None else known, 1, **options)


def journal(*answers: tuple[str, object, str]) -> Journal:
    return Journal([Step("", name, "", 1, True, "", "", result, raised) for name, result, raised in answers])


def test_answers_are_told_apart_by_their_shape_and_by_what_went_before():
    alike = shapes_of(journal(("find", 100, ""), ("tell", 0, "")))
    assert alike == shapes_of(journal(("find", 101, ""), ("tell", 0, "")))
    for other in (
        journal(("find", -1, ""), ("tell", 0, "")),
        journal(("find", 100, "ValueError"), ("tell", 0, "")),
        journal(("tell", 0, ""), ("find", 100, "")),
        journal(("find", True, ""), ("tell", 0, "")),
    ):
        assert shapes_of(other) - alike
    assert shapes_of(Journal()) == set()


def test_what_has_had_the_fewest_examples_is_next():
    plan = plan_of(number=12)
    first = plan.task(1, 2.0)
    assert first.times == FIRST
    assert 1 < len(first.ids) < 6
    plan.over(first, [line(name) for name in first.ids])
    second = plan.task(2, 2.0)
    assert not set(second.ids) & set(first.ids)


def test_what_met_something_new_is_taken_before_what_did_not():
    known: dict = {}
    plan = plan_of(known)
    for number in range(3):
        task = plan.task(number, 0.1)
        (name,) = task.ids
        plan.over(task, [line(name, shapes=tuple(range(50)) if name == "u1.x" else ())])
    assert plan.task(9, 0.1).ids == ("u1.x",)
    # The same shapes again are nothing new.
    plan.over(plan.task(10, 0.1), [])
    for one in known.values():
        one.times, one.news = 10, 0.0
    plan.over(plan_of(known).task(11, 0.1), [line("u1.x", shapes=tuple(range(50)))])
    assert known["u1.x"].news == 0.0


def test_what_has_changed_since_is_first_and_what_is_not_in_force_never_comes():
    known: dict = {}
    plan = plan_of(known)
    task = plan.task(1, 100.0)
    assert len(task.ids) == 3
    plan.over(task, [line("u0.x"), line("u1.x", verdict="inapplicable"), line("u2.x")])
    assert set(plan.task(2, 100.0).ids) == {"u0.x", "u2.x"}
    known["u2.x"].digest = "older"
    assert plan_of(known).task(3, 0.1).ids == ("u1.x",)  # never explored
    known["u1.x"].times = 10
    assert plan_of(known).task(3, 0.1).ids == ("u2.x",)


def test_plain_rotation_does_not_care_for_what_is_new():
    plan = plan_of(rotating=True)
    order = []
    for number in range(6):
        task = plan.task(number, 0.1)
        order += task.ids
        plan.over(task, [line(name, shapes=tuple(range(99))) for name in task.ids])
    assert order[:3] == ["u0.x", "u1.x", "u2.x"]
    assert sorted(order[3:]) == ["u0.x", "u1.x", "u2.x"]


def test_a_memory_that_cannot_be_read_is_begun_anew(tmp_path):
    memory = Memory(tmp_path)
    memory.of(("--impl", "x"))["u.x"] = Known(times=3, examples=9, shapes={1, 2})
    assert memory.save() == ""
    memory.close()
    memory = Memory(tmp_path)
    assert memory.of(("--impl", "x"))["u.x"] == Known(times=3, examples=9, shapes={1, 2})
    with pytest.raises(UnwritableReport, match="another run"):
        Memory(tmp_path)
    memory.close()
    for text in ("{", '{"version": 0}', '{"version": 1, "subjects": {"x": {"y": [1]}}}', "[" * 60_000):
        (tmp_path / "night" / "memory.json").write_text(text, "utf-8")
        memory = Memory(tmp_path)
        assert "nothing is remembered" in memory.problem
        assert memory.of(("--impl", "x")) == {}
        memory.close()


def test_everything_that_draws_examples_is_in_one_unit():
    from conformance.properties import all_properties, property_of

    found = units(None, ())
    keys = [key for one in found for key in one.properties]
    assert len(keys) == len(set(keys))
    assert set(keys) == {key for key in all_properties() if hasattr(property_of(key), "hypothesis")}
    ids = [name for one in found for name in one.ids]
    assert len(ids) == len(set(ids))
