"""The middle of the sandwich: how much the scores of votes vary, with the votes of a cluster added up first."""

from dataclasses import dataclass, field

import numpy as np

from benchbook.ratings.clusters import Groups, runs
from benchbook.ratings.columns import Flags, Floats, Integers, net
from benchbook.ratings.pieces import Pieces

_ROWS = 1 << 17
_MODELS_PER_VOTE = 16
"""A group of more than a piece's models by this many votes is quicker as a row of a dense product than pair by pair."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Squares:
    """Where the cells of models stand in squares that lie behind each other, one a piece.

    ``row`` (K,) is where a model's row begins, ``column`` (K,) its place in it, ``sizes`` (pieces,) how long it is, and
    the square of piece c has the cells from ``bases[c]`` to ``bases[c + 1]``.
    """

    row: Integers
    column: Integers
    sizes: Integers
    bases: Integers

    @classmethod
    def of(cls, pieces: Pieces) -> "Squares":
        """The squares of all pieces."""
        rated = pieces.component >= 0
        column = pieces.place.astype(np.int64)
        row = np.zeros_like(column)
        own = pieces.component[rated]
        row[rated] = pieces.bases[own] + column[rated] * pieces.sizes[own]
        return cls(row=row, column=column, sizes=pieces.sizes, bases=pieces.bases)

    @classmethod
    def one(cls, pieces: Pieces) -> "Squares":
        """One square for all rated models, in the order of their pieces."""
        size = len(pieces.members)
        column = np.zeros(len(pieces.component), np.int64)
        column[pieces.members] = np.arange(size)
        return cls(row=column * size, column=column, sizes=np.array([size]), bases=np.array([0, size * size]))


@dataclass(frozen=True, eq=False, kw_only=True)
class Scores:
    """Scores by kind of vote (M,): the models and the derivative of the log likelihood by their gap.

    ``extra`` (M, F) holds the derivatives by F further parameters: Davidson's log nu, or coefficients.
    """

    first: Integers
    second: Integers
    score: Floats
    extra: Floats


@dataclass(frozen=True, eq=False, kw_only=True)
class ScoredVotes:
    """Votes (N,) with their scores."""

    first: Integers
    second: Integers
    score: Floats

    @classmethod
    def of(cls, scores: Scores, kind: Integers) -> "ScoredVotes":
        """Votes by their kind."""
        return cls(first=scores.first[kind], second=scores.second[kind], score=scores.score[kind])

    def at(self, rows: Integers) -> "ScoredVotes":
        """Some of the votes."""
        return ScoredVotes(first=self.first[rows], second=self.second[rows], score=self.score[rows])

    def by_group(self, group: Integers, column: Integers, width: int) -> Floats:
        """The scores added up by group and model (groups, width); groups are numbered from 0, in order."""
        count = int(group[-1]) + 1
        begins = group * width
        cells = begins + column[self.first], begins + column[self.second]
        return net(*cells, self.score, count * width).reshape(count, width)


def correction(clusters: Integers) -> Floats:
    """G / (G - 1) for so many clusters G: their scores sum to zero, and so vary a little less than they should."""
    factor: Floats = np.maximum(clusters, 2) / (np.maximum(clusters, 2) - 1)
    return factor


@dataclass(frozen=True, eq=False, kw_only=True)
class Meat:
    """What clusters add: ``between`` (cells) the products of different votes of one cluster, both orders, half each.

    ``cross`` (K, F) and ``own`` (pieces, F, F) are whole, for clustered votes: products of sums over a cluster.
    """

    squares: Squares
    between: Floats
    cross: Floats
    own: Floats
    _limit: Integers = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_limit", np.maximum(2, self.squares.sizes // _MODELS_PER_VOTE))

    @classmethod
    def of(cls, groups: Groups, scores: Scores, squares: Squares) -> "Meat":
        """The meat of grouped votes, in memory that does not grow with their number (Liang and Zeger 1986)."""
        models, extras = len(squares.row), scores.extra.shape[1]
        meat = cls(
            squares=squares,
            between=np.zeros(int(squares.bases[-1])),
            cross=np.zeros((models, extras)),
            own=np.zeros((len(squares.sizes), extras, extras)),
        )
        for begin, end in groups.chunks(_ROWS):
            meat._add(groups, scores, begin, end)
        return meat

    def square(self, begin: int, end: int) -> Floats:
        """``between`` of the pieces from ``begin`` to ``end``, all of one size: (C, k, k), symmetric."""
        size = int(self.squares.sizes[begin])
        half = self.between[self.squares.bases[begin] : self.squares.bases[end]].reshape(-1, size, size)
        return half + half.transpose(0, 2, 1)

    def _add(self, groups: Groups, scores: Scores, begin: int, end: int) -> None:
        sizes, component = groups.sizes[begin:end], groups.component[begin:end]
        rows = slice(int(groups.starts[begin]), int(groups.starts[end]))
        if rows.stop - rows.start > 2 * _ROWS:
            self._giant(groups, scores, rows, int(component[0]))
            return
        kind = groups.kind[rows]
        votes = ScoredVotes.of(scores, kind)
        large = sizes > self._limit[component]
        self._pairwise(votes, np.where(large, 0, sizes), sizes)
        for piece in runs(component[large])[1].tolist():
            self._dense(votes, np.repeat(large & (component == piece), sizes), sizes, piece)
        if scores.extra.shape[1]:
            self._extra(votes, scores.extra[kind], sizes, component)

    def _giant(self, groups: Groups, scores: Scores, rows: slice, piece: int) -> None:
        """One group so large that its votes are added up part by part."""
        sums = np.zeros((1, int(self.squares.sizes[piece])))
        extra, cross = np.zeros(scores.extra.shape[1]), np.zeros(len(self.cross))
        for begin in range(rows.start, rows.stop, _ROWS):
            kind = groups.kind[begin : min(begin + _ROWS, rows.stop)]
            votes = ScoredVotes.of(scores, kind)
            sums += votes.by_group(np.zeros(len(kind), np.int64), self.squares.column, sums.shape[1])
            self._without_own(votes)
            extra += scores.extra[kind].sum(axis=0)
            cross += net(votes.first, votes.second, votes.score, len(cross))
        self._add_product(piece, sums)
        self.own[piece] += np.outer(extra, extra)
        self.cross[:] += np.outer(cross, extra)

    def _pairwise(self, votes: ScoredVotes, wanted: Integers, sizes: Integers) -> None:
        """Products of each two votes of a group, by how far they stand apart in it."""
        ends = np.cumsum(sizes)
        left = np.repeat(ends, sizes) - np.arange(len(votes.score)) - 1
        left[np.repeat(wanted, sizes) == 0] = 0
        apart, at = 1, np.flatnonzero(left > 0)
        row, column = self.squares.row, self.squares.column
        while len(at):
            one, other = votes.at(at), votes.at(at + apart)
            product = one.score * other.score
            for model, sign in ((one.first, product), (one.second, -product)):
                begins = row[model]
                np.add.at(self.between, begins + column[other.first], sign)
                np.add.at(self.between, begins + column[other.second], -sign)
            apart += 1
            at = at[left[at] >= apart]

    def _dense(self, votes: ScoredVotes, chosen: Flags, sizes: Integers, piece: int) -> None:
        """All votes of a group added up to one row; each vote's product with itself is taken out again."""
        at = np.flatnonzero(chosen)
        here = votes.at(at)
        group = np.repeat(np.arange(len(sizes)), sizes)[at]
        group = np.cumsum(np.concatenate([[0], np.diff(group) != 0]))
        self._add_product(piece, here.by_group(group, self.squares.column, int(self.squares.sizes[piece])))
        self._without_own(here)

    def _add_product(self, piece: int, sums: Floats) -> None:
        half = self.between[self.squares.bases[piece] : self.squares.bases[piece + 1]]
        half += (sums.T @ sums).reshape(-1) / 2

    def _without_own(self, votes: ScoredVotes) -> None:
        square = votes.score**2 / 2
        row, column = self.squares.row, self.squares.column
        for model, other in ((votes.first, votes.second), (votes.second, votes.first)):
            np.subtract.at(self.between, row[model] + column[model], square)
            np.add.at(self.between, row[model] + column[other], square)

    def _extra(self, votes: ScoredVotes, extra: Floats, sizes: Integers, component: Integers) -> None:
        sums = np.add.reduceat(extra, np.cumsum(sizes) - sizes, axis=0)
        begins, pieces = runs(component)
        self.own[pieces] += np.add.reduceat(sums[:, :, None] * sums[:, None, :], begins, axis=0)
        products = votes.score[:, None] * np.repeat(sums, sizes, axis=0)
        for number, product in enumerate(products.T):
            self.cross[:, number] += net(votes.first, votes.second, product, len(self.cross))


@dataclass(frozen=True, eq=False, kw_only=True)
class Gathered:
    """The meat of a board's clusters, the votes (3, pairs) that belong to none, and how many clusters each piece has.

    In ``clusters`` (pieces,) a vote that belongs to none is one.
    """

    meat: Meat
    lone: Floats
    clusters: Integers
