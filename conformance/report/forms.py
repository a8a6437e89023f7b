"""Every form of a report, written into one folder: the site, Markdown, JUnit and badges."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from conformance.report import badge, site
from conformance.report.junit import junit
from conformance.report.markdown import markdown
from conformance.report.merge import Merged
from conformance.results.owned import replaced, write_new

FORMS = ("html", "markdown", "junit", "badge")


def write(merged: Merged, folder: Path, forms: Collection[str] = FORMS) -> None:
    """Write the chosen forms: whole and in the place of what a report has left there, or not at all.

    Raises UnwritableReport; a folder with something else in it is not touched.
    """
    with replaced(folder) as fresh:
        if "html" in forms:
            site.write(merged, fresh)
        if "markdown" in forms:
            write_new(fresh / "summary.md", markdown(merged))
        for name, wanted in (("junit", "junit"), ("badges", "badge")):
            if wanted in forms:
                (fresh / name).mkdir()
        for subject in merged.subjects:
            if "junit" in forms:
                write_new(fresh / "junit" / f"{subject.slug}.xml", junit(subject))
            if "badge" in forms:
                write_new(fresh / "badges" / f"{subject.slug}.svg", badge.svg(subject))
                write_new(fresh / "badges" / f"{subject.slug}.json", badge.endpoint(subject))
