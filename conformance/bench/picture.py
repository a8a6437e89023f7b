"""What was measured as a picture: bars from the first subject's time, on a scale of powers of ten.

It follows the reader's colour scheme, and needs no script and no font of ours, as the picture of the matrix does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape

from conformance.bench.forms import Bench, cell, ratio
from conformance.bench.measuring import Timing
from conformance.bench.operations import Operation
from conformance.results.plain import plain

_WIDTH, _LEFT, _RIGHT, _TOP, _BAR = 1020, 300, 90, 34, 9
_COLOURS = 6
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#1c2226}.s{font-size:10px;fill:#56616a}.b{fill:#fcfcfb}"
    ".line{stroke:#dde2e5}.one{stroke:#56616a}"
    ".c0{fill:#4c9a62}.c1{fill:#3b76b5}.c2{fill:#d99a2b}.c3{fill:#8a5bb0}.c4{fill:#b3261e}.c5{fill:#5d7f86}"
    "@media(prefers-color-scheme:dark){text{fill:#e5e9ec}.s{fill:#a0abb3}.b{fill:#14181b}.line{stroke:#30383e}"
    ".one{stroke:#a0abb3}.c0{fill:#5fb87a}.c1{fill:#6ba6e8}.c2{fill:#e0a63c}.c3{fill:#b58ae0}.c4{fill:#f2776d}"
    ".c5{fill:#8fb3ba}}"
)


def picture(bench: Bench) -> str:
    """An SVG: a group of bars an operation, from the first subject's time, which is 1, on a scale of powers of ten."""
    others = range(1, len(bench.names)) if len(bench.names) > 1 else range(1)
    every = [(operation, row) for operation, row in bench.rows if any(row[at].rounds for at in others)]
    ratios = [ratio(row, at) for _, row in every for at in others if ratio(row, at) > 0]
    low = min(-1, math.floor(min(map(math.log10, ratios), default=0)))
    high = max(1, math.ceil(max(map(math.log10, ratios), default=0)))
    across = (_WIDTH - _LEFT - _RIGHT) / (high - low)
    tall = _BAR * len(others) + 9
    height = _TOP + tall * len(every) + 30
    one = _LEFT - low * across
    title = f"Time of {len(every)} operations beside {bench.names[0]}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" aria-label="{escape(title)}"><title>{escape(title)}</title><style>{_STYLE}</style>'
        f'<rect class="b" width="{_WIDTH}" height="{height}"/>'
    ]
    for power in range(low, high + 1):
        x = _LEFT + (power - low) * across
        mark = "one" if power == 0 else "line"
        parts.append(f'<path class="{mark}" d="M{x:.1f} {_TOP - 8}V{height - 26}"/>')
        parts.append(f'<text class="s" x="{x:.1f}" y="{_TOP - 14}" text-anchor="middle">{10.0**power:g}x</text>')
    for number, (operation, row) in enumerate(every):
        parts += _bars(bench, operation, row, others, _TOP + number * tall, across, one)
    x = _LEFT
    for at in others:
        name = bench.names[at][:30]
        parts.append(f'<rect class="c{at % _COLOURS}" x="{x}" y="{height - 18}" width="10" height="10"/>')
        parts.append(f'<text class="s" x="{x + 16}" y="{height - 9}">{escape(name)}</text>')
        x += 40 + 6 * len(name)
    parts.append(
        f'<text class="s" x="{x}" y="{height - 9}">left of 1x: less time than {escape(plain(bench.names[0]))}</text>'
    )
    return "\n".join([*parts, "</svg>\n"])


def _bars(
    bench: Bench, operation: Operation, row: Sequence[Timing], others: Iterable[int], y: int, across: float, one: float
) -> Iterable[str]:
    told = "; ".join(f"{name}: {cell(row, at)}" for at, name in enumerate(bench.names))
    parts = [
        f"<g><title>{escape(plain(f'{operation.name}: {told}'))}</title>"
        f'<text x="{_LEFT - 10}" y="{y + _BAR + 2}" text-anchor="end">{escape(operation.name)}</text>'
    ]
    for place, at in enumerate(others):
        value = ratio(row, at)
        if value > 0:
            end = one + math.log10(value) * across
            x, width = min(one, end), max(abs(end - one), 1.0)
            top = y + place * _BAR
            parts.append(
                f'<rect class="c{at % _COLOURS}" x="{x:.1f}" y="{top}" width="{width:.1f}" height="{_BAR - 2}"/>'
            )
            parts.append(f'<text class="s" x="{max(one, end) + 4:.1f}" y="{top + _BAR - 2}">{value:.2g}x</text>')
    return [*parts, "</g>"]
