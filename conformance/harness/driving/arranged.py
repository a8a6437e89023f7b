"""The arrangement of one example: which one it is, what the implementation has of it, what the example came by."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from conformance.harness.driving.arrangement import PLAIN, SINGLES, SUBCLASS, VALUES, Arrangement, dressed
from conformance.harness.driving.steps import Steps
from conformance.harness.launch.launch import Launch
from conformance.harness.wire.source import render


class Arranged(Steps):
    """Steps in an arrangement. ``consulted`` are the dimensions that the example has come by."""

    def __init__(self, launch: Launch) -> None:
        super().__init__(launch)
        self.consulted: set[str] = set()
        self._arrangement = PLAIN
        self._to_be_had: frozenset[Arrangement] | None = None

    def arrange(self, wanted: Arrangement, plain: Collection[str]) -> None:
        """Have the example that begins now tried so, plain in these dimensions and in what the implementation lacks."""
        self.consulted = set()
        self._arrangement = PLAIN
        if wanted != PLAIN and len(plain) < len(VALUES):
            had = [one for one in wanted.singles() if one in self.to_be_had]
            chosen = {name: value for one in had for name, value in one._asdict().items() if value}
            self._arrangement = PLAIN._replace(**{name: chosen[name] for name in chosen.keys() - set(plain)})

    @property
    def arrangement(self) -> Arrangement:
        """What this example is tried in."""
        return self._arrangement

    def chosen(self, dimension: str) -> int:
        """The number of the value in that dimension."""
        self.consulted.add(dimension)
        value: int = getattr(self._arrangement, dimension)
        return value

    def worn(self, value: Any, text: str | None = None) -> Any:
        """An argument in the example's clothes; ``text`` stands for bytes that travel beside their statement."""
        clothes = self.chosen("clothes")
        return dressed(value, clothes, text) if clothes else value

    @property
    def maker(self) -> str:
        """What is called for a map: the class, or a subclass."""
        return SUBCLASS if self.chosen("type") else "mmap.mmap"

    @property
    def to_be_had(self) -> frozenset[Arrangement]:
        """The values that the implementation has at all, each tried once alone: a property says whether it should."""
        if self._to_be_had is None:
            self._to_be_had = frozenset(one for one in SINGLES if self._comes_about(one))
            self._arrangement = PLAIN
            self.begin()
        return self._to_be_had

    def _comes_about(self, arrangement: Arrangement) -> bool:
        how = VALUES["descriptor"][arrangement.descriptor]
        if how == "appending" and not self.facts.appends_in_place:
            return False  # the file system's fault
        if how == "number zero" and self.facts.os == "windows":
            return False  # 0 stands for anonymous memory there
        self.begin()
        self._arrangement = arrangement
        try:
            for value in (1, b"ab") if arrangement.clothes else ():
                self.step(f"{render(self.worn(value))} and None", "clothes")
            self._arranged_map()
            self.settle()
        except Exception:  # a death too
            return False
        return True

    def _arranged_map(self) -> None:
        """Make a map in the arrangement; what it holds is for a property to say."""
        raise NotImplementedError
