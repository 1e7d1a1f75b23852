"""Days on which a model got another score than the ratings say: what a campaign leaves where no voter is known."""

import numpy as np

from benchbook.ratings.method import POINTS_PER_NAT
from benchbook.ratings.spells import spells
from benchbook.ratings.tails import corrected
from benchbook.votes.audit.board import Board
from benchbook.votes.audit.findings import Check, Days, Finding, ModelDay, Verdict
from benchbook.votes.audit.judgements import MICROSECONDS_A_DAY, NO_TIME, date_of
from benchbook.votes.audit.verdicts import in_words, points_in_words, rounded, strongest, verdicts_of

DAY_NATS = 0.2
"""So much may a model do better or worse on a day (35 points) and does not stand out: what is asked varies."""

_LEAST_VOTES = 20
_LARGE = 1.0
_MOST_SHOWN = 10
_MOST_CELLS = 1 << 24

_CHECK = Check(
    "days",
    "Days",
    "score",
    f"look: a score beyond what {DAY_NATS * POINTS_PER_NAT:.0f} points more or less would explain (p < 0.01 for all"
    " models and days together); suspicious: p < 0.001, and it moves the rating by a standard error",
)


def days(board: Board) -> Days:
    """Look for the models and days with the least likely scores."""
    time = board.votes.time
    known = np.zeros(0, np.int64) if time is None else np.flatnonzero((time != NO_TIME) & board.is_apart)
    if time is None or len(known) < _LEAST_VOTES:
        return _unknown(f"too few votes with a time to compare ({len(known):,}, needed {_LEAST_VOTES})")
    day = time[known] // MICROSECONDS_A_DAY
    first = int(day.min())
    each = -(-(int(day.max()) - first + 1) * len(board.models) // _MOST_CELLS)
    spell = (day - first) // each
    found = spells(board.kind[known], spell, board.kinds, len(board.models), least_votes=_LEAST_VOTES, leeway=DAY_NATS)
    if not found.tested:
        return _unknown(f"no model has {_LEAST_VOTES} votes on one day")
    points = board.points(found.model, found.score - found.expected)
    chances = [corrected(log_chance, found.tested) for log_chance in found.log_chance.tolist()]
    rows = tuple(
        ModelDay(
            model=board.models[model],
            day=date_of(first + int(found.spell[row]) * each),
            votes=int(found.votes[row]),
            score=rounded(found.score[row]),
            expected=rounded(found.expected[row]),
            points=rounded(points[row]),
            chance=chances[row],
        )
        for row, model in enumerate(found.model[:_MOST_SHOWN].tolist())
    )
    words = verdicts_of(chances, board.errors_moved(found.model, points) >= _LARGE)
    return Days(finding=_finding(rows, found.tested, strongest(words)), days_each=each, days=rows)


def _finding(rows: tuple[ModelDay, ...], tested: int, word: Verdict) -> Finding:
    if not rows or word == "fine":
        sentence = f"no model stands out on any day, of {tested // 2:,} models and days"
        return _CHECK.found("fine", sentence, 0, chance=rows[0].chance if rows else 1.0)
    worst = rows[0]
    sentence = (
        f"{worst.model} on {worst.day}: a score of {worst.score:,.1f} in {worst.votes:,} votes, expected"
        f" {worst.expected:,.1f}, which moves its rating by about {points_in_words(worst.points)} points"
        f" ({in_words(worst.chance)} for {tested // 2:,} models and days)"
    )
    return _CHECK.found(word, sentence, worst.score, expected=worst.expected, chance=worst.chance)


def _unknown(missing: str) -> Days:
    return Days(finding=_CHECK.unknown(missing), days_each=1, days=())
