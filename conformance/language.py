"""The words in which properties are written: whoever writes one imports these and nothing else of the harness.

One of the four modules that may be imported from outside (``conformance.spec``, ``conformance.results`` and
``conformance.model`` are the others); what stands elsewhere may move.
"""

from conformance.harness.expect import FAULTS, raises
from conformance.harness.outcome import BusError, DidNotRaise, Segfault
from conformance.harness.profiles import scaled
from conformance.harness.proxy import File, Map, View
from conformance.harness.remote import remote, remote_with
from conformance.harness.source import Expression, modelled, render_call
from conformance.harness.subject import Subject
from conformance.harness.together import Later
from conformance.harness.verify import verifies

__all__ = [
    "FAULTS",
    "BusError",
    "DidNotRaise",
    "Expression",
    "File",
    "Later",
    "Map",
    "Segfault",
    "Subject",
    "View",
    "modelled",
    "raises",
    "remote",
    "remote_with",
    "render_call",
    "scaled",
    "verifies",
]
