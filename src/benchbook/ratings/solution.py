"""From counts to strengths: pieces, priors and the maximum of the likelihood in each."""

from dataclasses import dataclass

import numpy as np

from benchbook.errors import NotRatable
from benchbook.ratings.columns import Flags, Floats
from benchbook.ratings.connection import core, rivalry
from benchbook.ratings.counts import PairCounts
from benchbook.ratings.method import AUTOMATIC_PRIOR, Method
from benchbook.ratings.newton import Fit, Problem, fit
from benchbook.ratings.pieces import Pieces, Stack


@dataclass(frozen=True, eq=False, kw_only=True)
class Solved:
    """Pieces of one size with their strengths.

    ``core`` (C, k) are the models whose distance from the bulk the votes determine, ``strong`` (C,) the pieces where
    that is all of them.
    """

    fit: Fit
    core: Flags
    strong: Flags

    @property
    def stack(self) -> Stack:
        """The pieces."""
        return self.fit.problem.stack


def solve(counts: PairCounts, pieces: Pieces, method: Method, near: Floats | None = None) -> list[Solved]:
    """The strengths of all pieces, in their order; ``near`` (K,) are those of a similar board, to start from.

    Raises NotRatable where the method has no prior and the votes alone determine no finite ratings.
    """
    return [_solve(stack, outcomes(counts, stack), method, near) for stack in pieces.stacks(counts)]


def strengths(counts: PairCounts, pieces: Pieces, method: Method, near: Floats | None = None) -> Floats:
    """The strengths (K,) alone, in nats at the mean zero of each piece; NaN without battles."""
    found = np.full(counts.models, np.nan)
    for solved in solve(counts, pieces, method, near):
        found[solved.stack.members] = solved.fit.strength
    return found


def outcomes(counts: PairCounts, stack: Stack) -> Floats:
    """The votes of a stack's pairs (3, P): wins of the first, wins of the second, ties."""
    columns = (counts.first_wins, counts.second_wins, counts.ties)
    return np.stack([column[stack.pairs] for column in columns]).astype(np.float64)


def priors(determined: Flags, method: Method) -> Floats:
    """The virtual draws of each model of a piece (C,); raises NotRatable where there are none and must be some."""
    if method.prior is None:
        return np.where(determined, 0.0, AUTOMATIC_PRIOR)
    if method.prior == 0 and not determined.all():
        raise NotRatable(
            "ratings",
            "are not finite without a prior: some models only won, or only lost, against the others",
            hint="leave the prior to be automatic, or name a number of virtual draws",
        )
    return np.full(len(determined), method.prior)


def _solve(stack: Stack, votes: Floats, method: Method, near: Floats | None) -> Solved:
    inner = core(stack, votes)
    if method.ties == "davidson":
        inner &= rivalry(stack, votes)[:, None]
    strong: Flags = np.all(inner, axis=1)
    start = None if near is None else near[stack.members]
    problem = Problem(stack=stack, votes=votes, ties=method.ties, prior=priors(strong, method), near=start)
    return Solved(fit=fit(problem), core=inner, strong=strong)
