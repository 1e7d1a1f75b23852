"""How many voters choose a model whatever is shown beside it, each perhaps only a few times."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchbook.ratings.clusters import Groups
from benchbook.ratings.columns import Floats, Integers, added
from benchbook.ratings.expected import Kinds
from benchbook.ratings.seats import Seats, seats

SHARES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
"""The shares of loyal voters that are weighed against none."""

_MOST_VOTES = 100
_LEAST_CHANCE = 1e-3
"""One voter counts for no more than that, however often it chose: loyal voters are many, one is told by devotion."""

_LEAST_PAIRS = 100
_MOST_CORRELATION = 0.5
_STEPS = 40
_MOST_SHARE = 0.999


@dataclass(frozen=True, eq=False, kw_only=True)
class Loyalty:
    """How many voters always choose a model; columns (K,).

    ``voters`` is how many judged the model twice or more, ``loyal`` how many of them chose it every time, ``expected``
    how many do so by chance. ``share`` is the likeliest share of voters who would choose it whatever is shown,
    ``std_error`` its own, ``log_chance`` a bound on the log-probability of so many if there were none. ``pushed`` is
    how much more the model scored, in votes, by their doing. ``correlation`` is that of one voter's judgements of the
    same model: it is there among honest voters, too, as tastes differ, and is allowed for.
    """

    voters: Integers
    loyal: Integers
    expected: Floats
    share: Floats
    std_error: Floats
    log_chance: Floats
    pushed: Floats
    correlation: float


def loyalty(groups: Groups, kinds: Kinds, models: int) -> Loyalty:
    """Weigh loyal voters against chance, for every model.

    Of a voter and a model what counts is whether the model won outright every time. By chance that happens with the
    product of the chances to win, made larger by the correlation of a voter's judgements (a beta-binomial number,
    Skellam 1948). The correlation is the median over the models, so that the friends of one do not hide themselves.
    Loyal voters are told by an e-value (Vovk and Wang 2021): the likelihood if a share of voters were loyal, averaged
    over ``SHARES``, by that if none were. If none are, it exceeds 1,000 once in a thousand times at most.
    """
    between = np.zeros((2, models))
    parts = [_Table.empty()]
    for some in seats(groups, kinds, models):
        between += _between(some, kinds, models)
        parts.append(_Table.of(some, kinds))
    table, correlation = _Table.joined(parts), _correlation(between)
    by_chance = _perfect_chance(table, correlation)
    perfect = table.wins == table.votes
    voters = np.bincount(table.model, minlength=models)
    odds = _Odds(model=table.model[perfect], more=1 / by_chance[perfect] - 1, voters=voters)
    share = odds.likeliest()
    more, own = odds.more, share[odds.model]
    to_blame = own * (1 + more) / (1 + own * more)
    return Loyalty(
        voters=voters,
        loyal=odds.loyal,
        expected=added(table.model, by_chance, models),
        share=share,
        std_error=odds.std_error(share),
        log_chance=odds.log_chance(),
        pushed=added(odds.model, to_blame * table.beyond[perfect], models),
        correlation=correlation,
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class _Table:
    """Seats with two votes or more: ``chance`` is the geometric mean of the chances to win.

    ``beyond`` is the score above the expected one.
    """

    model: Integers
    votes: Integers
    wins: Integers
    chance: Floats
    beyond: Floats

    @classmethod
    def of(cls, some: Seats, kinds: Kinds) -> "_Table":
        several = some.votes > 1
        return cls(
            model=some.model[several].astype(np.int32),
            votes=some.votes[several].astype(np.int32),
            wins=some.sums(kinds.won)[several].astype(np.int32),
            chance=np.exp(some.sums(np.log(kinds.chance)) / some.votes)[several],
            beyond=some.sums(kinds.score - kinds.expected)[several],
        )

    @classmethod
    def empty(cls) -> "_Table":
        none, nothing = np.zeros(0, np.int32), np.zeros(0)
        return cls(model=none, votes=none, wins=none, chance=nothing, beyond=nothing)

    @classmethod
    def joined(cls, parts: "Sequence[_Table]") -> "_Table":
        return cls(
            model=np.concatenate([part.model for part in parts]),
            votes=np.concatenate([part.votes for part in parts]),
            wins=np.concatenate([part.wins for part in parts]),
            chance=np.concatenate([part.chance for part in parts]),
            beyond=np.concatenate([part.beyond for part in parts]),
        )


def _between(some: Seats, kinds: Kinds, models: int) -> Floats:
    """Sums (2, K) over each two votes of a seat: of their products, and of what these would be if all were alike."""
    off = kinds.won - kinds.chance
    varied = kinds.chance * (1 - kinds.chance)
    products = some.sums(off) ** 2 - some.sums(off**2)
    alike = some.sums(np.sqrt(varied)) ** 2 - some.sums(varied)
    return np.array([np.bincount(some.model, each, models) for each in (products, alike)])


def _correlation(between: Floats) -> float:
    products, alike = between
    enough = alike >= _LEAST_PAIRS
    if not enough.any():
        return 0.0
    return float(np.clip(np.median(products[enough] / alike[enough]), 0, _MOST_CORRELATION))


def _perfect_chance(table: _Table, correlation: float) -> Floats:
    """The chance (S,) that all votes of a seat are wins, but not less than one in a thousand."""
    found = np.ones(len(table.votes))
    at = np.arange(len(found))
    for earlier in range(_MOST_VOTES):
        at = at[table.votes[at] > earlier]
        weight = earlier * correlation
        found[at] *= (table.chance[at] * (1 - correlation) + weight) / (1 - correlation + weight)
    return np.maximum(found, _LEAST_CHANCE)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Odds:
    """Voters who always chose a model: the model of each, and by how much loyalty makes that likelier, less 1."""

    model: Integers
    more: Floats
    voters: Integers

    @property
    def loyal(self) -> Integers:
        return np.bincount(self.model, minlength=len(self.voters))

    def log_chance(self) -> Floats:
        logs = [
            added(self.model, np.log1p(share * self.more) - np.log1p(-share), len(self.voters))
            + self.voters * np.log1p(-share)
            for share in SHARES
        ]
        chance: Floats = np.minimum(0, np.log(len(SHARES)) - np.logaddexp.reduce(logs, axis=0))
        return chance

    def likeliest(self) -> Floats:
        """By halving: the slope of the likelihood falls as the share grows."""
        low, high = np.zeros(len(self.voters)), np.full(len(self.voters), _MOST_SHARE)
        for _ in range(_STEPS):
            middle = (low + high) / 2
            rising = self._slope(middle) > 0
            low, high = np.where(rising, middle, low), np.where(rising, high, middle)
        return np.where(self._slope(np.zeros(len(low))) > 0, low, 0.0)

    def std_error(self, share: Floats) -> Floats:
        own = share[self.model]
        bend = added(self.model, (self.more / (1 + own * self.more)) ** 2, len(share))
        bend += (self.voters - self.loyal) / (1 - share) ** 2
        with np.errstate(divide="ignore"):
            error: Floats = 1 / np.sqrt(bend)
        return error

    def _slope(self, share: Floats) -> Floats:
        gained = added(self.model, self.more / (1 + share[self.model] * self.more), len(share))
        return gained - (self.voters - self.loyal) / (1 - share)
