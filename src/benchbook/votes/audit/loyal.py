"""Models that many voters choose whatever is shown beside them, each of them perhaps a few times only."""

from benchbook.ratings.loyalty import Loyalty, loyalty
from benchbook.ratings.tails import corrected
from benchbook.votes.audit.board import Board
from benchbook.votes.audit.findings import Check, Loyal, LoyalTo
from benchbook.votes.audit.verdicts import in_words, points_in_words, rounded, strongest, verdicts_of
from benchbook.wording import counted

_MOST_SHOWN = 10
_LEAST_VOTERS = 30
_LARGE = 0.5

_CHECK = Check(
    "loyalty",
    "Loyal voters",
    "models",
    "look: more voters than by chance choose a model every time (p < 0.01 for all models together, allowing for"
    " tastes); suspicious: p < 0.001, and it moves the rating by half a standard error",
)


def loyal(board: Board) -> Loyal:
    """Look for models with voters who always choose them."""
    if board.by_voter is None:
        return Loyal(finding=_CHECK.unknown("no vote tells who cast it"), correlation=None, models=())
    found = loyalty(board.by_voter, board.kinds, len(board.models))
    tested = (found.voters >= _LEAST_VOTERS).nonzero()[0]
    if not len(tested):
        missing = f"no model was judged twice by {_LEAST_VOTERS} voters"
        return Loyal(finding=_CHECK.unknown(missing), correlation=None, models=())
    points = board.points(tested, found.pushed[tested])
    order = found.log_chance[tested].argsort(kind="stable")
    rows = tuple(_row(board, found, int(tested[place]), float(points[place]), len(tested)) for place in order.tolist())
    words = verdicts_of((row.chance for row in rows), board.errors_moved(tested, points)[order] >= _LARGE)
    beyond = sum(word != "fine" for word in words)
    return Loyal(
        finding=_CHECK.found(strongest(words), _sentence(rows, beyond), beyond, expected=0, chance=rows[0].chance),
        correlation=rounded(found.correlation),
        models=rows[:_MOST_SHOWN],
    )


def _row(board: Board, found: Loyalty, model: int, points: float, tested: int) -> LoyalTo:
    return LoyalTo(
        model=board.models[model],
        voters=int(found.voters[model]),
        always=int(found.loyal[model]),
        expected=rounded(found.expected[model]),
        percent=rounded(100 * found.share[model]),
        std_error=rounded(100 * found.std_error[model]),
        points=rounded(points),
        chance=corrected(found.log_chance[model], tested),
    )


def _sentence(rows: tuple[LoyalTo, ...], beyond: int) -> str:
    worst = rows[0]
    if not beyond:
        return f"no model of {len(rows):,} has more voters than by chance who choose it every time"
    return (
        f"{counted(beyond, 'model')} of {len(rows):,} with voters who always choose it; {worst.model}: {worst.always:,}"
        f" of {worst.voters:,} voters who judged it twice or more, expected {worst.expected:,.1f}; about"
        f" {worst.percent:.1f} % ± {1.96 * worst.std_error:.1f} are loyal, which moves its rating by about"
        f" {points_in_words(worst.points)} points ({in_words(worst.chance)})"
    )
