"""How Sphinx builds the site. It asks no network; what can be computed is written by the folder ``extension``."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from conformance import __version__

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

project = "mmap-conformance"
copyright = "the mmap-conformance contributors"
release = version = __version__
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx_click",
    "sphinx_copybutton",
    "extension",
]
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "_templates", "extension"]
nitpicky = False
default_role = "code"
smartquotes = False  # commands are copied
highlight_language = "text"

# Whose repository this is stands in pyproject.toml, where `python recipes/owner.py NAME` fills it in.
repository = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Homepage"]

autodoc_member_order = "bysource"
autodoc_preserve_defaults = True  # their values name folders of this machine
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
python_maximum_signature_line_length = 88

html_theme = "furo"
html_title = "mmap-conformance"
# furo's own, and under its contents what is published beside this site.
html_sidebars = {
    "**": [
        "sidebar/brand.html", "sidebar/search.html", "sidebar/scroll-start.html", "sidebar/navigation.html",
        "sidebar/matrix.html", "sidebar/scroll-end.html", "sidebar/variant-selector.html",
    ]
}  # fmt: skip
templates_path = ["_templates"]
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "source_repository": f"{repository}/",
    "source_branch": "main",
    "source_directory": "docs/",
}
copybutton_prompt_text = r"\$ |>>> "
copybutton_prompt_is_regexp = True
