"""What one battle says: scores and information, with ties as half a win or by Davidson's model.

A battle of two models whose strengths differ by ``gap`` (nats, first less second) has three outcomes. The first of
three rows is always that the first wins, the second that the second does, the third a tie.
"""

from dataclasses import dataclass

import numpy as np

from benchbook.ratings.columns import Floats
from benchbook.ratings.method import Ties


@dataclass(frozen=True, eq=False, kw_only=True)
class Slopes:
    """Derivatives of the log likelihood of one battle (P,) at its gap and, by Davidson, at the logarithm of nu.

    ``score`` (3, P) is the derivative by the gap for each outcome, ``information`` (P,) the expected negative second
    one; ``tie_score`` (3, P), ``cross`` (P,) and ``tie_information`` (P,) are those by log nu, None with ties as half.
    """

    score: Floats
    information: Floats
    tie_score: Floats | None = None
    cross: Floats | None = None
    tie_information: Floats | None = None


def slopes(ties: Ties, gap: Floats, log_nu: Floats) -> Slopes:
    """The slopes by a convention for ties; ``log_nu`` (P,) is used by Davidson's only."""
    return davidson(gap, log_nu) if ties == "davidson" else half(gap)


def half(gap: Floats) -> Slopes:
    """Bradley and Terry (1952), a tie scored as half a win: the score is y - p with p = 1 / (1 + exp(-gap)).

    The share and its complement are each computed exactly, so that lopsided pairs keep their digits.
    """
    ahead, decay = gap >= 0, np.exp(-np.abs(gap))
    share = 1 / (1 + decay)
    decay *= share
    win, loss = np.where(ahead, share, decay), np.where(ahead, decay, share)
    return Slopes(score=np.stack([loss, -win, (loss - win) / 2], axis=0), information=win * loss)


def davidson(gap: Floats, log_nu: Floats) -> Slopes:
    """Davidson (1970): win, loss and tie are as exp(gap / 2) to exp(-gap / 2) to nu."""
    win, loss, tie = outcome_chances(gap, log_nu)
    lean = win - loss
    decided = win + loss
    return Slopes(
        score=np.stack([loss + tie / 2, -win - tie / 2, -lean / 2], axis=0),
        information=win * loss + tie * decided / 4,
        tie_score=np.stack([-tie, -tie, decided], axis=0),
        cross=-lean * tie / 2,
        tie_information=tie * decided,
    )


def outcome_chances(gap: Floats, log_nu: Floats) -> tuple[Floats, Floats, Floats]:
    """Davidson's chances of a win, a loss and a tie."""
    top = np.maximum(np.abs(gap) / 2, log_nu)
    win, loss, tie = np.exp(gap / 2 - top), np.exp(-gap / 2 - top), np.exp(log_nu - top)
    total = win + loss + tie
    return win / total, loss / total, tie / total


def sigmoid(gap: Floats) -> Floats:
    """1 / (1 + exp(-gap)), exact in both tails: the expected score that belongs to a gap in nats."""
    decay = np.exp(-np.abs(gap))
    share: Floats = np.where(gap >= 0, 1.0, decay) / (1 + decay)
    return share
