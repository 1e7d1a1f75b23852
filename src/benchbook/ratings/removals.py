"""The fewest votes whose removal changes the first place."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchbook.errors import NotRatable
from benchbook.ratings.columns import Floats, Integers, frozen, one_integer
from benchbook.ratings.counts import PairCounts
from benchbook.ratings.method import POINTS_PER_NAT, Method
from benchbook.ratings.pieces import Pieces
from benchbook.ratings.rating import USUAL
from benchbook.ratings.record import Record
from benchbook.ratings.sandwich import bread_of
from benchbook.ratings.solution import Solved, solve

_GROWTH = 1.5
_ROUNDS = 4
_SHORTLIST = 25
_AHEAD = 1e-9


@dataclass(frozen=True, eq=False, kw_only=True)
class Removals:
    """Votes without which another model is first.

    ``first``, ``second`` and ``outcome`` (n,) say which votes, as in ``tally``, and ``number`` (n,) how many of each;
    ``votes`` is their sum, ``share`` that of the piece's battles. ``leader`` is first with all votes by ``lead``
    points, and behind the ``challenger`` by ``lead_after`` (below 0) without these, as rating again shows. Fewer may
    do: this is the least that was found.
    """

    leader: int
    challenger: int
    votes: int
    share: float
    lead: float
    lead_after: float
    first: Integers
    second: Integers
    outcome: Integers
    number: Integers


def fewest_removals(counts: PairCounts, method: Method = USUAL, challengers: int = 5) -> Removals | None:
    """The fewest votes found whose removal puts another listed model first, in the largest piece with two of them.

    That one has enough battles to be listed without these votes, too.

    Votes are taken by their influence on the lead, the largest first (Broderick, Giordano and Meager 2020; for
    Bradley-Terry Huang et al. 2025), for each of so many ``challengers`` that seem to need the fewest; how many it
    takes is then sought by rating again without them, and the order renewed where the lead changes. None where fewer
    than two models are listed in any piece, or where no removal puts another one first.
    """
    one_integer(challengers, "challengers", 1)
    piece = _contested(counts, method)
    if piece is None:
        return None
    found = [each for each in piece.found(challengers) if each is not None]
    return min(found, key=lambda each: (each.votes, each.challenger)) if found else None


def _contested(counts: PairCounts, method: Method) -> "_Piece | None":
    pieces = Pieces.of(counts)
    battles = Record.of(counts).battles
    for number in range(pieces.number):
        members = pieces.members_of(number)
        listed = np.flatnonzero(battles[members] >= max(1, method.list_battles))
        if len(listed) > 1:
            mapping = np.full(counts.models, -1)
            mapping[members] = np.arange(len(members))
            return _Piece(members=members, listed=listed, counts=counts.merged(mapping, len(members)), method=method)
    return None


@dataclass(frozen=True, eq=False, kw_only=True)
class _Piece:
    """One piece of a board by itself, its models numbered from 0."""

    members: Integers
    listed: Integers
    counts: PairCounts
    method: Method

    @property
    def votes(self) -> Integers:
        """The votes by kind (3 * pairs,): three times the pair plus the outcome."""
        return self.counts.table[:, :3].reshape(-1)

    def without(self, taken: Integers) -> Integers:
        """The table of counts without some votes by kind."""
        table = self.counts.table
        table[:, :3] -= taken.reshape(-1, 3)
        return table

    def ranked(self, table: Integers) -> Integers:
        """The models that are listed with all votes and with other ones, too."""
        battles = Record.of(self.counts.with_table(table)).battles
        return self.listed[battles[self.listed] >= max(1, self.method.list_battles)]

    def found(self, challengers: int) -> Iterator[Removals | None]:
        """The removals for the likeliest challengers, None where there are none."""
        whole = self.solved(self.counts.table, None)
        if whole is None:
            return
        strength = whole.fit.strength[0]
        leader = int(self.listed[strength[self.listed].argmax()])
        bread = bread_of(whole.fit)[0]
        races = [_Race(piece=self, leader=leader, challenger=rival) for rival in self._near(strength, bread, leader)]
        for race in sorted(races, key=lambda each: each.estimate(whole, bread))[:challengers]:
            yield race.removals(whole, bread)

    def _near(self, strength: Floats, bread: Floats, leader: int) -> list[int]:
        """The listed models that are fewest standard errors behind the leader."""
        rivals = self.listed[self.listed != leader]
        variance = bread[leader, leader] + np.diagonal(bread)[rivals] - 2 * bread[leader, rivals]
        behind = (strength[leader] - strength[rivals]) / np.sqrt(np.maximum(variance, np.finfo(float).tiny))
        return [int(model) for model in rivals[np.argsort(behind, kind="stable")[:_SHORTLIST]]]

    def solved(self, table: Integers, near: Floats | None) -> Solved | None:
        """The piece with other votes, None where it falls apart or has no ratings."""
        counts = self.counts.with_table(table)
        pieces = Pieces.of(counts)
        if pieces.number != 1 or len(pieces.members) < len(self.members):
            return None
        try:
            return solve(counts, pieces, self.method, near)[0]
        except NotRatable:
            return None


@dataclass(frozen=True, eq=False, kw_only=True)
class _Race:
    """The leader against one challenger."""

    piece: _Piece
    leader: int
    challenger: int

    def lead(self, solved: Solved) -> float:
        """By how many nats the leader is ahead."""
        strength = solved.fit.strength[0]
        return float(strength[self.leader] - strength[self.challenger])

    def gains(self, solved: Solved, bread: Floats) -> Floats:
        """By how much the lead shrinks, at first order, with each vote of a kind that is removed (3 * pairs,)."""
        pull = bread[self.leader] - bread[self.challenger]
        real = solved.fit.place.real
        gains = (pull[solved.stack.low] - pull[solved.stack.high]) * real.score
        if real.tie_score is not None:
            gains = gains + pull[-1] * real.tie_score
        whole = np.zeros((len(self.piece.counts.first), 3))
        whole[solved.stack.pairs] = gains.T
        return whole.reshape(-1)

    def estimate(self, whole: Solved, bread: Floats) -> int:
        """How many votes it takes, at first order; all and one more where they do not suffice."""
        gains = self.gains(whole, bread)
        if self.lead(whole) <= 0:
            return 1
        order = np.argsort(-gains, kind="stable")
        votes = np.where(gains > 0, self.piece.votes, 0)[order]
        shrunk = np.cumsum(votes * gains[order])
        full = int(np.searchsorted(shrunk, self.lead(whole)))
        if full == len(order):
            return int(votes.sum()) + 1
        before = float(shrunk[full - 1]) if full else 0.0
        return int(votes[:full].sum()) + int(np.ceil((self.lead(whole) - before) / gains[order[full]]))

    def removals(self, whole: Solved, bread: Floats) -> Removals | None:
        """The fewest votes found, None where none put the challenger ahead."""
        gains, guess = self.gains(whole, bread), self.estimate(whole, bread)
        best: tuple[int, Integers, Solved] | None = None
        for _ in range(_ROUNDS):
            found = self._least(gains, guess, whole, best[0] if best else None)
            if found is None:
                break
            best = found
            gains, guess = self.gains(found[2], bread_of(found[2].fit)[0]), found[0] - 1
        return None if best is None else self._told(whole, best[1], best[2])

    def _least(
        self, gains: Floats, guess: int, whole: Solved, below: int | None
    ) -> tuple[int, Integers, Solved] | None:
        """The least number of votes, in the order of gains and fewer than ``below``, without which the lead is lost."""
        order = np.argsort(-gains, kind="stable")[: int((gains > 0).sum())]
        votes = self.piece.votes[order]
        least, most = 0, int(votes.sum()) + 1 if below is None else below
        found, trial = None, guess
        while least + 1 < most:
            trial = min(max(trial, least + 1), most - 1)
            taken = np.zeros(len(gains), np.int64)
            taken[order] = np.clip(trial - (np.cumsum(votes) - votes), 0, votes)
            rest = self._without(taken, whole.fit.strength[0])
            if rest is None:
                most = trial
            elif self.lead(rest) < -_AHEAD:
                most, found = trial, (trial, taken, rest)
            else:
                least = trial
            trial = (least + most) // 2 if found or rest is None else int(trial * _GROWTH) + 1
        return found

    def _without(self, taken: Integers, near: Floats) -> Solved | None:
        """The piece without some votes by kind, None where it has no ratings or the challenger would not be listed."""
        table = self.piece.without(taken)
        return self.piece.solved(table, near) if self.challenger in self.piece.ranked(table) else None

    def _told(self, whole: Solved, taken: Integers, rest: Solved) -> Removals:
        strength, members = rest.fit.strength[0], self.piece.members
        listed = self.piece.ranked(self.piece.without(taken))
        winner = int(listed[strength[listed].argmax()])
        kinds = np.flatnonzero(taken)
        after = float(strength[self.leader] - strength[winner])
        return Removals(
            leader=int(members[self.leader]),
            challenger=int(members[winner]),
            votes=int(taken.sum()),
            share=float(taken.sum() / self.piece.votes.sum()),
            lead=float(whole.fit.strength[0][self.leader] - whole.fit.strength[0][winner]) * POINTS_PER_NAT,
            lead_after=after * POINTS_PER_NAT,
            first=frozen(members[self.piece.counts.first[kinds // 3]], np.int32),
            second=frozen(members[self.piece.counts.second[kinds // 3]], np.int32),
            outcome=frozen(kinds % 3, np.int8),
            number=frozen(taken[kinds], np.int64),
        )
