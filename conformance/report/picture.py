"""The matrix as a picture for a README: a row a subject, a column a requirement, in the order of the documentation.

What holds is a low bar, what is known or unexpected a higher one: nothing hangs on colour. It follows the reader's
colour scheme, and needs no script and no font of ours.
"""

from __future__ import annotations

from collections import Counter
from html import escape
from itertools import groupby

from conformance.report import summary
from conformance.report.merge import Merged
from conformance.results.plain import plain
from conformance.results.reading import Results

_WIDTH, _LEFT, _RIGHT, _ROW, _TOP = 1020, 296, 196, 18, 46
_HEIGHTS = {"pass": 6, "known": 11, "bad": 16}
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#1c2226}.s{font-size:10px;fill:#56616a}.pass{fill:#4c9a62}"
    ".known{fill:#d99a2b}.bad{fill:#b3261e}.line{stroke:#dde2e5}.b{fill:#fcfcfb}"
    "@media(prefers-color-scheme:dark){text{fill:#e5e9ec}.s{fill:#a0abb3}.pass{fill:#5fb87a}.known{fill:#e0a63c}"
    ".bad{fill:#f2776d}.line{stroke:#30383e}.b{fill:#14181b}}"
)


def picture(merged: Merged) -> str:
    """The SVG document."""
    names = list(merged.requirements)
    step = (_WIDTH - _LEFT - _RIGHT) / max(1, len(names))
    height = _TOP + _ROW * len(merged.subjects) + 34
    title = f"{len(names)} requirements of Python's mmap documentation by {len(merged.subjects)} subjects"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" aria-label="{escape(title)}"><title>{escape(title)}</title><style>{_STYLE}</style>'
        f'<rect class="b" width="{_WIDTH}" height="{height}"/>',
        *_stems(merged, step, height),
        f'<text class="s" x="{_WIDTH - _RIGHT + 10}" y="{_TOP - 10}">documented and implied</text>',
    ]
    for at, subject in enumerate(merged.subjects):
        parts += _row(subject, names, _TOP + _ROW * at, step)
    y, x = height - 12, _LEFT
    for name, words in (("pass", "holds"), ("known", "known deviation, or unstable"), ("bad", "fails, crashes, hangs")):
        parts.append(f'<rect class="{name}" x="{x}" y="{y - _HEIGHTS[name]}" width="10" height="{_HEIGHTS[name]}"/>')
        parts.append(f'<text class="s" x="{x + 16}" y="{y}">{words}</text>')
        x += 34 + 6 * len(words)
    parts.append(f'<text class="s" x="{x}" y="{y}">nothing: not in force there, or not run</text>')
    return "\n".join([*parts, "</svg>\n"])


def _stems(merged: Merged, step: float, height: int) -> list[str]:
    parts, at = [], 0
    for stem, group in groupby(merged.requirements.values(), lambda one: one.stem):
        count = len(list(group))
        x = _LEFT + at * step
        parts.append(f'<path class="line" d="M{x:.1f} {_TOP - 22}V{height - 30}"/>')
        if count * step > 6 * len(stem):
            parts.append(f'<text class="s" x="{x + 3:.1f}" y="{_TOP - 10}">{stem}</text>')
        at += count
    return parts


def _row(subject: Results, names: list[str], y: int, step: float) -> list[str]:
    paths: dict[str, list[str]] = {name: [] for name in _HEIGHTS}
    at = 0
    for kind, group in groupby(_kind(subject.verdicts.get(name, "")) for name in names):
        count = len(list(group))
        if kind:
            tall = _HEIGHTS[kind]
            paths[kind].append(
                f"M{_LEFT + at * step:.1f} {y + 17 - tall}h{max(1.2, count * step):.1f}v{tall}H{_LEFT + at * step:.1f}z"
            )
        at += count
    counts = Counter(subject.verdicts.values())
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())
    drawn = "".join(f'<path class="{kind}" d="{"".join(parts)}"/>' for kind, parts in paths.items() if parts)
    label = plain(subject.label)
    label = label if len(label) <= 46 else label[:45] + "\N{HORIZONTAL ELLIPSIS}"
    figure = str(summary.figure(subject)).replace(" known deviations", " known").replace(" known deviation", " known")
    figure += "" if subject.footer is not None else ", incomplete"
    return [
        f"<g><title>{escape(plain(subject.label))}: {told}</title>"
        f'<text x="{_LEFT - 10}" y="{y + 15}" text-anchor="end">{escape(label)}</text>{drawn}'
        f'<text class="s" x="{_WIDTH - _RIGHT + 10}" y="{y + 15}">{escape(figure)}</text></g>'
    ]


def _kind(verdict: str) -> str:
    if verdict in ("", "inapplicable"):
        return ""
    return {"pass": "pass", "deviates": "known", "unstable": "known"}.get(verdict, "bad")
