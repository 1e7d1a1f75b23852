"""How much each voter moves the board."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchbook.errors import NotRatable
from benchbook.ratings.clusters import Clusters, Groups, grouped
from benchbook.ratings.columns import Floats, Integers, frozen, one_integer
from benchbook.ratings.counts import PairCounts
from benchbook.ratings.meat import ScoredVotes, Scores, Squares
from benchbook.ratings.method import POINTS_PER_NAT, Method
from benchbook.ratings.pieces import Pieces
from benchbook.ratings.rating import USUAL, scores_of
from benchbook.ratings.record import Record
from benchbook.ratings.sandwich import bread_of
from benchbook.ratings.solution import Solved, solve, strengths

_ROWS = 1 << 17
_CELLS = 1 << 22


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """The board without one cluster: the listed model that moves most and by how many points.

    ``one_step`` is estimated, ``exact`` found by rating again (NaN where that leaves the model without a rating);
    ``first`` is the model in the first place of its piece then, and ``was_first`` the one with all votes.
    """

    cluster: int
    votes: int
    model: int
    one_step: float
    exact: float
    was_first: int
    first: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Influence:
    """How far leaving out a cluster moves a listed model, by one step of Newton's method.

    One row for what each cluster has in each piece (G,): the ``cluster``, its ``votes``, the ``model`` that it moves
    most and by how many ``points``, positive where the model would be rated higher without. ``worst`` are those that
    move one most, rated again without them.
    """

    cluster: Integers
    votes: Integers
    model: Integers
    points: Floats
    worst: tuple[LeftOut, ...]


def cluster_influence(counts: PairCounts, clusters: Clusters, method: Method = USUAL, worst: int = 10) -> Influence:
    """The influence of every cluster, such as a voter, and the exact effect of the ``worst`` ones.

    The step is that of the scores of its votes through the inverse information (Pregibon 1981). Models that are not
    listed are left aside unless none is.
    """
    one_integer(worst, "worst", 0)
    clusters.check(counts)
    pieces = Pieces.of(counts)
    solved = solve(counts, pieces, method)
    groups = grouped(clusters, pieces.component[counts.first])
    battles = Record.of(counts).battles
    listed = battles >= max(1, method.list_battles)
    watched = np.flatnonzero(listed if listed.any() else battles > 0)
    model, points = _steps(groups, scores_of(counts, solved), Squares.of(pieces), solved, watched)
    ranked = np.argsort(-np.abs(points), kind="stable")[:worst]
    board = _Board(counts=counts, clusters=clusters, method=method, watched=watched, whole=_Rated.of(counts, method))
    moving = [(int(groups.cluster[row]), int(model[row]), float(points[row])) for row in ranked if model[row] >= 0]
    return Influence(
        cluster=frozen(groups.cluster, np.int64),
        votes=frozen(groups.sizes, np.int64),
        model=frozen(model, np.int32),
        points=frozen(points, np.float64),
        worst=tuple(board.without(*each) for each in moving),
    )


def _steps(
    groups: Groups, scores: Scores, squares: Squares, solved: list[Solved], watched: Integers
) -> tuple[Integers, Floats]:
    """The watched model that each group moves most (-1 where its piece has none), and by how many points."""
    model, points = np.full(len(groups.cluster), -1, np.int32), np.zeros(len(groups.cluster))
    for each in solved:
        bread = bread_of(each.fit)
        for row in range(each.stack.shape[0]):
            members = each.stack.members[row]
            chosen = np.flatnonzero(np.isin(members, watched, assume_unique=True))
            begin, end = np.searchsorted(groups.component, [each.stack.begin + row, each.stack.begin + row + 1])
            if not len(chosen) or begin == end:
                continue
            for part, sums in _sums(groups, scores, squares.column, len(members), (int(begin), int(end))):
                moved = sums @ -bread[row][: sums.shape[1], chosen]
                if len(chosen) > 1:
                    moved -= moved.mean(axis=1, keepdims=True)
                most = np.abs(moved).argmax(axis=1)
                model[part] = members[chosen[most]]
                points[part] = moved[np.arange(len(most)), most] * POINTS_PER_NAT
    return model, points


def _sums(
    groups: Groups, scores: Scores, column: Integers, width: int, span: tuple[int, int]
) -> Iterator[tuple[slice, Floats]]:
    """The scores of groups added up (groups, width, then Davidson's), in parts that fit in memory."""
    begin, last = span
    while begin < last:
        room = min(last, begin + max(1, _CELLS // width))
        full = int(np.searchsorted(groups.starts, groups.starts[begin] + _ROWS, side="right")) - 1
        end = max(begin + 1, min(room, full))
        kind = groups.kind[groups.starts[begin] : groups.starts[end]]
        group = np.repeat(np.arange(end - begin), groups.sizes[begin:end])
        sums = ScoredVotes.of(scores, kind).by_group(group, column, width)
        if scores.extra.shape[1]:
            heads = groups.starts[begin:end] - groups.starts[begin]
            sums = np.concatenate([sums, np.add.reduceat(scores.extra[kind], heads, axis=0)], axis=1)
        yield slice(begin, end), sums
        begin = end


@dataclass(frozen=True, eq=False, kw_only=True)
class _Rated:
    """Strengths (K,) and pieces (K,) of a board."""

    strength: Floats
    component: Integers

    @classmethod
    def of(cls, counts: PairCounts, method: Method, near: Floats | None = None) -> "_Rated":
        pieces = Pieces.of(counts)
        return cls(strength=strengths(counts, pieces, method, near), component=pieces.component)

    def first(self, model: int, watched: Integers) -> int:
        """The watched model in the first place of a model's piece, -1 where it has none."""
        rivals = self._rivals(model, watched)
        return int(rivals[self.strength[rivals].argmax()]) if len(rivals) else -1

    def above_mean(self, model: int, watched: Integers) -> float:
        """How far a model is above the mean of its piece, in points, as boards tell it; NaN where it has no rating."""
        rivals = self._rivals(model, watched)
        mean = self.strength[rivals].mean() if len(rivals) > 1 else 0
        return float((self.strength[model] - mean) * POINTS_PER_NAT)

    def _rivals(self, model: int, watched: Integers) -> Integers:
        rivals: Integers = watched[(self.component[watched] == self.component[model]) & (self.component[watched] >= 0)]
        return rivals


@dataclass(frozen=True, eq=False, kw_only=True)
class _Board:
    """A board that is rated again without the votes of one cluster."""

    counts: PairCounts
    clusters: Clusters
    method: Method
    watched: Integers
    whole: _Rated

    def without(self, cluster: int, model: int, points: float) -> LeftOut:
        """What leaving a cluster out does."""
        rows = np.flatnonzero(self.clusters.cluster == cluster)
        kind = self.clusters.pair[rows].astype(np.int64) * 4 + self.clusters.outcome[rows]
        table = self.counts.table
        left = np.maximum(table - np.bincount(kind, minlength=table.size).reshape(table.shape), 0)
        try:
            rest = _Rated.of(self.counts.with_table(left), self.method, np.nan_to_num(self.whole.strength))
        except NotRatable:
            rest = _Rated(
                strength=np.full(self.counts.models, np.nan), component=np.full(self.counts.models, -1, np.int32)
            )
        return LeftOut(
            cluster=cluster,
            votes=len(rows),
            model=model,
            one_step=points,
            exact=rest.above_mean(model, self.watched) - self.whole.above_mean(model, self.watched),
            was_first=self.whole.first(model, self.watched),
            first=rest.first(model, self.watched),
        )
