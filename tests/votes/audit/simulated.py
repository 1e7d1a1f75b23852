"""Votes with a known truth: synthetic throughout, made from a seed."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from benchbook.votes.audit.auditing import audited
from benchbook.votes.audit.board import Board
from benchbook.votes.audit.judgements import Judgements

DAY = 86_400_000_000
START = 1_759_968_000_000_000
POINTS = 400 / np.log(10)


def votes(
    seed=1,
    number=20_000,
    models=20,
    voters=400,
    *,
    spread=122.0,
    popularity=0.5,
    days=30,
    ties=0.35,
    left=0.0,
    shown_left=None,
    busy=1.0,
    taste=0.0,
    late=(),
):
    """Votes of honest voters; ``left`` is the advantage of the left side in points, ``taste`` in nats.

    ``shown_left`` is a model and how often it stands on the left, ``late`` a model and by how many points it is
    stronger in the later half.
    """
    rng = np.random.default_rng(seed)
    strength = rng.normal(0, spread / POINTS, models)
    popular = np.arange(1, models + 1) ** -float(popularity)
    popular = rng.permutation(popular / popular.sum())
    a = rng.choice(models, number, p=popular)
    b = rng.choice(models, number, p=popular)
    while (same := a == b).any():
        b[same] = rng.choice(models, int(same.sum()), p=popular)
    first, second = np.minimum(a, b), np.maximum(a, b)
    share = rng.pareto(2.5, voters) + busy
    voter = rng.choice(voters, number, p=share / share.sum())
    is_left = rng.random(number) < 0.5
    if shown_left is not None:
        model, chance = shown_left
        is_left = np.where(first == model, rng.random(number) < chance, is_left)
        is_left = np.where(second == model, rng.random(number) >= chance, is_left)
    gap = strength[first] - strength[second] + np.where(is_left, left, -left) / POINTS
    if late:
        model, points = late
        is_late = np.arange(number) >= number // 2
        gap = gap + np.where(is_late, (first == model) * 1.0 - (second == model), 0) * points / POINTS
    if taste:
        tastes = rng.normal(0, taste, (voters, models)).astype(np.float32)
        gap = gap + tastes[voter, first] - tastes[voter, second]
    return Judgements(
        models=tuple(f"model-{place:03}" for place in range(models)),
        first=first.astype(np.int32),
        second=second.astype(np.int32),
        outcome=outcomes(rng, gap, ties),
        left=is_left.astype(np.int8),
        voter=voter.astype(np.int32),
        voters=pa.array([f"voter-{place}" for place in range(voters)]),
        prompt=np.arange(number, dtype=np.int32),
        time=np.sort(START + rng.integers(0, days * DAY, number)),
        flag=np.full(number, -1, np.int8),
    )


def outcomes(rng, gap, ties=0.35):
    """Outcomes by the gap in nats: ties are score-consistent, so that half a win for each is the right model."""
    score = 1 / (1 + np.exp(-gap))
    tie = ties * 4 * score * (1 - score)
    drawn = rng.random(len(gap))
    return np.select([drawn < score - tie / 2, drawn < score + tie / 2], [0, 2], 1).astype(np.int8)


def join(*parts):
    """Several lots of votes of the same models and voters, one after the other."""
    names = ("first", "second", "outcome", "left", "voter", "prompt", "time", "flag")
    columns = [name for name in names if getattr(parts[0], name) is not None]
    return replace(parts[0], **{name: np.concatenate([getattr(part, name) for part in parts]) for name in columns})


def board(seed=1, **facts):
    """The board of such votes."""
    return Board.of(votes(seed, **facts))


def audit(judged, **options):
    """All checks of some votes."""
    return audited(judged, arena="mine", category="overall", **options)


def verdicts(judged, **options):
    """The word of every check by its name."""
    return {finding.check: finding.verdict for finding in audit(judged, **options).findings}


def loyal_to(judged, model, share, seed=0):
    """A share of the voters always chooses one model."""
    loyal = np.random.default_rng(seed).random(len(judged.voters)) < share
    own = loyal[judged.voter]
    outcome = judged.outcome.copy()
    outcome[own & (judged.first == model)] = 0
    outcome[own & (judged.second == model)] = 1
    return replace(judged, outcome=outcome)


def reversed_by(judged, voter):
    """One voter means the opposite of what it says."""
    turned = (judged.voter == voter) & (judged.outcome <= 1)
    return replace(judged, outcome=np.where(turned, 1 - judged.outcome, judged.outcome).astype(np.int8))


def at_random_by(judged, voter, seed=0):
    """One voter chooses at random."""
    drawn = np.random.default_rng(seed).integers(0, 2, len(judged)).astype(np.int8)
    return replace(judged, outcome=np.where(judged.voter == voter, drawn, judged.outcome))


def busiest(judged):
    """The voters, the one with the most votes first."""
    return np.argsort(-np.bincount(judged.voter), kind="stable")


def fake_wins(judged, model, number, *, day=10, voter=None, seed=0):
    """So many wins of one model against others on one day, by one new voter unless a voter is named."""
    rng = np.random.default_rng(seed)
    other = rng.choice([each for each in range(len(judged.models)) if each != model], number)
    who = len(judged.voters) if voter is None else voter
    names = judged.voters if voter is not None else pa.concat_arrays([judged.voters, pa.array(["newcomer"])])
    fakes = replace(
        judged,
        first=np.minimum(model, other).astype(np.int32),
        second=np.maximum(model, other).astype(np.int32),
        outcome=np.where(model < other, 0, 1).astype(np.int8),
        left=rng.integers(0, 2, number).astype(np.int8),
        voter=np.full(number, who, np.int32),
        prompt=len(judged) + np.arange(number, dtype=np.int32),
        time=np.sort(START + day * DAY + rng.integers(0, DAY, number)),
        flag=np.full(number, -1, np.int8),
    )
    return replace(join(judged, fakes), voters=names)


def without(judged, *columns):
    """The same votes, of which nobody knows some columns."""
    return replace(judged, **dict.fromkeys(columns))
