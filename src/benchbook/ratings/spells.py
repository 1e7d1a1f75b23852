"""Stretches of time in which a model got another score than the ratings say."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchbook.ratings.columns import Floats, Integers, added
from benchbook.ratings.expected import Kinds
from benchbook.ratings.likelihood import sigmoid
from benchbook.ratings.tails import log_tail

_ROWS = 1 << 20
_CANDIDATE = 3.0
_MOST_KEPT = 100


@dataclass(frozen=True, eq=False, kw_only=True)
class Spells:
    """Models and spells that stand out; columns (S,), the least likely one first.

    ``score`` and ``expected`` are what the model got and was expected to get in these ``votes``; ``log_chance`` bounds
    the log-probability of a score as far off to that side. ``tested`` is how many tests that were.
    """

    model: Integers
    spell: Integers
    votes: Integers
    score: Floats
    expected: Floats
    log_chance: Floats
    tested: int


def spells(kind: Integers, spell: Integers, kinds: Kinds, models: int, *, least_votes: int, leeway: float) -> Spells:
    """Test every model in every spell with ``least_votes`` or more, in both directions.

    ``kind`` and ``spell`` (N,) are of each vote, spells numbered from 0. A model that does ``leeway`` nats better or
    worse in a spell does not stand out.
    """
    table = _Table(kind=kind, spell=spell, kinds=kinds, models=models, width=int(spell.max(initial=0)) + 1)
    votes, score = table.sums(np.ones_like(kinds.score)), table.sums(kinds.score)
    enough = votes >= least_votes
    cells, chances = [], []
    for direction in (1, -1):
        chance = sigmoid(kinds.gap + direction * leeway)
        beyond = direction * (score - table.sums(chance))
        spread = np.sqrt(table.sums(chance * (1 - chance)))
        chosen = np.flatnonzero(enough & (beyond > _CANDIDATE * spread))
        chosen = chosen[np.argsort(-beyond[chosen] / spread[chosen], kind="stable")[:_MOST_KEPT]]
        cells.append(chosen)
        chances.append(table.log_tails(chosen, chance, beyond[chosen], direction))
    cell, log_chance = np.concatenate(cells), np.concatenate(chances)
    order = np.argsort(log_chance, kind="stable")
    cell = cell[order]
    return Spells(
        model=cell // table.width,
        spell=cell % table.width,
        votes=votes[cell].astype(np.int64),
        score=score[cell],
        expected=table.sums(kinds.expected)[cell],
        log_chance=log_chance[order],
        tested=2 * int(np.count_nonzero(enough)),
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class _Table:
    """Votes by model and spell: a cell is ``model · width + spell``. Every vote is in two cells."""

    kind: Integers
    spell: Integers
    kinds: Kinds
    models: int
    width: int

    def sums(self, column: Floats) -> Floats:
        """Each cell's sum of a column of the kinds."""
        found = np.zeros(self.models * self.width)
        for cell, kind in self._sides():
            found += added(cell, column[kind], len(found))
        return found

    def log_tails(self, chosen: Integers, chance: Floats, beyond: Floats, direction: int) -> Floats:
        """Bounds on the log-probability of scores so far beyond, for some cells in order."""
        if not len(chosen):
            return np.zeros(0)
        place = np.full(self.models * self.width, -1, np.int64)
        place[chosen] = np.arange(len(chosen))
        found = [(place[cell][at], kind[at]) for cell, kind in self._sides() for at in [place[cell] >= 0]]
        of_cell = np.concatenate([cell for cell, _ in found])
        kind = np.concatenate([kind for _, kind in found])[np.argsort(of_cell, kind="stable")]
        starts = np.searchsorted(np.sort(of_cell), np.arange(len(chosen)))
        return log_tail(np.full(len(kind), float(direction)), chance[kind], starts, beyond)

    def _sides(self) -> Iterator[tuple[Integers, Integers]]:
        for begin in range(0, len(self.kind), _ROWS):
            spell = self.spell[begin : begin + _ROWS]
            for side in (0, self.kinds.count):
                kind = self.kind[begin : begin + _ROWS].astype(np.int64) + side
                yield self.kinds.model[kind].astype(np.int64) * self.width + spell, kind
