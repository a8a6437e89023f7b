"""Every form of a report, written into one folder: the site, Markdown, JUnit, badges, and the results packed."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from conformance.report import badge, site
from conformance.report.junit import junit
from conformance.report.markdown import markdown, matrix
from conformance.report.merge import Merged
from conformance.results.lines import PACKED
from conformance.results.owned import replaced, write_new
from conformance.results.packing import pack

USUAL = ("html", "markdown", "junit", "badge")
FORMS = (*USUAL, "results")


def write(merged: Merged, folder: Path, forms: Collection[str] = USUAL, home: str = "") -> None:
    """Write the chosen forms: whole and in the place of what a report has left there, or not at all.

    ``home`` is what the site's pages lead back to, if any. A folder with something else in it is not touched.
    Raises UnwritableReport.
    """
    with replaced(folder) as fresh:
        if "html" in forms:
            site.write(merged, fresh, home)
        if "markdown" in forms:
            write_new(fresh / "summary.md", markdown(merged))
            write_new(fresh / "matrix.md", matrix(merged))
        for name, wanted in (("junit", "junit"), ("badges", "badge"), ("results", "results")):
            if wanted in forms:
                (fresh / name).mkdir()
        for subject in merged.subjects:
            if "junit" in forms:
                write_new(fresh / "junit" / f"{subject.slug}.xml", junit(subject))
            if "badge" in forms:
                write_new(fresh / "badges" / f"{subject.slug}.svg", badge.svg(subject))
                write_new(fresh / "badges" / f"{subject.slug}.json", badge.endpoint(subject))
            if "results" in forms:
                (fresh / "results" / f"{subject.slug}.jsonl{PACKED}").write_bytes(pack(subject))
