"""Votes that came more than once: the same voter on the same pair and prompt, and whole files taken in twice."""

import numpy as np

from benchbook.ratings import PairCounts
from benchbook.ratings.tails import log_poisson_tail, log_share_tail
from benchbook.votes.audit.board import Board
from benchbook.votes.audit.findings import Check, Duplicates, Finding, Repeater
from benchbook.votes.audit.judgements import Judgements, Mask
from benchbook.votes.audit.repeats import Repeats
from benchbook.votes.audit.verdicts import in_words, rounded, share_in_words, verdict

_WORTH_A_LOOK, _MANY = 0.001, 0.01
_LARGE_COUNT = 5
"""An odd one: where counts grow rarer the larger they are, more of those from here on are odd than even."""

_ENOUGH_COUNTS = 30
_MOST_SHOWN = 10
_EVENLY = 0.75

_CHECK = Check(
    "duplicates",
    "Duplicates",
    "votes",
    "look: more than by chance (p < 0.01) and 0.1 % of the votes; suspicious: p < 0.001 and 1 % of the votes, or"
    " three quarters of the large counts even (p < 0.001)",
)


def duplicates(board: Board) -> Duplicates:
    """Look for votes that came more than once."""
    found = board.repeats
    even, large = _evenness(board.counts)
    even_chance = float(np.exp(log_share_tail(even, large))) if 2 * even > large else 1.0
    all_even = large >= _ENOUGH_COUNTS and even > _EVENLY * large and verdict(even_chance) == "suspicious"
    return Duplicates(
        finding=_finding(found, even, large, all_even=all_even),
        repeated=None if found is None else int(np.count_nonzero(found.beyond)),
        agreeing=None if found is None else found.agreeing,
        expected=None if found is None else rounded(found.expected),
        voters=() if found is None else repeaters(board.votes, found.beyond),
        even_counts=rounded(even / large) if large else None,
        counts=large,
    )


def repeaters(votes: Judgements, beyond: Mask) -> tuple[Repeater, ...]:
    """The voters with the most votes of a mask (N,)."""
    if votes.voter is None or not beyond.any():
        return ()
    own = np.bincount(votes.voter[beyond])
    worst = np.argsort(-own, kind="stable")[:_MOST_SHOWN]
    return tuple(
        Repeater(
            voter=votes.name_of_voter(code),
            votes=int(np.count_nonzero(votes.voter == code)),
            repeated=int(own[code]),
        )
        for code in worst[own[worst] > 0].tolist()
    )


def _evenness(counts: PairCounts) -> tuple[int, int]:
    """How many counts of pairs and outcomes are even, of those that are not small."""
    large = counts.table[counts.table >= _LARGE_COUNT]
    return int(np.count_nonzero(large % 2 == 0)), len(large)


def _finding(found: Repeats | None, even: int, large: int, *, all_even: bool) -> Finding:
    parity = f"{share_in_words(even, large)} of {large:,} counts of pairs are even, expected 50 % or less"
    if found is None:
        missing = "no vote has a voter and a prompt, so that repeated votes cannot be told"
        return _CHECK.found("suspicious", f"{missing}, but {parity}", even) if all_even else _CHECK.unknown(missing)
    repeated = int(np.count_nonzero(found.beyond))
    chance = float(np.exp(log_poisson_tail(repeated, found.expected)))
    share = repeated / found.known
    word = verdict(chance, matters=share >= _WORTH_A_LOOK, is_large=share >= _MANY)
    sentence = (
        f"{repeated:,} votes ({share_in_words(repeated, found.known)}) repeat a voter's vote on the same pair and"
        f" prompt, {found.agreeing:,} of them with the same winner; expected by chance {found.expected:,.1f}"
        f" ({in_words(chance)})"
    )
    if all_even:
        word, sentence = "suspicious", f"{sentence}; {parity}"
    return _CHECK.found(word, sentence, repeated, expected=found.expected, chance=chance)
