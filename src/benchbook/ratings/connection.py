"""Whether votes alone determine the ratings of a piece: Ford's condition, tested on many pieces at once."""

import numpy as np

from benchbook.ratings.columns import Flags, Floats, Integers, added
from benchbook.ratings.pieces import Stack

_ATTEMPTS = 4
"""So many strong sets are looked at for one of most models, each from the model with the most rivals left."""


def core(stack: Stack, votes: Floats) -> Flags:
    """The models (C, k) of each piece whose strengths the votes determine against most others; none where no most do.

    ``votes`` (3, P) are wins of the first, wins of the second and ties, which count both ways. Models that win and lose
    against each other, by way of others, have finite gaps (Ford 1957): where these are all of a piece, the likelihood
    has one finite maximum. How far other models lie from the core only a prior can say.
    """
    beats = _beats(stack, votes)
    inner = np.zeros(stack.shape, bool)
    left = np.ones(stack.shape, bool)
    open_ = np.arange(stack.shape[0])
    rivals = _rivals(stack, votes)
    for _ in range(_ATTEMPTS):
        start = np.where(left[open_], rivals[open_], -1).argmax(axis=1)
        there = beats[open_]
        strong = _reached(there, start) & _reached(there.transpose(0, 2, 1), start)
        most = 2 * strong.sum(axis=1) > stack.shape[1]
        inner[open_[most]] = strong[most]
        left[open_] &= ~strong
        open_ = open_[~most & (2 * left[open_].sum(axis=1) > stack.shape[1])]
        if not len(open_):
            break
    return inner


def rivalry(stack: Stack, votes: Floats) -> Flags:
    """The pieces (C,) that have no ties, or a pair that won in both directions: Davidson's nu is finite in them."""
    won, lost, tied = votes
    finite: Flags = (stack.within(tied) == 0) | (stack.within(np.minimum(won, lost)) > 0)
    return finite


def _rivals(stack: Stack, votes: Floats) -> Floats:
    """How many wins or losses of each model (C, k), whichever are fewer, ties being both."""
    won, lost, tied = votes
    low, high = stack.ends
    gained = added(low, won + tied, stack.members.size) + added(high, lost + tied, stack.members.size)
    given = added(low, lost + tied, stack.members.size) + added(high, won + tied, stack.members.size)
    return np.minimum(gained, given).reshape(stack.shape)


def _beats(stack: Stack, votes: Floats) -> Flags:
    count, size = stack.shape
    square = np.zeros((count, size, size), bool)
    above, below = stack.cells
    won, lost, tied = votes
    square.reshape(-1)[above] = (won > 0) | (tied > 0)
    square.reshape(-1)[below] = (lost > 0) | (tied > 0)
    return square


def _reached(beats: Flags, start: Integers) -> Flags:
    """Which models (C, k) can be reached from each piece's start; every row of the squares is read at most once."""
    reached = np.zeros(beats.shape[:2], bool)
    frontier = np.arange(len(start)), start
    reached[frontier] = True
    while len(frontier[0]):
        pieces, begins = np.unique(frontier[0], return_index=True)
        found = np.logical_or.reduceat(beats[frontier], begins, axis=0) & ~reached[pieces]
        reached[pieces] |= found
        row, model = np.nonzero(found)
        frontier = pieces[row], model
    return reached
