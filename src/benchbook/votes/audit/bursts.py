"""Identical votes by one voter within a minute."""

from typing import NamedTuple

import numpy as np

from benchbook.ratings import PairCounts
from benchbook.ratings.clusters import pair_rows
from benchbook.ratings.columns import Floats, Integers
from benchbook.ratings.tails import log_poisson_tail
from benchbook.votes.audit.board import Board
from benchbook.votes.audit.duplicates import repeaters
from benchbook.votes.audit.findings import Bursts, Check
from benchbook.votes.audit.judgements import NO_TIME, Judgements, Mask
from benchbook.votes.audit.verdicts import in_words, rounded, share_in_words, verdict

SECONDS = 60

_LEAST_VOTES = 200
_WORTH_A_LOOK, _MANY = 0.001, 0.01
_MICROSECONDS = 1_000_000

_CHECK = Check(
    "bursts",
    "Bursts",
    "votes",
    "look: more than by chance (p < 0.01) and 0.1 % of the votes; suspicious: p < 0.001 and 1 % of the votes",
)


class _Close(NamedTuple):
    """Votes of voters who cast another one within a minute: their rows by voter and time, and when and by whom."""

    rows: Integers
    voter: Integers
    second: Integers
    known: int


def bursts(board: Board) -> Bursts:
    """Look for votes with the pair and winner of the same voter's last vote on that pair, within a minute of it.

    By chance they are as many as there are two votes of a voter within a minute, times how likely any two votes of the
    board are alike. Where an arena shows a pair again, they are as many as two votes on that pair agree: what is
    expected is the larger of the two.
    """
    votes, counts = board.votes, board.counts
    close = _close(votes)
    if close.known < _LEAST_VOTES:
        missing = f"too few votes with a voter and a time to compare ({close.known:,}, needed {_LEAST_VOTES})"
        return Bursts(finding=_CHECK.unknown(missing), identical=None, expected=None, voters=())
    identical, by_pair = _identical(votes, counts, close)
    seen = int(np.count_nonzero(identical))
    expected = max(_meetings(close) * _alike(counts.table.ravel()), by_pair)
    chance = float(np.exp(log_poisson_tail(seen, expected)))
    share = seen / close.known
    sentence = (
        f"{seen:,} votes ({share_in_words(seen, close.known)}) repeat pair and winner of the same voter's vote within"
        f" {SECONDS} seconds; expected by chance {expected:,.1f} ({in_words(chance)})"
    )
    word = verdict(chance, matters=share >= _WORTH_A_LOOK, is_large=share >= _MANY)
    return Bursts(
        finding=_CHECK.found(word, sentence, seen, expected=expected, chance=chance),
        identical=seen,
        expected=rounded(expected),
        voters=repeaters(votes, identical),
    )


def _close(votes: Judgements) -> _Close:
    if votes.voter is None or votes.time is None:
        none = np.zeros(0, np.int64)
        return _Close(none, none, none, 0)
    known = np.flatnonzero((votes.voter >= 0) & (votes.time != NO_TIME))
    second = votes.time[known] // _MICROSECONDS
    second -= second.min(initial=0)
    key = votes.voter[known].astype(np.int64) << 32 | second
    order = np.argsort(key, kind="stable")
    key = key[order]
    near = np.diff(key) <= SECONDS
    kept = np.zeros(len(key), np.bool_)
    kept[1:] |= near
    kept[:-1] |= near
    key, rows = key[kept], known[order[kept]]
    return _Close(rows, key >> 32, key & (2**32 - 1), len(known))


def _meetings(close: _Close) -> int:
    """How many two votes of one voter are within a minute of each other."""
    key = close.voter << 32 | close.second
    return int((np.arange(len(key)) - np.searchsorted(key, key - SECONDS)).sum())


def _alike(counts: Integers | Floats) -> float:
    """How likely two of these votes are of the same kind."""
    votes = counts.astype(np.float64)
    return float((votes * (votes - 1)).sum() / max(1.0, votes.sum() * (votes.sum() - 1)))


def _identical(votes: Judgements, counts: PairCounts, close: _Close) -> tuple[Mask, float]:
    """Which votes (N,) are identical, and how many of those that repeat a pair would be by chance."""
    identical = np.zeros(len(votes), np.bool_)
    if not len(close.rows):
        return identical, 0.0
    pair = pair_rows(counts, votes.first[close.rows], votes.second[close.rows])
    order = np.lexsort((close.second, pair, close.voter))
    rows, pair = close.rows[order], pair[order]
    again = (np.diff(pair) == 0) & (np.diff(close.voter[order]) == 0) & (np.diff(close.second[order]) <= SECONDS)
    same = again & (np.diff(votes.outcome[rows]) == 0)
    identical[rows[1:][same]] = True
    table = counts.table.astype(np.float64)
    met = table.sum(axis=1)
    agreeing = (table**2).sum(axis=1) / np.maximum(met, 1) ** 2
    return identical, float(agreeing[pair[1:][again]].sum())
