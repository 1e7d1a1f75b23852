"""Voters against the ratings: sums against loops, slopes against a regression, and what is found of known voters."""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from judged_votes import judged

from benchbook.ratings import rate
from benchbook.ratings.agreement import agreement
from benchbook.ratings.devotion import devotion
from benchbook.ratings.lead import carried
from benchbook.ratings.likelihood import sigmoid
from benchbook.ratings.loyalty import loyalty
from benchbook.ratings.seats import seats
from benchbook.ratings.spells import spells

SCORES = np.array([1.0, 0.0, 0.5])
COLUMNS = ("first", "second", "outcome", "voter")


def always(votes, voter, model):
    """One voter chooses a model whenever it is shown."""
    outcome = votes.outcome.copy()
    own = votes.voter == voter
    outcome[own & (votes.first == model)] = 0
    outcome[own & (votes.second == model)] = 1
    return replace(votes, outcome=outcome)


def joined(votes, more):
    return replace(votes, **{name: np.concatenate([getattr(each, name) for each in (votes, more)]) for name in COLUMNS})


# --- what is expected ----------------------------------------------------------------------------


def test_both_models_of_a_vote_see_it_from_their_own_side(rng):
    votes = judged(rng)
    kinds = votes.kinds
    strength = rate(votes.counts).strength
    count = kinds.count
    own, other = kinds.model[votes.kind], kinds.model[votes.kind + count]
    assert np.array_equal(own, votes.first)
    assert np.array_equal(other, votes.second)
    assert kinds.expected[votes.kind] == pytest.approx(sigmoid(strength[votes.first] - strength[votes.second]))
    assert kinds.expected[votes.kind] + kinds.expected[votes.kind + count] == pytest.approx(np.ones(len(votes.first)))
    assert np.array_equal(kinds.score[votes.kind], SCORES[votes.outcome])
    assert np.array_equal(kinds.won[votes.kind + count], (votes.outcome == 1).astype(float))


def test_chances_to_win_outright_are_those_that_the_votes_have(rng):
    votes = judged(rng, votes=200_000)
    kinds = votes.kinds
    chance, won = kinds.chance[votes.kind], votes.outcome == 0
    assert chance.mean() == pytest.approx(won.mean(), abs=0.005)
    for low in (0.3, 0.4, 0.5, 0.6):
        some = (kinds.expected[votes.kind] >= low) & (kinds.expected[votes.kind] < low + 0.1)
        assert chance[some].mean() == pytest.approx(won[some].mean(), abs=0.01)
    assert (chance <= kinds.expected[votes.kind]).all()


def test_models_that_are_not_rated_together_are_not_expected_to_do_anything(rng):
    votes = judged(rng)
    strength = rate(votes.counts).strength.copy()
    strength[3] = np.nan
    found = type(votes.kinds).of(votes.counts, strength)
    unknown = np.isnan(found.expected)
    assert np.array_equal(unknown[: found.count], np.repeat((votes.counts.first == 3) | (votes.counts.second == 3), 3))


# --- seats ---------------------------------------------------------------------------------------


def test_every_vote_stands_at_the_seats_of_both_its_models(rng):
    votes = judged(rng)
    kinds, groups = votes.kinds, votes.groups
    found = {}
    for some in seats(groups, kinds, votes.models):
        scores = some.sums(kinds.score)
        for row in range(len(some.model)):
            found[int(groups.cluster[some.group[row]]), int(some.model[row])] = (int(some.votes[row]), scores[row])
    counted = {}
    for first, second, outcome, voter in zip(votes.first, votes.second, votes.outcome, votes.voter, strict=True):
        for model, score in ((first, SCORES[outcome]), (second, 1 - SCORES[outcome])):
            number, total = counted.get((voter, model), (0, 0.0))
            counted[voter, model] = (number + 1, total + score)
    assert found == counted


# --- one voter, one model ------------------------------------------------------------------------


def test_a_voter_who_always_chooses_a_model_is_found_with_its_votes(rng):
    votes = judged(rng, votes=20_000, voters=100)
    weakest = int(votes.strength.argmin())
    votes = always(votes, voter=17, model=weakest)
    found = devotion(votes.groups, votes.kinds, votes.models, least_votes=10)
    mine = (votes.voter == 17) & ((votes.first == weakest) | (votes.second == weakest))
    assert (found.voter[0], found.model[0], found.direction[0]) == (17, weakest, 1)
    assert (found.votes[0], found.score[0]) == (mine.sum(), mine.sum())
    assert found.log_chance[0] + np.log(found.tested) < np.log(1e-3)
    assert found.expected[0] == pytest.approx(sum_expected(votes, mine, weakest))


def sum_expected(votes, mine, model):
    strength = rate(votes.counts).strength
    other = np.where(votes.first == model, votes.second, votes.first)[mine]
    return sigmoid(strength[model] - strength[other]).sum()


def test_a_voter_who_never_chooses_a_model_is_found_in_the_other_direction(rng):
    votes = judged(rng, votes=20_000, voters=100)
    outcome = votes.outcome.copy()
    best = int(votes.strength.argmax())
    own = votes.voter == 3
    outcome[own & (votes.first == best)] = 1
    outcome[own & (votes.second == best)] = 0
    votes = replace(votes, outcome=outcome)
    found = devotion(votes.groups, votes.kinds, votes.models, least_votes=10)
    assert (found.voter[0], found.model[0], found.direction[0], found.score[0]) == (3, best, -1, 0)


def test_voters_with_few_votes_on_a_model_are_not_tested(rng):
    votes = judged(rng)
    most = max(int(some.votes.max()) for some in seats(votes.groups, votes.kinds, votes.models))
    assert devotion(votes.groups, votes.kinds, votes.models, least_votes=most + 1).tested == 0


# --- many voters, one model ----------------------------------------------------------------------


def test_the_share_of_loyal_voters_is_estimated_with_its_error(rng):
    shares, errors = [], []
    for _ in range(12):
        votes = judged(rng, votes=30_000, voters=1_000)
        loyal = np.flatnonzero(rng.random(1_000) < 0.1)
        middle = int(np.argsort(votes.strength)[6])
        outcome = votes.outcome.copy()
        own = np.isin(votes.voter, loyal)
        outcome[own & (votes.first == middle)] = 0
        outcome[own & (votes.second == middle)] = 1
        votes = replace(votes, outcome=outcome)
        found = loyalty(votes.groups, votes.kinds, votes.models)
        assert found.log_chance.argmin() == middle
        assert found.log_chance[middle] < np.log(1e-6)
        shares.append(found.share[middle])
        errors.append(found.std_error[middle])
    assert np.mean(shares) == pytest.approx(0.1, abs=0.025)
    assert np.mean(errors) == pytest.approx(np.std(shares), rel=0.7)


def test_without_loyal_voters_as_many_choose_a_model_every_time_as_expected(rng):
    seen, expected, log_chances = 0, 0.0, []
    for _ in range(10):
        votes = judged(rng, votes=20_000, voters=1_000)
        found = loyalty(votes.groups, votes.kinds, votes.models)
        seen += found.loyal.sum()
        expected += found.expected.sum()
        log_chances.extend(found.log_chance.tolist())
    assert seen == pytest.approx(expected, rel=0.05)
    assert min(log_chances) > np.log(0.01)


def test_one_voter_alone_is_no_crowd_of_loyal_voters(rng):
    votes = judged(rng, voters=300)
    weakest = int(votes.strength.argmin())
    number = 300
    other = rng.choice([model for model in range(12) if model != weakest], number)
    more = replace(
        votes,
        first=np.minimum(other, weakest),
        second=np.maximum(other, weakest),
        outcome=np.where(weakest < other, 0, 1),
        voter=np.full(number, 300),
    )
    votes = joined(votes, more)
    assert loyalty(votes.groups, votes.kinds, votes.models).log_chance[weakest] > np.log(0.01)
    assert devotion(votes.groups, votes.kinds, votes.models, 10).voter[0] == 300


def test_tastes_that_differ_are_correlation_and_not_loyalty(rng):
    votes = judged(rng, votes=30_000, voters=1_000)
    taste = rng.normal(0, 0.8, (1_000, 12))
    gap = votes.strength[votes.first] - votes.strength[votes.second]
    gap += taste[votes.voter, votes.first] - taste[votes.voter, votes.second]
    votes = replace(votes, outcome=(rng.random(30_000) > sigmoid(gap)).astype(int))
    found = loyalty(votes.groups, votes.kinds, votes.models)
    assert found.correlation > 0.03
    assert found.log_chance.min() > np.log(0.001 / 12)
    assert found.loyal.sum() == pytest.approx(found.expected.sum(), rel=0.2)


# --- agreement -----------------------------------------------------------------------------------


def test_the_slope_of_a_voter_is_that_of_a_logistic_regression(rng):
    votes = judged(rng, votes=20_000, voters=60)
    turned = votes.outcome.copy()
    own = (votes.voter == 5) & (turned < 2)
    turned[own] = 1 - turned[own]
    votes = replace(votes, outcome=turned)
    found = agreement(votes.groups, votes.kinds, 20)
    assert (found.voter[0], found.tested) == (5, 60)
    strength = rate(votes.counts).strength
    mine = votes.voter == 5
    gap = (strength[votes.first] - strength[votes.second])[mine]
    fit = sm.GLM(SCORES[votes.outcome[mine]], gap[:, None], family=sm.families.Binomial()).fit(cov_type="HC0")
    assert found.slope[0] == pytest.approx(fit.params[0], abs=1e-6)
    assert found.std_error[0] == pytest.approx(fit.bse[0], rel=1e-4)
    assert found.slope[0] < -0.5
    assert found.log_reversed[0] < np.log(1e-3)


def test_a_voter_at_random_agrees_less_than_half_and_is_not_reversed(rng):
    votes = judged(rng, votes=40_000, voters=40)
    own = votes.voter == 8
    drawn = np.where(own, rng.integers(0, 2, 40_000), votes.outcome)
    votes = replace(votes, outcome=drawn)
    found = agreement(votes.groups, votes.kinds, 20)
    assert found.voter[0] == 8
    assert found.log_random[0] < np.log(1e-3 / 40)
    assert found.log_reversed[0] > np.log(0.01)


def test_honest_voters_do_not_stand_out(rng):
    votes = judged(rng, votes=40_000, voters=800)
    found = agreement(votes.groups, votes.kinds, 20)
    assert found.tested > 700
    assert (found.log_random > np.log(0.01 / 800)).all()


# --- days ----------------------------------------------------------------------------------------


def on_a_day(rng, day, model, *, wins):
    """Votes on thirty days, the day of each, and those on a day whose outcome one model always has its way in."""
    votes = judged(rng, votes=30_000)
    spell = rng.integers(0, 30, 30_000)
    pushed = (spell == day) & ((votes.first == model) | (votes.second == model))
    outcome = np.where((votes.first == model) == wins, 0, 1)
    return replace(votes, outcome=np.where(pushed, outcome, votes.outcome)), spell, pushed


def test_a_day_of_wins_is_found_with_what_was_expected(rng):
    votes, spell, pushed = on_a_day(rng, 7, 2, wins=True)
    found = spells(votes.kind, spell, votes.kinds, votes.models, least_votes=20, leeway=0.2)
    assert (found.model[0], found.spell[0], found.votes[0], found.score[0]) == (2, 7, pushed.sum(), pushed.sum())
    assert found.expected[0] == pytest.approx(sum_expected(votes, pushed, 2))
    assert found.tested == 2 * 12 * 30
    assert found.log_chance[0] < np.log(1e-6)


def test_a_day_of_losses_is_found_too(rng):
    votes, spell, _ = on_a_day(rng, 9, 5, wins=False)
    found = spells(votes.kind, spell, votes.kinds, votes.models, least_votes=20, leeway=0.2)
    assert (5, 9, 0.0) in set(zip(found.model.tolist(), found.spell.tolist(), found.score.tolist(), strict=True))


def test_usual_days_do_not_stand_out(rng):
    votes = judged(rng, votes=30_000)
    found = spells(votes.kind, rng.integers(0, 30, 30_000), votes.kinds, 12, least_votes=20, leeway=0.2)
    assert (found.log_chance > np.log(0.01 / found.tested)).all()


# --- the lead ------------------------------------------------------------------------------------


def test_what_a_voter_does_for_the_lead_is_near_to_what_rating_again_says(rng):
    votes = judged(rng, votes=20_000, voters=50)
    counts, rated = votes.counts, rate(votes.counts)
    order = np.argsort(-rated.rating)
    found = carried(votes.groups, votes.kinds, counts, rated.strength, int(order[0]), order[1:4], 5)
    for row, voter in enumerate(found.voter.tolist()):
        rest = votes.voter != voter
        again = rate(replace(votes, **{name: getattr(votes, name)[rest] for name in COLUMNS}).counts)
        lead = again.rating[order[0]] - again.rating[found.rival[row]]
        before = rated.rating[order[0]] - rated.rating[found.rival[row]]
        assert found.left[row] == pytest.approx(lead, abs=0.1 * abs(before - lead) + 0.1)
        assert found.points[row] == pytest.approx(before - found.left[row])
        assert found.votes[row] == (~rest).sum()
    assert (np.diff(found.left) >= 0).all()
