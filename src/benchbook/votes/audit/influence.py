"""What a board would be without a voter."""

from dataclasses import replace

import numpy as np

from benchbook.ratings import Clusters, Ratings, cluster_influence, rate
from benchbook.ratings.columns import KINDS_A_PAIR
from benchbook.ratings.lead import carried
from benchbook.votes.audit.board import Board, leader_of
from benchbook.votes.audit.findings import Check, Finding, Influence, LeadInfluence, Verdict, VoterInfluence
from benchbook.votes.audit.verdicts import points_in_words, rounded
from benchbook.wording import counted

_LEAST_VOTERS = 2
_WORST = 10
_FEW = 2
_MANY_MODELS = 500
_RIVALS = 5
_LEAST_BATTLES = 200
_LARGE = 0.5
_WORK = 200_000_000_000
_LEAST_LOOKED_AT = 1_000

_CHECK = Check(
    "influence",
    "Leave one out",
    "points",
    f"look: without one voter a rating with {_LEAST_BATTLES} battles (any where fewer than two have as many) moves by"
    " half of its interval's half-width, or another model is first where the lead is beyond its 95 % interval; never"
    " suspicious, as who votes much moves much",
)


def influence(board: Board) -> Influence:
    """Find the voters whose leaving out moves a rating most, or brings another model nearest to the first place."""
    if board.by_voter is None or len(board.by_voter.cluster) < _LEAST_VOTERS:
        missing = "no vote tells who cast it" if board.by_voter is None else "all votes are by one voter"
        return Influence(finding=_CHECK.unknown(missing), voters=(), on_lead=())
    movers = _movers(board)
    on_lead = _on_lead(board)
    return Influence(finding=_finding(board, movers, on_lead), voters=movers, on_lead=on_lead)


def _movers(board: Board) -> tuple[VoterInfluence, ...]:
    """By how much a rating of many battles changes, found by rating again for those that one step names."""
    many = int(np.count_nonzero(board.ratings.battles >= _LEAST_BATTLES)) > 1
    method = replace(board.ratings.method, list_battles=_LEAST_BATTLES if many else 1)
    found = cluster_influence(board.counts, _busiest(board), method, _worst(board))
    return tuple(
        VoterInfluence(
            voter=board.votes.name_of_voter(left.cluster),
            votes=left.votes,
            model=board.models[left.model],
            points=rounded(left.exact),
            half_width=rounded(board.ratings.method.critical * board.plain.std_error[left.model]),
            first_after=board.models[left.first],
        )
        for left in found.worst
        if np.isfinite(left.exact)
    )


def _worst(board: Board) -> int:
    """How many voters to rate again without: fewer where rating takes long."""
    return _WORST if len(board.models) <= _MANY_MODELS else _FEW


def _busiest(board: Board) -> Clusters:
    """The voters with the most votes, as many as there is time for; the others' votes stand on their own."""
    votes = board.votes
    most = max(_LEAST_LOOKED_AT, _WORK // len(board.models) ** 2)
    voter = np.full(len(votes), -1, np.int32) if votes.voter is None else votes.voter
    cast = np.bincount(voter[voter >= 0])
    if len(cast) > most:
        chosen = np.zeros(len(cast) + 1, np.bool_)  # the last one is for an unknown voter
        chosen[np.argpartition(-cast, most)[:most]] = True
        voter = np.where(chosen[voter], voter, -1)
    pair = board.kind // KINDS_A_PAIR
    return Clusters(pair=pair, outcome=votes.outcome, cluster=voter)


def _on_lead(board: Board) -> tuple[LeadInfluence, ...]:
    """The voters without whom the lead is least, by rating again."""
    ratings, leader = board.ratings, board.leader
    rivals = np.flatnonzero(ratings.listed & (np.arange(len(ratings)) != leader))
    rivals = rivals[np.argsort(-ratings.rating[rivals], kind="stable")[:_RIVALS]]
    if not len(rivals) or board.by_voter is None:
        return ()
    found = carried(board.by_voter, board.kinds, board.counts, ratings.strength, leader, rivals, _worst(board))
    rows = []
    for voter, rival in zip(found.voter.tolist(), found.rival.tolist(), strict=True):
        after = _without(board, voter)
        lead_after, _ = after.difference(leader, rival)
        if np.isnan(lead_after):
            continue
        rows.append(
            LeadInfluence(
                voter=board.votes.name_of_voter(voter),
                votes=int(np.count_nonzero(board.votes.voter == voter)),
                rival=board.models[rival],
                lead=rounded(ratings.rating[leader] - ratings.rating[rival]),
                lead_after=rounded(lead_after),
                first_after=board.models[leader_of(after)],
            )
        )
    return tuple(rows)


def _without(board: Board, voter: int) -> Ratings:
    own = np.bincount(board.kind[board.votes.voter == voter], minlength=board.kinds.count)
    table = board.counts.table
    table[:, :KINDS_A_PAIR] -= own.reshape(-1, KINDS_A_PAIR)
    return rate(board.counts.with_table(table), board.ratings.method)


def _finding(board: Board, movers: tuple[VoterInfluence, ...], on_lead: tuple[LeadInfluence, ...]) -> Finding:
    word: Verdict = "fine"
    told = "no voter moves a rating"
    largest = 0.0
    if movers:
        worst = max(movers, key=lambda row: abs(row.points) / row.half_width)
        largest = worst.points
        told = (
            f"without voter {worst.voter} ({counted(worst.votes, 'vote')}) {worst.model} moves by"
            f" {points_in_words(worst.points)} points, where independent votes give it ±{worst.half_width:.1f}"
        )
        if abs(worst.points) >= _LARGE * worst.half_width:
            word = "look"
    first = board.models[board.leader]
    deciding = [row for row in on_lead if row.first_after != first]
    if deciding:
        told = f"{told}; without voter {deciding[0].voter} {deciding[0].first_after} is first instead of {first}"
        if _is_clear(board, deciding[0]):
            word = "look"
    elif on_lead:
        told = f"{told}; no voter decides the first place"
    return _CHECK.found(word, told, largest)


def _is_clear(board: Board, row: LeadInfluence) -> bool:
    """Whether the lead over a voter's rival is beyond its interval, votes being independent."""
    lead, error = board.plain.difference(board.leader, board.models.index(row.rival))
    return lead > board.ratings.method.critical * error
