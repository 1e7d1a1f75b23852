"""Votes of invented models for tests: every name and figure is synthetic."""

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from benchbook.arena.conventions import DEFAULT
from benchbook.arena.evidence import of_rows
from benchbook.arena.rated import rate_evidence
from benchbook.votes.counting.rows import VoteRows, Words

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
OUTCOMES = {"a": 0, "b": 1, "tie": 2, "bad": 3}


def words(values):
    """A column of words, None where unknown."""
    column = pa.array(values, pa.string()).dictionary_encode()
    codes = column.indices.fill_null(-1).to_numpy().astype(np.int32)
    return Words(codes=codes, values=column.dictionary)


def rows(votes, times=None, flagged=0, covariates=None, **columns):
    """Votes as (model a, model b, 'a' | 'b' | 'tie' | 'bad'), with columns of words beside them."""
    models = sorted({name for first, second, _ in votes for name in (first, second)})
    return VoteRows(
        models=tuple(models),
        first=np.array([models.index(vote[0]) for vote in votes], np.int32),
        second=np.array([models.index(vote[1]) for vote in votes], np.int32),
        outcome=np.array([OUTCOMES[vote[2]] for vote in votes], np.int8),
        words={name: words(values) for name, values in columns.items()},
        times={} if times is None else {"cast_at": np.array(times, "datetime64[us]")},
        covariates={name: np.array(values, float) for name, values in (covariates or {}).items()},
        hashes={},
        flagged=flagged,
    )


def times(votes, *outcomes):
    """The same two models again and again."""
    return [(*votes, outcome) for outcome in outcomes]


def evidence(votes, basis="votes", until=None, **told):
    """Evidence of such votes."""
    return of_rows(rows(votes, **told), basis, until)


def board(votes, conventions=DEFAULT, identify=None, basis="votes", category="overall", until=None, **told):
    """A rated board of such votes."""
    return rate_evidence(
        evidence(votes, basis, until, **told),
        arena="mine",
        category=category,
        rated_at=NOW,
        conventions=conventions,
        **({} if identify is None else {"identify": identify}),
    )


def random_votes(seed, models=4, votes=400, ties=0.2, strengths=None):
    """Votes by Bradley and Terry between models m0, m1, …, the later the stronger."""
    random = np.random.default_rng(seed)
    strength = np.linspace(-0.6, 0.6, models) if strengths is None else np.array(strengths)
    first = random.integers(0, models, votes)
    second = (first + random.integers(1, models, votes)) % models
    chance = 1 / (1 + np.exp(strength[second] - strength[first]))
    drawn = random.random(votes)
    outcome = np.where(drawn < ties, "tie", np.where(random.random(votes) < chance, "a", "b"))
    return [(f"m{a}", f"m{b}", str(o)) for a, b, o in zip(first, second, outcome, strict=True)]
