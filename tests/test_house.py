"""The house: no circle of modules or of folders anywhere, and every import points down."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

if os.name == "nt":
    why = (
        "grimp is compiled for a Windows that Wine 8 is not (bcryptprimitives.dll); what imports what is so everywhere"
    )
    pytest.importorskip("grimp", reason=why, exc_type=ImportError)
import grimp

LAYERS = (
    "commands", "explore", "session", "bench", ("compare", "report", "deviations", "properties"), "strategies",
    "language", "harness", "results", ("spec", "schemas"), ("verdicts", "exits", "model"),
)  # fmt: skip
"""The rooms from the top to the ground; what stands side by side knows nothing of its neighbours."""
ROOMS = ("judging", "proving", "driving", "recording", "coverage", "launch", "wire")
"""The same within the harness."""


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("conformance", cache_dir=None)


def imports(graph: grimp.ImportGraph, *, folders: bool) -> dict[str, set[str]]:
    """Which modules, or which folders, import which others."""

    def node(module: str) -> str:
        return module.rpartition(".")[0] if folders and not graph.find_children(module) else module

    found: dict[str, set[str]] = {}
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            if node(imported) != node(module):
                found.setdefault(node(module), set()).add(node(imported))
    return found


def circles(edges: dict[str, set[str]]) -> Iterator[list[str]]:
    """Every way back to where it began, one for each module that has one."""
    for start in edges:
        waiting, seen = [[start]], set()
        while waiting:
            path = waiting.pop()
            for following in edges.get(path[-1], ()):
                if following == start:
                    yield [*path, start]
                    waiting.clear()
                    break
                if following not in seen:
                    seen.add(following)
                    waiting.append([*path, following])


def test_no_modules_import_each_other_in_a_circle(graph):
    assert list(circles(imports(graph, folders=False))) == []


def test_no_folders_import_each_other_in_a_circle(graph):
    edges = imports(graph, folders=True)
    # The package's own __init__ (its version) and the modules at its top belong to no folder.
    inner = {room: {one for one in others if one != "conformance"} for room, others in edges.items()}
    assert list(circles({room: others for room, others in inner.items() if room != "conformance"})) == []


def test_a_circle_would_be_seen():
    assert list(circles({"a": {"b"}, "b": {"c"}, "c": {"a"}}))
    assert not list(circles({"a": {"b"}, "b": {"c"}}))


@pytest.mark.parametrize(
    ("layers", "container"), [(LAYERS, "conformance"), (ROOMS, "conformance.harness")], ids=["house", "harness"]
)
def test_every_import_points_down(graph, layers, container):
    wrong = graph.find_illegal_dependencies_for_layers(
        layers=[{one} if isinstance(one, str) else set(one) for one in layers], containers={container}
    )
    assert sorted(f"{one.importer} -> {one.imported}" for one in wrong) == []


def test_every_room_has_its_layer(graph):
    named = {one for layer in LAYERS for one in ([layer] if isinstance(layer, str) else layer)}
    beside = {"__main__", "impls"}
    assert {one.rpartition(".")[2] for one in graph.find_children("conformance")} - beside == named
    assert {one.rpartition(".")[2] for one in graph.find_children("conformance.harness")} == set(ROOMS)
