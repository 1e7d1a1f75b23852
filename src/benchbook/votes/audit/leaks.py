"""Votes on models whose names were known: what was flagged, and whether these votes favour a model."""

import numpy as np

from benchbook.ratings import tally
from benchbook.ratings.columns import gross, net
from benchbook.ratings.intervals import two_sided
from benchbook.ratings.likelihood import sigmoid
from benchbook.ratings.method import POINTS_PER_NAT
from benchbook.votes.audit.board import Board
from benchbook.votes.audit.findings import Check, Favoured, Leaks
from benchbook.votes.audit.judgements import Judgements
from benchbook.votes.audit.verdicts import in_words, points_in_words, rounded, share_in_words, strongest, verdict
from benchbook.votes.schema import FLAGS
from benchbook.wording import counted

_LEAST_VOTES = 30
_LARGE_POINTS = 20.0
_MOST_SHOWN = 10

_CHECK = Check(
    "leaks",
    "Names known",
    "points",
    "look: flagged votes, which are not counted, rate a model otherwise than the others do (p < 0.01 for all models"
    f" together) by {_LARGE_POINTS:.0f} points or more; never suspicious, as they are not counted",
)


def leaks(board: Board) -> Leaks:
    """Compare flagged votes with what the ratings, made without them, lead to expect."""
    flagged, total = flags_of(board.flagged), len(board.flagged)
    if not total:
        return Leaks(finding=_CHECK.found("fine", "no vote bears a flag", 0), flagged=flagged, models=())
    rows = _favoured(board)
    told = (
        f"{counted(total, 'vote')} ({share_in_words(total, total + len(board.votes))}) bear a flag and do not count:"
        f" {', '.join(f'{count:,} {flag}' for flag, count in flagged.items())}"
    )
    if not rows:
        missing = f"{told}; too few to say whom they favour (no model has {_LEAST_VOTES})"
        return Leaks(finding=_CHECK.unknown(missing), flagged=flagged, models=())
    matter = [verdict(row.chance, matters=abs(row.points) >= _LARGE_POINTS, is_large=False) for row in rows]
    worst = rows[0]
    where = "they rate no model otherwise than the others do"
    if "look" in matter:
        worst = rows[matter.index("look")]
        where = (
            f"they rate {worst.model} by {points_in_words(worst.points)} ± {1.96 * worst.std_error:.1f} points"
            f" otherwise than the others do ({in_words(worst.chance)} for {counted(len(rows), 'model')})"
        )
    finding = _CHECK.found(
        strongest(matter), f"{told}; {where}", worst.points, std_error=worst.std_error, expected=0, chance=worst.chance
    )
    return Leaks(finding=finding, flagged=flagged, models=rows[:_MOST_SHOWN])


def flags_of(votes: Judgements) -> dict[str, int]:
    """How many votes bear each flag, without those that none bears."""
    if votes.flag is None:
        return {}
    counts = np.bincount(votes.flag[votes.flag >= 0], minlength=len(FLAGS)).tolist()
    return {flag: count for flag, count in zip(FLAGS, counts, strict=True) if count}


def _favoured(board: Board) -> tuple[Favoured, ...]:
    """Models with enough flagged votes, the least likely first.

    The error is that of the flagged votes' score, as if no vote were a tie, and of the rating they are held against.
    """
    votes = board.flagged
    counts = tally(votes.first, votes.second, votes.outcome, len(board.models))
    first, second, battles = counts.first, counts.second, counts.battles
    expected = sigmoid(board.ratings.strength[first] - board.ratings.strength[second])
    beyond = counts.first_wins + counts.ties / 2 - battles * expected
    varied = battles * expected * (1 - expected)
    models = len(board.models)
    score, known = net(first, second, beyond, models), gross(first, second, varied, models)
    number = gross(first, second, battles, models)
    tested = np.flatnonzero((number >= _LEAST_VOTES) & (known > 0))
    points = score[tested] / known[tested] * POINTS_PER_NAT
    error = np.hypot(POINTS_PER_NAT / np.sqrt(known[tested]), board.ratings.std_error[tested])
    order = np.argsort(-np.abs(points / error), kind="stable")
    return tuple(
        Favoured(
            model=board.models[tested[at]],
            votes=int(number[tested[at]]),
            points=rounded(points[at]),
            std_error=rounded(error[at]),
            chance=min(1.0, len(tested) * two_sided(points[at] / error[at])),
        )
        for at in order.tolist()
    )
