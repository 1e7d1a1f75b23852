"""What an audit says of votes whose truth is known: synthetic votes, honest and otherwise."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pytest
from simulated import (
    at_random_by,
    audit,
    busiest,
    fake_wins,
    join,
    loyal_to,
    reversed_by,
    verdicts,
    votes,
    without,
)

from benchbook.errors import NotRatable
from benchbook.ratings import Clusters, rate
from benchbook.votes.audit import Judgements, VoteAudit
from benchbook.votes.audit.board import Board
from benchbook.votes.audit.caps import cap_effect
from benchbook.votes.audit.judgements import NO_TIME
from benchbook.votes.schema import FLAGS

OF_VOTERS = {"bursts", "cap", "influence", "devotion", "loyalty", "agreement", "duplicates"}
OF_TIMES = {"bursts", "days", "cap", "drift"}


# --- honest votes -------------------------------------------------------------------------------


HONEST = {
    "usual": (8, {"number": 10_000}),
    "small": (12, {"number": 2_000, "models": 10, "voters": 60}),
    "tiny": (12, {"number": 300, "models": 6, "voters": 20}),
    "tastes": (4, {"number": 6_000, "taste": 0.5}),
    "few voters": (4, {"number": 4_000, "voters": 8}),
    "far apart": (4, {"number": 4_000, "spread": 350.0, "ties": 0.0}),
}


@pytest.fixture(scope="module", params=HONEST)
def honest(request):
    """The findings on some boards of honest votes."""
    boards, facts = HONEST[request.param]
    return [audit(votes(2_000 + seed, **facts)).findings for seed in range(boards)]


def test_honest_votes_are_not_suspicious(honest):
    assert [finding for findings in honest for finding in findings if finding.verdict == "suspicious"] == []


def test_honest_votes_are_seldom_worth_a_look_but_where_one_voter_or_few_votes_weigh(honest):
    told = [finding.check for findings in honest for finding in findings if finding.verdict == "look"]
    rest = [check for check in told if check not in {"influence", "first_place"}]
    assert len(rest) <= 1


# --- votes that came twice ----------------------------------------------------------------------


def test_every_vote_twice_is_found_vote_by_vote():
    once = votes(1)
    found = audit(join(once, once)).duplicates
    assert found.finding.verdict == "suspicious"
    assert (found.repeated, found.agreeing) == (len(once), len(once))
    assert found.expected < 0.01 * len(once)
    assert found.even_counts == 1


def test_every_vote_twice_is_found_even_where_nobody_knows_who_cast_it():
    once = without(votes(1), "voter", "prompt", "time")
    assert verdicts(once)["duplicates"] is None
    found = audit(join(once, once)).duplicates
    assert (found.finding.verdict, found.repeated) == ("suspicious", None)
    assert "100 % of" in found.finding.sentence


def test_few_votes_on_many_pairs_are_not_taken_for_votes_that_came_twice():
    for seed in range(3):
        found = audit(without(votes(seed, 9_000, 100, 300, popularity=0.3), "voter", "prompt")).duplicates
        assert found.counts > 30
        assert found.even_counts < 0.55


def test_votes_that_repeat_others_say_nothing_more_of_voters():
    once = votes(1)
    twice = verdicts(join(once, once))
    assert {twice[check] for check in ("devotion", "loyalty", "agreement")} == {"fine"}


def test_a_voter_who_repeats_its_votes_is_named_with_how_many():
    once = votes(4)
    own = once.only(once.voter == busiest(once)[0])
    found = audit(join(once, own)).duplicates
    assert found.repeated == len(own)
    assert found.voters[0].voter == f"voter-{busiest(once)[0]}"
    assert (found.voters[0].votes, found.voters[0].repeated) == (2 * len(own), len(own))


def test_the_same_pair_again_on_another_prompt_is_no_duplicate():
    once = votes(1)
    again = replace(once, prompt=once.prompt + len(once), time=once.time + 10**9)
    assert audit(join(once, again)).duplicates.repeated == 0


def test_prompts_that_a_voter_judges_often_meet_the_same_pair_by_chance():
    few_prompts = replace(votes(1), prompt=np.random.default_rng(0).integers(0, 20, 20_000))
    found = audit(few_prompts).duplicates
    assert found.repeated > 300
    assert found.repeated == pytest.approx(found.expected, rel=0.15)
    assert found.finding.verdict == "fine"


def test_identical_votes_within_a_minute_are_a_burst():
    once = votes(5)
    own = once.only(np.arange(len(once)) < 400)
    again = replace(own, prompt=own.prompt + len(once), time=own.time + 3_000_000)
    found = audit(join(once, again)).bursts
    assert found.finding.verdict == "suspicious"
    assert 400 <= found.identical <= 403
    assert found.expected < 250
    late = replace(again, time=own.time + 120_000_000)
    assert audit(join(once, late)).bursts.finding.verdict == "fine"


# --- fake wins ----------------------------------------------------------------------------------


class Faked(NamedTuple):
    """Honest votes, what is found of them, and the same votes with fakes among them."""

    honest: Judgements
    of_honest: VoteAudit
    fake: Judgements


@pytest.fixture(scope="module")
def faked():
    """A board of models with 7,000 battles each, and 200 wins of an average one by a newcomer on one day."""
    honest = votes(1, 70_000, 20, 1_500, popularity=0)
    return Faked(honest, audit(honest), fake_wins(honest, 12, 200))


@pytest.fixture(scope="module")
def of_fake(faked):
    """What is found where there are fakes."""
    return audit(faked.fake)


def test_200_fake_wins_are_found_by_voter_by_day_and_by_cap(of_fake):
    assert {part.finding.verdict for part in (of_fake.devotion, of_fake.days, of_fake.cap)} == {"suspicious"}
    assert of_fake.influence.finding.verdict == "look"
    devotee = of_fake.devotion.voters[0]
    assert (devotee.voter, devotee.model, devotee.more, devotee.votes) == ("newcomer", "model-012", True, 200)
    assert devotee.score == 200
    day = of_fake.days.days[0]
    assert (day.model, str(day.day)) == ("model-012", "2025-10-19")


def test_what_fake_wins_are_worth_is_told_in_points(faked, of_fake):
    left = of_fake.influence.voters[0]
    assert (left.voter, left.model, left.votes) == ("newcomer", "model-012", 200)
    assert -20 < left.points < -8
    assert abs(left.points) > left.half_width
    assert of_fake.devotion.voters[0].points == pytest.approx(-left.points, rel=0.15)
    assert faked.of_honest.influence.voters[0].points == pytest.approx(0, abs=5)


def test_a_cap_leaves_out_what_is_beyond_it(faked, of_fake):
    found = of_fake.cap
    assert (found.cap, found.over, found.left_out, found.most) == (50, 1, 150, 200)
    busiest = found.busiest[0]
    assert (busiest.voter, str(busiest.day), busiest.votes) == ("newcomer", "2025-10-19", 200)
    assert found.moved[0].model == "model-012"
    assert found.moved[0].moved == pytest.approx(of_fake.influence.voters[0].points * 0.75, rel=0.1)
    assert cap_effect(Board.of(faked.fake), 200).left_out == 0
    assert faked.of_honest.cap.finding.verdict == "fine"


def test_fake_wins_are_found_by_day_where_no_voter_is_known(faked):
    found = verdicts(without(faked.fake, "voter"))
    assert found["days"] == "suspicious"
    assert {check for check, verdict in found.items() if verdict is None} == OF_VOTERS


def test_fake_wins_are_found_by_voter_where_no_time_is_known(faked):
    found = verdicts(without(faked.fake, "time"))
    assert found["devotion"] == "suspicious"
    assert {check for check, verdict in found.items() if verdict is None} == OF_TIMES


# --- voters -------------------------------------------------------------------------------------


def test_five_percent_of_loyal_voters_are_found_and_counted():
    found = audit(loyal_to(votes(5, 40_000), 7, 0.05)).loyalty
    assert found.finding.verdict == "suspicious"
    assert found.models[0].model == "model-007"
    assert found.models[0].percent == pytest.approx(5, abs=2.5)
    assert found.models[0].points > 8
    assert [row.model for row in found.models if row.chance < 0.01] == ["model-007"]


def test_loyal_voters_are_found_among_voters_whose_tastes_differ():
    found = audit(loyal_to(votes(5, 40_000, taste=0.6), 7, 0.05)).loyalty
    assert (found.finding.verdict, found.models[0].model) == ("suspicious", "model-007")
    assert found.correlation > 0.02


def test_a_reversed_voter_is_found():
    honest = votes(3)
    who = busiest(honest)[20]
    found = audit(reversed_by(honest, who)).agreement
    assert found.finding.verdict == "suspicious"
    assert [row.voter for row in found.voters if row.chance < 0.01] == [f"voter-{who}"]
    assert found.voters[0].slope < -0.5


def test_a_voter_at_random_is_worth_a_look():
    honest = votes(3, 40_000, 20, 200)
    who = busiest(honest)[0]
    found = audit(at_random_by(honest, who)).agreement
    assert found.finding.verdict == "look"
    assert found.voters[0].voter == f"voter-{who}"
    assert found.voters[0].slope == pytest.approx(0, abs=0.4)


def test_the_voters_who_carry_the_lead_are_rated_again_without(faked):
    found = faked.of_honest.influence.on_lead
    assert all(row.lead_after < row.lead for row in found[:3])
    assert {row.first_after for row in found} == {faked.of_honest.first_place.leader}


# --- first place --------------------------------------------------------------------------------


def test_the_votes_that_decide_the_first_place_decide_it():
    judged = votes(6)
    found = audit(judged).first_place
    rows = np.zeros(len(judged), bool)
    for removed in found.removed:
        first, second = judged.models.index(removed.model_a), judged.models.index(removed.model_b)
        outcome = 2 if removed.winner is None else 0 if removed.winner == removed.model_a else 1
        of_kind = (judged.first == first) & (judged.second == second) & (judged.outcome == outcome)
        rows[np.flatnonzero(of_kind)[: removed.votes]] = True
    assert len(found.removed) < 10
    assert rows.sum() == found.votes
    assert audit(judged.only(~rows)).first_place.leader == found.new_leader


def test_a_lead_within_its_interval_is_said_not_to_be_settled():
    settled = [audit(votes(seed, 4_000, spread=30.0)).first_place for seed in range(7_000, 7_006)]
    unsettled = [each for each in settled if each.lead < 1.96 * each.lead_std_error]
    assert unsettled
    assert all("not settled anyway" in each.finding.sentence for each in unsettled)
    assert {each.finding.verdict for each in unsettled} == {"fine"}


# --- time ---------------------------------------------------------------------------------------


def test_a_model_that_changed_is_found():
    found = audit(votes(6, 60_000, late=(4, 60))).drift
    assert found.finding.verdict == "suspicious"
    assert found.models[0].model == "model-004"
    assert found.models[0].points == pytest.approx(60, abs=3 * found.models[0].std_error)
    assert found.early + found.late == 60_000
    assert str(found.divided_at)[:7] == "2025-10"


def test_a_model_that_did_not_change_is_rated_alike_early_and_late():
    found = audit(votes(6, 60_000)).drift
    assert found.finding.verdict == "fine"
    assert all(abs(row.points) < 4.5 * row.std_error for row in found.models)


# --- sides --------------------------------------------------------------------------------------


def test_a_left_bias_of_20_points_is_found():
    found = audit(votes(2, left=20.0)).side
    assert found.finding.verdict == "suspicious"
    assert found.advantage == pytest.approx(20, abs=3 * found.std_error)
    assert found.std_error < 4


def test_sides_are_found_by_either_way_of_telling_them():
    turned = votes(2, left=-20.0)
    assert audit(turned).side.advantage == pytest.approx(-20, abs=8)


def test_a_model_that_stands_on_the_left_too_often_is_found_with_what_that_is_worth():
    found = audit(votes(2, 60_000, left=20.0, shown_left=(3, 0.9))).side
    assert [row.model for row in found.models if row.chance < 0.01] == ["model-003"]
    assert found.models[0].left_percent == pytest.approx(90, abs=2)
    assert found.models[0].points == pytest.approx(16, abs=4)


def test_sides_that_are_settled_by_prompt_are_counted_once():
    few = votes(2, 400)
    many = join(*[replace(few, voter=few.voter + lot, time=few.time + lot) for lot in range(0, 40, 2)])
    shown = sum(row.shown for row in audit(many).side.models)
    assert shown <= 2 * 400


# --- names ----------------------------------------------------------------------------------------


def flagged(judged, share=0.1, model=None):
    rng = np.random.default_rng(9)
    flag = np.where(rng.random(len(judged)) < share, 0, -1).astype(np.int8)
    flag[:5] = 1
    outcome = judged.outcome.copy()
    if model is not None:
        pushed = (flag >= 0) & (rng.random(len(judged)) < 0.5)
        outcome[pushed & (judged.first == model)] = 0
        outcome[pushed & (judged.second == model)] = 1
    return replace(judged, flag=flag, outcome=outcome)


def test_flagged_votes_are_counted_and_rate_nobody():
    judged = flagged(votes(8))
    found = audit(judged)
    assert found.leaks.flagged == {"names_visible": int((judged.flag == 0).sum()), "self_named": 5}
    assert found.contents.flagged == found.leaks.flagged
    assert found.contents.votes == int((judged.flag < 0).sum())
    assert found.leaks.finding.verdict == "fine"
    assert tuple(found.leaks.flagged) == FLAGS


def test_flagged_votes_that_favour_a_model_are_worth_a_look():
    found = audit(flagged(votes(8, 60_000), model=6)).leaks
    assert found.finding.verdict == "look"
    assert (found.models[0].model, found.models[0].chance < 0.01) == ("model-006", True)
    assert found.models[0].points > 20


# --- what is missing ------------------------------------------------------------------------------


def test_nothing_is_said_of_columns_that_no_vote_has():
    found = audit(without(votes(1), "voter", "prompt", "time", "left", "flag"))
    unknown = {finding.check for finding in found.findings if finding.verdict is None}
    assert unknown == OF_VOTERS | OF_TIMES | {"side"}
    assert found.verdict == "fine"
    assert all(finding.figure is None for finding in found.findings if finding.verdict is None)
    assert found.contents.voters is None
    assert (found.contents.first_at, found.contents.days) == (None, 0)


def test_attacks_are_not_found_by_columns_that_are_missing(faked):
    blind = verdicts(without(faked.fake, "voter", "prompt", "time", "left"))
    assert {verdict for verdict in blind.values() if verdict is not None} == {"fine"}


def test_some_votes_without_a_voter_or_a_time_do_no_harm():
    judged = votes(1)
    gone = np.arange(len(judged)) % 3 == 0
    some = replace(
        judged,
        voter=np.where(gone, -1, judged.voter).astype(np.int32),
        time=np.where(gone, NO_TIME, judged.time),
        prompt=np.where(gone, -1, judged.prompt),
        left=np.where(gone, -1, judged.left).astype(np.int8),
    )
    found = audit(some)
    assert (found.contents.without_voter, found.contents.without_time) == (gone.sum(), gone.sum())
    assert found.verdict in {"fine", "look"}
    assert None not in {finding.verdict for finding in found.findings}
    assert found.side.shown == (~gone).sum()


def test_few_votes_are_too_few_to_compare():
    found = {finding.check: finding for finding in audit(votes(1, 60, 4, 10)).findings}
    assert found["drift"].sentence == "too few votes with a time to compare (60, needed 400)"
    assert found["side"].sentence == "too few votes tell which answer stood on the left (60, needed 200)"
    assert found["drift"].verdict is found["side"].verdict is None


# --- boards of other kinds ------------------------------------------------------------------------


def test_votes_that_say_both_bad_are_counted_and_rate_nobody():
    judged = votes(1)
    bad = np.arange(len(judged)) % 10 == 0
    found = audit(replace(judged, outcome=np.where(bad, 3, judged.outcome).astype(np.int8)))
    assert (found.contents.votes, found.contents.both_bad) == (len(judged), bad.sum())
    assert found.verdict in {"fine", "look"}


def test_models_that_nothing_links_with_the_largest_group_are_left_aside():
    judged, more = votes(1), votes(2, 500, 3)
    apart = replace(more, first=more.first + 20, second=more.second + 20)
    names = (*judged.models, "other-0", "other-1", "other-2")
    both = replace(join(judged, apart), models=names)
    found = audit(both)
    assert (found.contents.groups, found.contents.left_aside, found.contents.models) == (2, 500, 23)
    assert found.first_place.leader.startswith("model")


def test_two_models_are_enough():
    found = audit(votes(1, 1_000, 2, 50))
    assert found.verdict in {"fine", "look"}
    assert found.contents.models == 2


def test_one_voter_alone_cannot_be_compared_with_others():
    found = audit(votes(1, 1_000, 5, 1))
    assert found.influence.finding.sentence == "all votes are by one voter"


def test_votes_that_rate_nobody_are_refused():
    judged = votes(1, 100)
    with pytest.raises(NotRatable, match=r"arena 'mine', category 'overall': none of 100 votes rates two models"):
        audit(replace(judged, outcome=np.full(100, 3, np.int8)))


def test_placements_broken_into_pairs_are_no_evidence_against_voters():
    rng = np.random.default_rng(3)
    number, models = 3_000, 12
    strength = rng.normal(0, 0.7, models)
    entrants = np.array([rng.choice(models, 4, replace=False) for _ in range(number)])
    place = np.argsort(-(strength[entrants] + rng.gumbel(size=(number, 4))), axis=1).argsort(axis=1)
    low, high = np.triu_indices(4, 1)
    a, b = entrants[:, low].ravel(), entrants[:, high].ravel()
    a_wins = (place[:, low] < place[:, high]).ravel()
    tournament = np.repeat(np.arange(number), 6)
    judged = replace(
        votes(1, 10, models),
        first=np.minimum(a, b).astype(np.int32),
        second=np.maximum(a, b).astype(np.int32),
        outcome=np.where(a_wins == (a < b), 0, 1).astype(np.int8),
        left=None,
        voter=(tournament // 6).astype(np.int32),
        voters=pa.array([f"voter-{each}" for each in range(number)]),
        prompt=None,
        tournament=tournament,
        time=None,
        flag=None,
    )
    found = audit(judged, basis="placements")
    assert found.verdict in {"fine", "look"}
    assert found.agreement.finding.verdict is None
    assert found.basis == "placements"


def test_votes_are_taken_together_as_they_are_for_ratings():
    """Those of a voter; where the voter is unknown, those of a tournament."""
    judged = votes(3, 3_000, 8, voters=60, taste=0.8)
    rng = np.random.default_rng(3)
    tournament = rng.integers(0, 60, 3_000)
    unknown = rng.random(3_000) < 0.5
    judged = replace(judged, voter=np.where(unknown, -1, judged.voter), tournament=np.where(unknown, tournament, -1))
    found = Board.of(judged)
    cluster = np.where(unknown, tournament + 60, judged.voter)
    clusters = Clusters.of(found.counts, judged.first, judged.second, judged.outcome, cluster)
    assert found.ratings.components[0].clusters == 120
    assert found.ratings.std_error == pytest.approx(rate(found.counts, clusters=clusters).std_error)
