"""What it is worth to be shown on the left, and models that were shown on one side more often than chance."""

from typing import NamedTuple

import numpy as np

from benchbook.errors import NotRatable
from benchbook.ratings import side_effect
from benchbook.ratings.columns import KINDS_A_PAIR, TIE, gross, net
from benchbook.ratings.intervals import two_sided
from benchbook.ratings.method import POINTS_PER_NAT
from benchbook.ratings.tails import corrected, log_share_tail
from benchbook.votes.audit.board import Board, cluster_of
from benchbook.votes.audit.findings import Check, Finding, ShownLeft, Side, Verdict
from benchbook.votes.audit.judgements import Int64s, mixed
from benchbook.votes.audit.verdicts import in_words, points_in_words, rounded, strongest, verdict, verdicts_of
from benchbook.wording import counted

_LEAST_VOTES = 200
_LEAST_SHOWN = 30
_MOST_SHOWN = 10
_WORTH_A_LOOK_POINTS, _MANY_POINTS = 5.0, 10.0
_LARGE = 0.5

_CHECK = Check(
    "side",
    "Side",
    "points",
    f"look: the left is worth {_WORTH_A_LOOK_POINTS:.0f} points, either way (p < 0.01), or a model is shown on one side"
    f" more often than by chance (p < 0.01 for all models together); suspicious: it is worth {_MANY_POINTS:.0f} points"
    " (p < 0.001), or moves the rating of such a model by half a standard error (p < 0.001)",
)


def side(board: Board) -> Side:
    """Estimate the advantage of the left together with the strengths, and count which side each model was shown on."""
    left = board.votes.left
    known = np.zeros(0, np.int64) if left is None else np.flatnonzero(left >= 0)
    if left is None or len(known) < _LEAST_VOTES:
        missing = f"too few votes tell which answer stood on the left ({len(known):,}, needed {_LEAST_VOTES})"
        return Side(finding=_CHECK.unknown(missing), shown=len(known), advantage=None, std_error=None, models=())
    effect = _effect(board, known)
    rows, words = _one_sided(board, known, 0.0 if effect is None else effect.points)
    return Side(
        finding=_finding(effect, rows, words),
        shown=len(known),
        advantage=None if effect is None else rounded(effect.points),
        std_error=None if effect is None else rounded(effect.std_error),
        models=rows[:_MOST_SHOWN],
    )


class _Effect(NamedTuple):
    """The advantage of the left in points, its error, and how likely as much is by chance."""

    points: float
    std_error: float
    chance: float
    left_wins: int
    right_wins: int


def _effect(board: Board, known: Int64s) -> _Effect | None:
    """None where the sides cannot be told from the models, or all votes are ties.

    The error is that of clusters, or that of independent votes where it is larger: that of few clusters is too small.
    """
    votes = board.votes.only(known)
    if votes.left is None:
        return None
    is_left = votes.left == 1
    outcome = np.where(is_left | (votes.outcome == TIE), votes.outcome, 1 - votes.outcome)
    left, right = np.where(is_left, votes.first, votes.second), np.where(is_left, votes.second, votes.first)
    try:
        found = side_effect(left, right, outcome, len(votes.models), cluster=cluster_of(votes))
    except NotRatable:
        return None
    expected = board.kinds.expected[board.kind[known]]
    independent = POINTS_PER_NAT * np.sqrt(board.dispersion / (expected * (1 - expected)).sum())
    error = max(found.std_error, float(independent))
    if not error > 0:
        return None
    return _Effect(found.points, error, two_sided(found.points / error), found.left_wins, found.right_wins)


def _one_sided(board: Board, known: Int64s, advantage: float) -> tuple[tuple[ShownLeft, ...], list[Verdict]]:
    """Models by how unlikely the share of their votes is in which they stood on the left."""
    votes, models = board.votes.only(known[_shown_once(board, known)]), len(board.models)
    if votes.left is None:
        return (), []
    is_left = votes.left == 1
    shown = gross(votes.first, votes.second, np.ones(len(votes)), models)
    on_left = gross(votes.first, votes.second, 0.5 * np.ones(len(votes)), models)
    on_left += net(votes.first, votes.second, is_left - 0.5, models)
    tested = np.flatnonzero(shown >= _LEAST_SHOWN)
    log_chance = log_share_tail(on_left[tested], shown[tested])
    order = np.argsort(log_chance, kind="stable")
    chances = [corrected(log_chance[at], 2 * len(tested)) for at in order.tolist()]
    tested = tested[order]
    share = on_left[tested] / shown[tested]
    points = advantage * (2 * share - 1)
    words = verdicts_of(chances, board.errors_moved(tested, points) >= _LARGE)
    rows = tuple(
        ShownLeft(
            model=board.models[model],
            shown=int(shown[model]),
            left_percent=rounded(100 * share[row]),
            points=rounded(points[row]),
            chance=chances[row],
        )
        for row, model in enumerate(tested.tolist())
    )
    return rows, words


def _shown_once(board: Board, known: Int64s) -> Int64s:
    """One vote for each prompt, pair and side: who stands where may be settled once for all who judge a prompt."""
    prompt, left = board.votes.prompt, board.votes.left
    if prompt is None or left is None:
        return np.arange(len(known))
    key = mixed(prompt[known], board.kind[known] // KINDS_A_PAIR, left[known])
    order = np.argsort(key, kind="stable")
    chosen = prompt[known] < 0
    chosen[order[:1]] = True
    chosen[order[1:]] |= key[order[1:]] != key[order[:-1]]
    return np.flatnonzero(chosen)


def _finding(effect: _Effect | None, rows: tuple[ShownLeft, ...], words: list[Verdict]) -> Finding:
    beyond = sum(word != "fine" for word in words)
    told = "no model stands on one side more often than by chance"
    if beyond:
        worst = rows[words.index(strongest(words))]
        told = (
            f"{counted(beyond, 'model')} of {len(rows):,} not shown on both sides alike; {worst.model} on the left in"
            f" {worst.left_percent:.1f} % of {worst.shown:,} votes ({in_words(worst.chance)}), worth"
            f" {points_in_words(worst.points)} points"
        )
    if effect is None:
        sentence = f"no pair was shown both ways round often enough to tell the sides from the models; {told}"
        return _CHECK.found(strongest(words), sentence, 0) if beyond else _CHECK.unknown(sentence)
    of_effect = verdict(
        effect.chance,
        matters=abs(effect.points) >= _WORTH_A_LOOK_POINTS,
        is_large=abs(effect.points) >= _MANY_POINTS,
    )
    sentence = (
        f"the left is worth {points_in_words(effect.points)} ± {1.96 * effect.std_error:.1f} points, expected 0"
        f" ({in_words(effect.chance)}): it won {effect.left_wins:,} votes, the right {effect.right_wins:,}; {told}"
    )
    return _CHECK.found(
        strongest((of_effect, *words)),
        sentence,
        effect.points,
        std_error=effect.std_error,
        expected=0,
        chance=effect.chance,
    )
