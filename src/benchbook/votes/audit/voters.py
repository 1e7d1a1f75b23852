"""Single voters who do not judge as the others: devoted to one model, or contrary to the ratings."""

from benchbook.ratings.agreement import HALF, agreement
from benchbook.ratings.devotion import TASTE_NATS, devotion
from benchbook.ratings.method import POINTS_PER_NAT
from benchbook.ratings.tails import corrected
from benchbook.votes.audit.board import Board
from benchbook.votes.audit.findings import Agreeing, Check, Contrary, Devotee, Devotees
from benchbook.votes.audit.verdicts import in_words, points_in_words, rounded, strongest, verdict, verdicts_of
from benchbook.wording import counted

_MOST_SHOWN = 10
_LEAST_ON_MODEL = 10
_LEAST_VOTES = 20
_LARGE = 0.5

_NO_VOTERS = "no vote tells who cast it"
_DEVOTION = Check(
    "devotion",
    "Voters of one model",
    "voters and models",
    f"look: more often, or less often, than a taste of {TASTE_NATS * POINTS_PER_NAT:.0f} points would explain (p < 0.01"
    " for all voters and models together); suspicious: p < 0.001, and it moves the rating by half a standard error",
)
_AGREEMENT = Check(
    "agreement",
    "Agreement",
    "voters",
    f"look: a voter who follows the ratings less than {HALF:g} times as closely as all together (p < 0.01 for all"
    " voters together); suspicious: one who means the reverse (p < 0.001)",
)


def devotees(board: Board) -> Devotees:
    """Look for voters who choose one model, or its rivals, far more often than the ratings say."""
    if board.by_voter is None:
        return Devotees(finding=_DEVOTION.unknown(_NO_VOTERS), tested=0, voters=())
    found = devotion(board.by_voter, board.kinds, len(board.models), _LEAST_ON_MODEL)
    if not found.tested:
        missing = f"no voter has {_LEAST_ON_MODEL} votes on one model"
        return Devotees(finding=_DEVOTION.unknown(missing), tested=0, voters=())
    points = board.points(found.model, found.score - found.expected)
    chances = [corrected(log_chance, found.tested) for log_chance in found.log_chance.tolist()]
    rows = tuple(
        Devotee(
            voter=board.votes.name_of_voter(int(found.voter[row])),
            model=board.models[int(found.model[row])],
            more=bool(found.direction[row] > 0),
            votes=int(found.votes[row]),
            score=rounded(found.score[row]),
            expected=rounded(found.expected[row]),
            points=rounded(points[row]),
            chance=chances[row],
        )
        for row in range(min(len(chances), _MOST_SHOWN))
    )
    words = verdicts_of(chances, board.errors_moved(found.model, points) >= _LARGE)
    beyond = sum(word != "fine" for word in words)
    sentence = _devotees_sentence(rows, beyond, found.tested // 2)
    return Devotees(
        finding=_DEVOTION.found(strongest(words), sentence, beyond, expected=0, chance=min(chances, default=1.0)),
        tested=found.tested // 2,
        voters=rows,
    )


def contraries(board: Board) -> Agreeing:
    """Look for voters who choose at random or mean the reverse."""
    if board.by_voter is None:
        return Agreeing(finding=_AGREEMENT.unknown(_NO_VOTERS), tested=0, voters=())
    found = agreement(board.by_voter, board.kinds, _LEAST_VOTES)
    if not found.tested:
        return Agreeing(finding=_AGREEMENT.unknown(f"no voter has {_LEAST_VOTES} votes"), tested=0, voters=())
    rows = tuple(
        Contrary(
            voter=board.votes.name_of_voter(int(found.voter[row])),
            votes=int(found.votes[row]),
            slope=rounded(found.slope[row]),
            std_error=rounded(found.std_error[row]),
            chance=corrected(found.log_random[row], found.tested),
            reversed_chance=corrected(found.log_reversed[row], found.tested),
        )
        for row in range(len(found.voter))
    )
    words = [verdict(row.chance, is_large=verdict(row.reversed_chance) == "suspicious") for row in rows]
    beyond = sum(word != "fine" for word in words)
    sentence = _contraries_sentence(rows, beyond, found.tested)
    chance = min((row.chance for row in rows), default=1.0)
    return Agreeing(
        finding=_AGREEMENT.found(strongest(words), sentence, beyond, expected=0, chance=chance),
        tested=found.tested,
        voters=rows[:_MOST_SHOWN],
    )


def _devotees_sentence(rows: tuple[Devotee, ...], beyond: int, tested: int) -> str:
    if not beyond:
        return f"no voter stands out in its judgement of one model, of {tested:,} voters and models"
    worst, often = rows[0], "more" if rows[0].more else "less"
    return (
        f"{beyond:,} of {tested:,} judgements of a model by one voter {'is' if beyond == 1 else 'are'} unlike the"
        f" ratings; voter {worst.voter} chose {worst.model} {often} often: a score of {worst.score:,.1f} in"
        f" {worst.votes:,} votes, expected {worst.expected:,.1f}, which moves its rating by about"
        f" {points_in_words(worst.points)} points ({in_words(worst.chance)})"
    )


def _contraries_sentence(rows: tuple[Contrary, ...], beyond: int, tested: int) -> str:
    if not beyond:
        return f"no voter of {tested:,} with {_LEAST_VOTES} votes or more stands out"
    worst = min(rows, key=lambda row: row.chance)
    follows = f"{worst.slope:+.2f} ± {1.96 * worst.std_error:.2f}"
    return (
        f"{counted(beyond, 'voter')} of {tested:,} with {_LEAST_VOTES} votes or more"
        f" {'does' if beyond == 1 else 'do'} not follow the ratings; voter {worst.voter} does by {follows} in"
        f" {worst.votes:,} votes, where 1 is as all together, 0 at random and -1 the reverse ({in_words(worst.chance)})"
    )
