"""How a subject is driven. It knows no pytest session, no report and no property.

Empty on purpose: whoever imports one module of the harness gets that one and what it needs. Authors of properties
import ``conformance.language``.
"""
