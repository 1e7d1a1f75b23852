"""Our joins compared with somebody else's, and the reason for each difference.

What is compared with must not be its own witness: of a catalogue that relays scores only the
sources' own rows speak for us, and of a list of names or asserted joins the stated id is withheld.
"""

from benchbook.audit.assertions import audit_assertions
from benchbook.audit.document import NamedRows, Relay, read_against
from benchbook.audit.findings import (
    Assertion,
    AssertionAudit,
    Holder,
    NameAudit,
    NameFinding,
    NameSummary,
    Published,
    ScoreAudit,
    ScoreFinding,
    ScoreSummary,
)
from benchbook.audit.names import audit_names
from benchbook.audit.render import assertion_lines, name_lines, score_lines
from benchbook.audit.scores import audit_scores

__all__ = [
    "Assertion",
    "AssertionAudit",
    "Holder",
    "NameAudit",
    "NameFinding",
    "NameSummary",
    "NamedRows",
    "Published",
    "Relay",
    "ScoreAudit",
    "ScoreFinding",
    "ScoreSummary",
    "assertion_lines",
    "audit_assertions",
    "audit_names",
    "audit_scores",
    "name_lines",
    "read_against",
    "score_lines",
]
