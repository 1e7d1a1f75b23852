"""Votes of one voter on the same pair and prompt."""

from typing import NamedTuple

import numpy as np

from benchbook.ratings import PairCounts
from benchbook.ratings.columns import Integers
from benchbook.votes.audit.judgements import Judgements, Mask, mixed


class Repeats(NamedTuple):
    """Which votes are beyond the first of their kind, which of these chose alike, and how many chance would give."""

    beyond: Mask
    agreeing: int
    expected: float
    known: int


def repeats(votes: Judgements, counts: PairCounts) -> Repeats | None:
    """By voter, prompt and pair; None where voters or prompts are unknown.

    By chance a voter who judges a prompt n times meets the same pair again as often as any two votes of the board are
    on the same pair.
    """
    if votes.voter is None or votes.prompt is None:
        return None
    known = np.flatnonzero((votes.voter >= 0) & (votes.prompt >= 0))
    if not len(known):
        return None
    who = mixed(votes.voter[known], votes.prompt[known])
    order = np.argsort(who, kind="stable")
    who = who[order]
    new = np.ones(len(who), np.bool_)
    new[1:] = who[1:] != who[:-1]
    sizes = np.diff(np.flatnonzero(new), append=len(who)).astype(np.float64)
    several = np.repeat(sizes > 1, sizes.astype(np.int64))
    rows, group = known[order[several]], np.cumsum(new, dtype=np.int64)[several]
    pair = votes.first.astype(np.int64) * len(votes.models) + votes.second
    beyond, agreeing = _beyond_first(group, pair[rows], votes.outcome[rows])
    mask = np.zeros(len(votes), np.bool_)
    mask[rows[beyond]] = True
    meetings = float((sizes * (sizes - 1)).sum() / 2)
    return Repeats(mask, agreeing, meetings * same_pair(counts), len(known))


def _beyond_first(group: Integers, pair: Integers, outcome: Integers) -> tuple[Mask, int]:
    """Which rows (R,) have an earlier one of the same group and pair, and how many of these have its outcome."""
    order = np.lexsort((pair, group))
    same = np.zeros(len(order), np.bool_)
    same[1:] = (np.diff(group[order]) == 0) & (np.diff(pair[order]) == 0)
    head = np.maximum.accumulate(np.where(same, 0, np.arange(len(order))))
    beyond = np.zeros(len(order), np.bool_)
    beyond[order] = same
    return beyond, int(np.count_nonzero(same & (outcome[order] == outcome[order[head]])))


def same_pair(counts: PairCounts) -> float:
    """How likely two votes of the board are on the same pair."""
    met = counts.table.sum(axis=1).astype(np.float64)
    return float((met * (met - 1)).sum() / max(1.0, met.sum() * (met.sum() - 1)))
