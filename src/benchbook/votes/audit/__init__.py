"""Whether a board's votes can be trusted: figures, what was to be expected of them, and a word for each.

What is unlikely by chance is told with how unlikely it is, after correction for all that was looked at, and never with
who is to blame. Where a column is missing or votes are few nothing is claimed.
"""

from benchbook.votes.audit.arena import audit_votes
from benchbook.votes.audit.auditing import audited
from benchbook.votes.audit.findings import Finding, Verdict, VoteAudit
from benchbook.votes.audit.judgements import Judgements
from benchbook.votes.audit.text import audit_lines

__all__ = [
    "Finding",
    "Judgements",
    "Verdict",
    "VoteAudit",
    "audit_lines",
    "audit_votes",
    "audited",
]
