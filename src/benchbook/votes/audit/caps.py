"""What a cap on the votes of one voter and day would do."""

from typing import NamedTuple

import numpy as np

from benchbook.ratings import Ratings, rate, tally
from benchbook.ratings.caps import capped
from benchbook.ratings.columns import Flags, Integers
from benchbook.ratings.method import POINTS_PER_NAT
from benchbook.ratings.spells import Spells, spells
from benchbook.ratings.tails import corrected
from benchbook.votes.audit.board import Board, leader_of
from benchbook.votes.audit.findings import Busy, Cap, Check, Finding, Moved
from benchbook.votes.audit.judgements import MICROSECONDS_A_DAY, NO_TIME, date_of
from benchbook.votes.audit.verdicts import in_words, points_in_words, rounded, share_in_words, verdict
from benchbook.wording import counted

USUAL_CAP = 50
"""So many votes a day are counted of one voter, where nothing else is said."""

LEEWAY_NATS = 0.5
"""So much may the votes beyond a cap rate a model otherwise (87 points), and do not stand out: tastes differ."""

_LEAST_VOTES = 20
_MOST_SHOWN = 10
_LARGE = 1.0

_CHECK = Check(
    "cap",
    "Votes a day",
    "votes",
    "look: the votes beyond the cap rate a model otherwise than all do, by more than"
    f" {LEEWAY_NATS * POINTS_PER_NAT:.0f} points (p < 0.01 for all models together);"
    " suspicious: p < 0.001, and without these votes its rating moves by a standard error",
)


class _Days(NamedTuple):
    """Votes by voter and day (D,): whose, when, and how many."""

    voter: Integers
    day: Integers
    votes: Integers


def cap_effect(board: Board, cap: int = USUAL_CAP) -> Cap:
    """Rate the board without what a voter cast on a UTC day after its first ``cap`` votes."""
    voter, time = board.votes.voter, board.votes.time
    known = np.zeros(0, np.bool_) if voter is None or time is None else (voter >= 0) & (time != NO_TIME)
    if voter is None or time is None or not known.any():
        return _unknown(cap)
    day = np.where(known, time // MICROSECONDS_A_DAY, 0)
    of_day = _by_day(voter[known], day[known])
    kept = capped(np.where(known, voter, -1), day, time, cap) if of_day.votes.max() > cap else np.ones_like(known)
    after = board.ratings if kept.all() else _rated(board, kept)
    moved = _moved(board, after)
    busiest = np.argsort(-of_day.votes, kind="stable")[:_MOST_SHOWN]
    return Cap(
        finding=_finding(board, cap, kept, after),
        cap=cap,
        median=float(np.median(of_day.votes)),
        percentile_99=float(np.percentile(of_day.votes, 99)),
        most=int(of_day.votes.max()),
        busiest=tuple(
            Busy(
                voter=board.votes.name_of_voter(int(of_day.voter[row])),
                day=date_of(of_day.day[row]),
                votes=int(of_day.votes[row]),
            )
            for row in busiest.tolist()
        ),
        over=int(np.count_nonzero(of_day.votes > cap)),
        left_out=int(np.count_nonzero(~kept)),
        moved=moved,
        first_before=board.models[board.leader],
        first_after=board.models[leader_of(after)],
    )


def _by_day(voter: Integers, day: Integers) -> _Days:
    first = int(day.min())
    width = int(day.max()) - first + 1
    days, votes = np.unique(voter.astype(np.int64) * width + (day - first), return_counts=True)
    return _Days(days // width, days % width + first, votes)


def _rated(board: Board, kept: Flags) -> Ratings:
    votes = board.votes.only(kept)
    return rate(tally(votes.first, votes.second, votes.outcome, len(board.models)), board.ratings.method)


def _moved(board: Board, after: Ratings) -> tuple[Moved, ...]:
    """The listed ratings that move most, in standard errors."""
    points = np.where(board.ratings.listed & (after.component == 0), after.rating - board.ratings.rating, 0.0)
    order = np.argsort(-np.abs(np.nan_to_num(points / board.ratings.std_error)), kind="stable")[:_MOST_SHOWN]
    return tuple(
        Moved(
            model=board.models[model],
            rating=rounded(board.ratings.rating[model]),
            std_error=rounded(board.ratings.std_error[model]),
            moved=rounded(points[model]),
            std_errors=rounded(points[model] / board.ratings.std_error[model]),
        )
        for model in order[points[order] != 0].tolist()
    )


def _finding(board: Board, cap: int, kept: Flags, after: Ratings) -> Finding:
    out = int(np.count_nonzero(~kept))
    if not out:
        return _CHECK.found("fine", f"no voter cast more than {cap:,} votes on a day", 0)
    told = (
        f"a cap of {cap:,} votes a voter and day leaves out {counted(out, 'vote')} ({share_in_words(out, len(kept))})"
    )
    if leader_of(after) != board.leader:
        told = f"{told} and puts {board.models[leader_of(after)]} first instead of {board.models[board.leader]}"
    found = _beyond(board, kept)
    if not found.tested:
        return _CHECK.found("fine", f"{told}, on no model {_LEAST_VOTES}: too few to move anything", out)
    if not len(found.model):
        return _CHECK.found("fine", f"{told}, which rate no model otherwise than all do", out, chance=1.0)
    model, chance = int(found.model[0]), corrected(found.log_chance[0], found.tested)
    points = float(after.rating[model] - board.ratings.rating[model])
    large = bool(abs(points) >= _LARGE * board.plain.std_error[model])
    sentence = (
        f"{told}; without them {board.models[model]} moves by {points_in_words(points)} points, having got"
        f" {found.score[0]:,.1f} in {found.votes[0]:,} of these votes, expected {found.expected[0]:,.1f}"
        f" ({in_words(chance)})"
    )
    return _CHECK.found(verdict(chance, is_large=large), sentence, out, chance=chance)


def _beyond(board: Board, kept: Flags) -> Spells:
    """Models that the votes beyond the cap rate otherwise than all."""
    kind = board.kind[~kept & board.is_apart]
    alone = np.zeros(len(kind), np.int64)
    return spells(kind, alone, board.kinds, len(board.models), least_votes=_LEAST_VOTES, leeway=LEEWAY_NATS)


def _unknown(cap: int) -> Cap:
    return Cap(
        finding=_CHECK.unknown("no vote tells who cast it and when"),
        cap=cap,
        median=None,
        percentile_99=None,
        most=None,
        busiest=(),
        over=0,
        left_out=0,
        moved=(),
        first_before=None,
        first_after=None,
    )
