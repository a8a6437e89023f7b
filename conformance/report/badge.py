"""A badge that says what it is about: edition, levels, suite version, and numbers rather than a percentage."""

from __future__ import annotations

import json
from html import escape

from conformance.report import summary
from conformance.results.plain import plain
from conformance.results.reading import Results

_COLOURS = {"brightgreen": "#2f7d46", "yellow": "#8a6400", "red": "#b3261e", "lightgrey": "#5f6a72"}


def words(subject: Results) -> tuple[str, str, str]:
    """Label, message and shields' name of a colour. Grey: no ordinary whole run, so nothing to judge by."""
    figure = summary.figure(subject)
    label = f"mmap {subject.edition}"
    message = f"{figure} \N{MIDDLE DOT} {' and '.join(summary.JUDGED)} \N{MIDDLE DOT} suite {subject.header['suite']}"
    if subject.notes or not figure.in_force:
        return label, plain(f"{figure}, {subject.notes[0] if subject.notes else 'no run'}")[:200], "lightgrey"
    colour = "red" if figure.unexpected else "yellow" if figure.deviates else "brightgreen"
    return label, plain(message)[:200], colour


def endpoint(subject: Results) -> str:
    """What shields.io asks an endpoint for."""
    label, message, colour = words(subject)
    return json.dumps({"schemaVersion": 1, "label": label, "message": message, "color": colour}) + "\n"


def svg(subject: Results) -> str:
    """The badge itself, which needs nobody's server."""
    label, message, colour = words(subject)
    left, right = _width(label), _width(message)
    whole = escape(f"{label}: {message}")
    texts = "".join(
        f'<text x="{at:.0f}" y="14" textLength="{width - 12:.0f}">{escape(text)}</text>'
        for text, at, width in ((label, 6, left), (message, left + 6, right))
    )
    width = f"{left + right:.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{whole}">'
        f'<title>{whole}</title><clipPath id="r{width}"><rect width="{width}" height="20" rx="3"/></clipPath>'
        f'<g clip-path="url(#r{width})"><rect width="{left:.0f}" height="20" fill="#3d464d"/>'
        f'<rect x="{left:.0f}" width="{right:.0f}" height="20" fill="{_COLOURS[colour]}"/></g>'
        f'<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">{texts}</g></svg>\n'
    )


def _width(text: str) -> float:
    """About as wide as the text is in Verdana at 11 pixels; ``textLength`` makes up for the rest."""
    narrow, wide = sum(c in "ijlIt.,:;'|!1 fr()" for c in text), sum(c in "mwMW" for c in text)
    return 12 + 7 * len(text) - 2.6 * narrow + 2.8 * wide
