"""Every form of a report, written into one folder: the site, Markdown, JUnit and badges."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from conformance.exits import UnwritableReport
from conformance.report import badge, site
from conformance.report.junit import junit
from conformance.report.markdown import markdown
from conformance.report.merge import Merged

FORMS = ("html", "markdown", "junit", "badge")
OURS = {"data.js", "summary.md", "junit", "badges"}
"""By these a folder is known as a report's."""


def write(merged: Merged, folder: Path, forms: Collection[str] = FORMS) -> None:
    """Write the chosen forms. Raises UnwritableReport; a folder with something else in it is not touched."""
    try:
        names = {path.name for path in folder.iterdir()} if folder.exists() else set()
        if names and not names & OURS:
            raise UnwritableReport(f"{folder}: there is something else in it; name a new folder, or that of a report")
        folder.mkdir(parents=True, exist_ok=True)
        if "html" in forms:
            site.write(merged, folder)
        if "markdown" in forms:
            _put(folder / "summary.md", markdown(merged))
        if "junit" in forms:
            for path in _emptied(folder / "junit", "*.xml"):
                path.unlink()
            for subject in merged.subjects:
                _put(folder / "junit" / f"{subject.slug}.xml", junit(subject))
        if "badge" in forms:
            for path in _emptied(folder / "badges", "*.*"):
                path.unlink()
            for subject in merged.subjects:
                _put(folder / "badges" / f"{subject.slug}.svg", badge.svg(subject))
                _put(folder / "badges" / f"{subject.slug}.json", badge.endpoint(subject))
    except OSError as error:
        raise UnwritableReport(
            f"{folder}: the report cannot be written: {error.strerror or error}; name another folder"
        ) from None


def _emptied(folder: Path, pattern: str) -> list[Path]:
    folder.mkdir(exist_ok=True)
    return list(folder.glob(pattern))


def _put(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")
