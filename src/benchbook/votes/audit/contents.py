"""What there is to be audited."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from benchbook.ratings.columns import BOTH_BAD
from benchbook.store.voting import StoredBatch
from benchbook.votes.audit.board import Board
from benchbook.votes.audit.findings import Contents
from benchbook.votes.audit.judgements import MICROSECONDS_A_DAY, NO_TIME, Int64s, Judgements, moment_of
from benchbook.votes.audit.leaks import flags_of


def contents(board: Board, votes: Judgements, batches: Sequence[StoredBatch] = ()) -> Contents:
    """Count what there is: ``votes`` are all, ``batches`` tell what came and is not among them."""
    counts = np.ones(len(votes), np.bool_) if votes.flag is None else votes.flag < 0
    counted = int(np.count_nonzero(counts))
    both_bad = int(np.count_nonzero(counts & (votes.outcome == BOTH_BAD)))
    voter = np.zeros(0, np.int64) if votes.voter is None else votes.voter[counts & (votes.voter >= 0)]
    time = np.zeros(0, np.int64) if votes.time is None else votes.time[counts & (votes.time != NO_TIME)]
    rejected = sum((Counter(batch.reasons) for batch in batches), Counter[str]())
    return Contents(
        votes=counted,
        both_bad=both_bad,
        models=board.all_models,
        groups=board.groups,
        left_aside=counted - both_bad - len(board.votes),
        voters=int(np.count_nonzero(np.bincount(voter))) if len(voter) else None,
        without_voter=counted - len(voter),
        without_time=counted - len(time),
        first_at=moment_of(time.min()) if len(time) else None,
        last_at=moment_of(time.max()) if len(time) else None,
        days=_days(time),
        flagged=flags_of(votes),
        repeated=sum(batch.repeated for batch in batches),
        conflicting=sum(batch.conflicting for batch in batches),
        rejected=dict(rejected.most_common()),
    )


def _days(time: Int64s) -> int:
    """On how many UTC days votes were cast."""
    if not len(time):
        return 0
    day = time // MICROSECONDS_A_DAY
    return int(np.count_nonzero(np.bincount(day - day.min())))
