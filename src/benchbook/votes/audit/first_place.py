"""How few votes decide the first place."""

from benchbook.ratings import Removals, fewest_removals
from benchbook.ratings.columns import FIRST_WINS, SECOND_WINS
from benchbook.votes.audit.board import Board
from benchbook.votes.audit.findings import Check, Finding, FirstPlace, Removal
from benchbook.votes.audit.verdicts import points_in_words, rounded, share_in_words
from benchbook.wording import counted

_MOST_SHOWN = 10
_LITTLE = 0.01
_CHALLENGERS = 3
_MOST_MODELS = 500


def first_place(board: Board, cap: int) -> FirstPlace:
    """Find the fewest votes without which another model is first; ``cap`` is what one voter may cast in a day."""
    check = _check(cap)
    models = len(board.models)
    found = fewest_removals(board.counts, challengers=_CHALLENGERS) if models <= _MOST_MODELS else None
    leader = board.models[board.leader]
    if found is None:
        missing = f"no removal of votes puts another model before {leader}"
        if models > _MOST_MODELS:
            missing = f"not looked for among {models:,} models, at most among {_MOST_MODELS:,}"
        return FirstPlace(
            finding=check.unknown(missing),
            leader=leader,
            new_leader=None,
            lead=None,
            lead_std_error=None,
            votes=None,
            percent=None,
            removed=(),
        )
    lead, error = board.ratings.difference(found.leader, found.challenger)
    return FirstPlace(
        finding=_finding(check, board, found, cap),
        leader=leader,
        new_leader=board.models[found.challenger],
        lead=rounded(lead),
        lead_std_error=rounded(error),
        votes=found.votes,
        percent=rounded(100 * found.share),
        removed=_removed(board, found),
    )


def _check(cap: int) -> Check:
    return Check(
        "first_place",
        "First place",
        "votes",
        f"look: the lead is beyond its 95 % interval, yet no more than {cap:,} votes, which one voter may cast in a"
        " day, and no more than 1 % of all, decide it",
    )


def _finding(check: Check, board: Board, found: Removals, cap: int) -> Finding:
    lead, error = board.ratings.difference(found.leader, found.challenger)
    is_clear = lead > board.ratings.method.critical * error
    sentence = (
        f"without {counted(found.votes, 'vote')} ({share_in_words(found.share, 1)} of all)"
        f" {board.models[found.challenger]} is before {board.models[found.leader]}, which leads by"
        f" {points_in_words(lead)} ± {board.ratings.method.critical * error:.1f} points"
    )
    if not is_clear:
        sentence = f"{sentence}: the first place is not settled anyway"
    is_little = found.votes <= cap and found.share <= _LITTLE
    return check.found("look" if is_clear and is_little else "fine", sentence, found.votes)


def _removed(board: Board, found: Removals) -> tuple[Removal, ...]:
    """The kinds of votes, the most frequent first."""
    rows = []
    for row in (-found.number).argsort(kind="stable")[:_MOST_SHOWN].tolist():
        first, second = board.models[int(found.first[row])], board.models[int(found.second[row])]
        winner = {FIRST_WINS: first, SECOND_WINS: second}.get(int(found.outcome[row]))
        rows.append(Removal(model_a=first, model_b=second, winner=winner, votes=int(found.number[row])))
    return tuple(rows)
