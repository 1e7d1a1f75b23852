"""What of the ledger is published: which rows stand for a source, and which one for a model.

Three rules, each visible in the rows that come out:

* a direct row beats a relayed one for the same thing, and a relay beats the starter document;
* a relayed row that is older than the newest complete reading by a better publisher is silent;
* where the wire wants one row a model, a *policy* picks it (``headline``), or does not (``all``).
"""

from benchbook.publication.headline import headline_order
from benchbook.publication.publish import Policy, publish
from benchbook.publication.rows import ArenaRow, EvalRow, IndexRow, Publication, Row, SearchRow
from benchbook.publication.standing import standing_results

__all__ = [
    "ArenaRow",
    "EvalRow",
    "IndexRow",
    "Policy",
    "Publication",
    "Row",
    "SearchRow",
    "headline_order",
    "publish",
    "standing_results",
]
