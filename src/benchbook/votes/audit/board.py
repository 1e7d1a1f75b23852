"""The board that is audited: its counts, ratings, and the votes that these come from, by pair and by voter."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from benchbook.ratings import Clusters, PairCounts, Ratings, rate, tally
from benchbook.ratings.clusters import Groups, pair_rows
from benchbook.ratings.columns import BOTH_BAD, KINDS_A_PAIR, Floats, Integers, gross
from benchbook.ratings.expected import Kinds
from benchbook.ratings.method import POINTS_PER_NAT
from benchbook.votes.audit.judgements import Int32s, Judgements, Mask
from benchbook.votes.audit.repeats import Repeats, repeats

_TOURNAMENT = np.int64(1 << 62)
"""Numbers of tournaments with this bit are none of a voter's."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Board:
    """A board of K models: ``votes`` (N,) and ``counts`` are those that are audited.

    They are without a flag, not both bad, and of the largest group of models that battles link: other models are
    rated apart, with nothing to compare. ``flagged`` are the votes on these models that bear a flag. ``ratings`` have
    the intervals that hold where one voter's votes are alike, ``plain`` those of independent votes, which one voter's
    votes cannot widen. ``kind`` (N,) is what each vote is (see ``Kinds``). ``apart`` (N,) are votes that are
    independent given the strengths: of a placement that was broken into pairs one pair, the first by name; None where
    all are. ``groups`` is how many groups of models there are, ``all_models`` how many models in all of them.
    """

    flagged: Judgements
    votes: Judgements
    counts: PairCounts
    ratings: Ratings
    plain: Ratings
    kinds: Kinds
    kind: Int32s
    groups: int
    all_models: int
    apart: Mask | None = None

    @classmethod
    def of(cls, all_votes: Judgements, *, placed: bool = False) -> "Board | None":
        """The board of some votes, with intervals clustered by voter or tournament; None where no vote rates.

        ``placed`` says that they are pairs that placements were broken into.
        """
        votes, flagged = all_votes.counted, all_votes.with_flag
        votes = votes.only(votes.outcome != BOTH_BAD)
        counts, whole = _rated(votes)
        if not whole.components:
            return None
        plain, linked = whole, whole.component == 0
        if not linked.all():
            votes, flagged = votes.among(linked), flagged.among(linked)
            counts, plain = _rated(votes)
        clusters = clusters_of(votes, counts)
        pair = pair_rows(counts, votes.first, votes.second)
        return cls(
            flagged=flagged,
            votes=votes,
            counts=counts,
            ratings=plain if clusters is None else rate(counts, clusters=clusters),
            plain=plain,
            kinds=Kinds.of(counts, plain.strength),
            kind=(pair * KINDS_A_PAIR + votes.outcome).astype(np.int32),
            groups=len(whole.components),
            all_models=int(np.count_nonzero(whole.component >= 0)),
            apart=_one_each(votes) if placed else None,
        )

    @property
    def models(self) -> tuple[str, ...]:
        """The names of the models."""
        return self.votes.models

    @property
    def is_apart(self) -> Mask:
        """The votes (N,) that are independent given the strengths."""
        return np.ones(len(self.votes), np.bool_) if self.apart is None else self.apart

    @cached_property
    def by_voter(self) -> Groups | None:
        """The votes voter by voter, without those whose voter is unknown; None if all are.

        Votes that repeat another one say nothing more of a voter, and are left out.
        """
        if self.votes.voter is None:
            return None
        chosen = (self.votes.voter >= 0) & self.is_apart
        if self.repeats is not None:
            chosen &= ~self.repeats.beyond
        if not chosen.any():
            return None
        voter, kind = self.votes.voter, self.kind
        if not chosen.all():
            voter, kind = voter[chosen], kind[chosen]
        return Groups.of(kind, self.kinds.count, voter)

    @cached_property
    def repeats(self) -> Repeats | None:
        """Which votes repeat another one; None where that cannot be told."""
        return repeats(self.votes, self.counts)

    @cached_property
    def information(self) -> Floats:
        """What a model's votes say of its strength (K,): the expected variance of its score, in votes."""
        expected = self.kinds.expected[: self.kinds.count : KINDS_A_PAIR]
        varied = np.nan_to_num(expected * (1 - expected)) * self.counts.battles
        return gross(self.counts.first, self.counts.second, varied, len(self.models))

    @cached_property
    def leader(self) -> int:
        """The listed model that is first; of equals the first by name."""
        return leader_of(self.ratings)

    @cached_property
    def dispersion(self) -> float:
        """How much scores vary, as a multiple of what decided votes would: below 1 where there are ties."""
        kinds = np.bincount(self.kind, minlength=self.kinds.count)
        score, expected = self.kinds.score[: self.kinds.count], self.kinds.expected[: self.kinds.count]
        met = kinds > 0
        varied = (kinds * (score - expected) ** 2)[met].sum()
        return float(varied / (kinds * expected * (1 - expected))[met].sum())

    def points(self, model: int | Integers, beyond: Floats | float) -> Floats:
        """By how many points a model is rated higher, about, for so much score beyond what was expected."""
        worth = np.maximum(self.information[model], 1e-9)
        moved: Floats = np.asarray(beyond) / worth * POINTS_PER_NAT
        return moved

    def errors_moved(self, model: Integers, points: Floats) -> Floats:
        """So many standard errors of its rating, votes being independent, a model is moved by points."""
        moved: Floats = np.abs(points) / self.plain.std_error[model]
        return moved


def _rated(votes: Judgements) -> tuple[PairCounts, Ratings]:
    counts = tally(votes.first, votes.second, votes.outcome, len(votes.models))
    return counts, rate(counts)


def cluster_of(votes: Judgements) -> Integers | None:
    """What votes belong to (N,), as for ratings: a voter, or where the voter is unknown a tournament."""
    voter, tournament = votes.voter, votes.tournament
    if voter is None or tournament is None:
        return tournament if voter is None else voter
    return np.where(voter >= 0, voter, np.where(tournament >= 0, tournament | _TOURNAMENT, -1))


def clusters_of(votes: Judgements, counts: PairCounts) -> Clusters | None:
    """The votes with what they belong to."""
    cluster = cluster_of(votes)
    if cluster is None:
        return None
    return Clusters.of(counts, votes.first, votes.second, votes.outcome, cluster)


def leader_of(ratings: Ratings) -> int:
    """The model with the highest rating in the largest group; of those listed, if any is."""
    largest = ratings.component == 0
    listed = largest & ratings.listed
    return int(np.argmax(np.where(listed if listed.any() else largest, ratings.rating, -np.inf)))


def _one_each(votes: Judgements) -> Mask | None:
    """The first pair by name of each tournament: a choice that the outcome has no part in."""
    if votes.tournament is None:
        return None
    order = np.lexsort((votes.second, votes.first, votes.tournament))
    which = votes.tournament[order]
    chosen = np.zeros(len(votes), np.bool_)
    chosen[order] = (np.diff(which, prepend=-2) != 0) | (which < 0)
    return chosen
