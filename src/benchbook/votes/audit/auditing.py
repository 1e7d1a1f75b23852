"""All checks of one board."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from benchbook.errors import NotRatable
from benchbook.store.voting import StoredBatch
from benchbook.votes.audit.board import Board
from benchbook.votes.audit.bursts import bursts
from benchbook.votes.audit.caps import USUAL_CAP, cap_effect
from benchbook.votes.audit.contents import contents
from benchbook.votes.audit.days import days
from benchbook.votes.audit.drift import early_and_late
from benchbook.votes.audit.duplicates import duplicates
from benchbook.votes.audit.findings import VoteAudit
from benchbook.votes.audit.first_place import first_place
from benchbook.votes.audit.influence import influence
from benchbook.votes.audit.judgements import Judgements
from benchbook.votes.audit.leaks import leaks
from benchbook.votes.audit.loyal import loyal
from benchbook.votes.audit.sides import side
from benchbook.votes.audit.verdicts import strongest
from benchbook.votes.audit.voters import contraries, devotees

Basis = Literal["votes", "placements"]


def audited(
    votes: Judgements,
    basis: Basis = "votes",
    *,
    arena: str,
    category: str,
    as_of: datetime | None = None,
    cap: int = USUAL_CAP,
    batches: Sequence[StoredBatch] = (),
) -> VoteAudit:
    """Audit the votes of one board; ``batches`` tell what came to its arena.

    Raises NotRatable where no vote rates two models.
    """
    board = Board.of(votes, placed=basis == "placements")
    if board is None:
        where = f"arena {arena!r}, category {category!r}"
        until = "" if as_of is None else f" until {as_of:%Y-%m-%d %H:%M} UTC"
        none = f"none of {len(votes):,} votes{until} rates two models" if len(votes) else f"no votes{until}"
        raise NotRatable(where, f"{none}, so that there is nothing to audit")
    there_is = contents(board, votes, batches)
    del votes
    audit = VoteAudit(
        arena=arena,
        category=category,
        basis=basis,
        as_of=as_of,
        verdict="fine",
        contents=there_is,
        duplicates=duplicates(board),
        bursts=bursts(board),
        days=days(board),
        cap=cap_effect(board, cap),
        influence=influence(board),
        devotion=devotees(board),
        loyalty=loyal(board),
        agreement=contraries(board),
        first_place=first_place(board, cap),
        drift=early_and_late(board),
        side=side(board),
        leaks=leaks(board),
    )
    return replace(audit, verdict=strongest(finding.verdict for finding in audit.findings))
