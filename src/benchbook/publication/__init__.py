"""What of the ledger is published: which rows stand for a source, and which one for a model.

Three rules, each visible in the rows that come out:

* a direct row beats a relayed one for the same thing, and a relay beats the starter document;
* a relayed row that is older than the newest complete reading by a better publisher is silent;
* where the wire wants one row a model, a *policy* picks it (``headline``), or does not (``all``).

Beside the wire's rows stand the scores: every result that speaks, with all its efforts, joined or not.
"""

from benchbook.publication.boards import RatedBoard
from benchbook.publication.configuration import configuration_parts, configuration_text
from benchbook.publication.headline import headline_order
from benchbook.publication.licences import Audience, audience_of, licences_of, may_see, permitted
from benchbook.publication.publish import DesignArena, Policy, StandIns, publication_of, publish
from benchbook.publication.rows import ArenaRow, EvalRow, IndexRow, Publication, Row, SearchRow
from benchbook.publication.scores import ScoreRow, citation_of, citations, configuration_of, same_values, score_rows
from benchbook.publication.standing import standing_results

__all__ = [
    "ArenaRow",
    "Audience",
    "DesignArena",
    "EvalRow",
    "IndexRow",
    "Policy",
    "Publication",
    "RatedBoard",
    "Row",
    "ScoreRow",
    "SearchRow",
    "StandIns",
    "audience_of",
    "citation_of",
    "citations",
    "configuration_of",
    "configuration_parts",
    "configuration_text",
    "headline_order",
    "licences_of",
    "may_see",
    "permitted",
    "publication_of",
    "publish",
    "same_values",
    "score_rows",
    "standing_results",
]
