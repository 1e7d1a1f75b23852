"""Early votes against late ones."""

import numpy as np

from benchbook.ratings import rate, tally
from benchbook.ratings.columns import Floats, Integers
from benchbook.ratings.drift import drift
from benchbook.ratings.intervals import two_sided
from benchbook.votes.audit.board import Board, clusters_of
from benchbook.votes.audit.findings import Check, Drift, Drifted, Finding
from benchbook.votes.audit.judgements import NO_TIME, Judgements, moment_of
from benchbook.votes.audit.verdicts import in_words, points_in_words, rounded, strongest, verdict
from benchbook.wording import counted

_LEAST_VOTES = 400
_LEAST_BATTLES = 100
_LEAST_MODELS = 2
_MOST_SHOWN = 10
_WORTH_A_LOOK_POINTS, _MANY_POINTS = 10.0, 20.0

_CHECK = Check(
    "drift",
    "Early and late",
    "points",
    f"look: a model with {_LEAST_BATTLES} battles in either half of the votes differs by"
    f" {_WORTH_A_LOOK_POINTS:.0f} points (p < 0.01 for all models together); suspicious: p < 0.001"
    f" and {_MANY_POINTS:.0f} points",
)


def early_and_late(board: Board) -> Drift:
    """Rate the earlier and the later half of the votes, each by itself."""
    time = board.votes.time
    known = np.zeros(0, np.int64) if time is None else np.flatnonzero(time != NO_TIME)
    if time is None or len(known) < _LEAST_VOTES:
        return _unknown(f"too few votes with a time to compare ({len(known):,}, needed {_LEAST_VOTES})")
    middle = int(np.partition(time[known], len(known) // 2)[len(known) // 2])
    early = board.votes.only((time != NO_TIME) & (time < middle))
    late = board.votes.only((time != NO_TIME) & (time >= middle))
    if min(len(early), len(late)) < _LEAST_VOTES // 4:
        return _unknown("too few different times to divide the votes")
    battles, points, error = _compared(early, late)
    tested = np.flatnonzero((battles.min(axis=0) >= _LEAST_BATTLES) & (error > 0))
    if len(tested) < _LEAST_MODELS:
        return _unknown(f"fewer than {_LEAST_MODELS} models have {_LEAST_BATTLES} battles both early and late")
    far = np.abs(points[tested] / error[tested])
    rows = tuple(
        Drifted(
            model=board.models[model],
            early_battles=int(battles[0, model]),
            late_battles=int(battles[1, model]),
            points=rounded(points[model]),
            std_error=rounded(error[model]),
            chance=min(1.0, two_sided(points[model] / error[model]) * len(tested)),
        )
        for model in tested[np.argsort(-far, kind="stable")].tolist()
    )
    return Drift(
        finding=_finding(rows),
        divided_at=moment_of(middle),
        early=len(early),
        late=len(late),
        models=rows[:_MOST_SHOWN],
    )


def _compared(early: Judgements, late: Judgements) -> tuple[Integers, Floats, Floats]:
    """Battles (2, K) early and late, by how many points each model is rated higher late, and the error (K,).

    The error is that of clusters, or that of independent votes where it is larger: that of few clusters is too small.
    """
    counts = [tally(votes.first, votes.second, votes.outcome, len(votes.models)) for votes in (early, late)]
    plain = drift(*map(rate, counts))
    clusters = [clusters_of(votes, each) for votes, each in zip((early, late), counts, strict=True)]
    ratings = [rate(each, clusters=own) for each, own in zip(counts, clusters, strict=True)]
    battles = np.array([rated.battles for rated in ratings])
    found = drift(*ratings)
    return battles, found.points, np.fmax(found.std_error, plain.std_error)


def _finding(rows: tuple[Drifted, ...]) -> Finding:
    words = [
        verdict(
            row.chance,
            matters=abs(row.points) >= _WORTH_A_LOOK_POINTS,
            is_large=abs(row.points) >= _MANY_POINTS,
        )
        for row in rows
    ]
    beyond = sum(word != "fine" for word in words)
    worst = rows[words.index(strongest(words))]
    lead = f"{counted(beyond, 'model')} of {len(rows):,} {'differs' if beyond == 1 else 'differ'}"
    sentence = (
        f"{lead if beyond else f'no model of {len(rows):,} differs'}; most does {worst.model}:"
        f" {points_in_words(worst.points)} ± {1.96 * worst.std_error:.1f} points late ({in_words(worst.chance)})"
    )
    return _CHECK.found(
        strongest(words), sentence, worst.points, std_error=worst.std_error, expected=0, chance=worst.chance
    )


def _unknown(missing: str) -> Drift:
    return Drift(finding=_CHECK.unknown(missing), divided_at=None, early=0, late=0, models=())
