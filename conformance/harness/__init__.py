"""HOW a subject is driven: agent, link, subject, journal, proxy, verdict, pytest plugin.

What a property module needs is re-exported here.
"""

from conformance.harness.expect import FAULTS, raises
from conformance.harness.remote import remote, remote_with
from conformance.harness.source import Expression, modelled
from conformance.harness.subject import Subject
from conformance.harness.verify import verifies

__all__ = ["FAULTS", "Expression", "Subject", "modelled", "raises", "remote", "remote_with", "verifies"]
