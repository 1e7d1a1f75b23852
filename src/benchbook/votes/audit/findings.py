"""What an audit of votes finds. The JSON forms are what ``votes audit --json`` prints: every field is always there."""

from datetime import date, datetime
from typing import Literal, NamedTuple

from benchbook.model import Noun

Verdict = Literal["fine", "look", "suspicious"]
VERDICTS: tuple[Verdict, ...] = ("fine", "look", "suspicious")

LOOK = 0.01
SUSPICIOUS = 0.001
"""So unlikely by chance must a figure be, after correction for all that one check looks at, to be worth the word."""


class Detail(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """A part of an audit."""


class Finding(Detail, frozen=True, kw_only=True):
    """One check. ``verdict`` is None where too little is known to tell; ``sentence`` then says what is missing.

    ``figure`` is what was found, ``std_error`` its own where it has one, ``expected`` what chance alone would give, all
    in ``unit``. ``chance`` is how likely as much is by chance, at most, corrected for all that the check looked at.
    ``rule`` says when it would be worth a look or suspicious.
    """

    check: str
    title: str
    verdict: Verdict | None
    sentence: str
    rule: str
    figure: float | None = None
    std_error: float | None = None
    expected: float | None = None
    unit: str | None = None
    chance: float | None = None


class Check(NamedTuple):
    """One of the checks: its name in JSON, its title, in what its figures are, and its rule."""

    name: str
    title: str
    unit: str
    rule: str

    def unknown(self, missing: str) -> Finding:
        """What it finds where too little is known."""
        return Finding(check=self.name, title=self.title, verdict=None, sentence=missing, rule=self.rule)

    def found(
        self,
        verdict: Verdict,
        sentence: str,
        figure: float,
        *,
        expected: float | None = None,
        std_error: float | None = None,
        chance: float | None = None,
    ) -> Finding:
        """What it finds; figures are rounded to what means something."""
        figures = {"figure": figure, "expected": expected, "std_error": std_error}
        return Finding(
            check=self.name,
            title=self.title,
            verdict=verdict,
            sentence=sentence,
            rule=self.rule,
            unit=self.unit,
            chance=chance,
            **{name: None if value is None else round(float(value), 6) for name, value in figures.items()},
        )


class Contents(Detail, frozen=True, kw_only=True):
    """What there is: ``votes`` count for the board, ``both_bad`` ones among them rate nobody; ``flagged`` do not count.

    ``left_aside`` are on models that no battle links with the largest of ``groups``, which alone is audited.
    ``voters`` is None where no vote tells who cast it, ``first_at`` and ``last_at`` where none tells when. ``repeated``
    and ``conflicting`` votes came again under the same identity, ``rejected`` rows were no votes, by reason: these
    never came in, and are of the whole arena.
    """

    votes: int
    both_bad: int
    models: int
    groups: int
    left_aside: int
    voters: int | None
    without_voter: int
    without_time: int
    first_at: datetime | None
    last_at: datetime | None
    days: int
    flagged: dict[str, int]
    repeated: int
    conflicting: int
    rejected: dict[str, int]


class Repeater(Detail, frozen=True, kw_only=True):
    """A voter and how many of its votes were beyond the first of their kind."""

    voter: str
    votes: int
    repeated: int


class Duplicates(Detail, frozen=True, kw_only=True):
    """Votes of one voter on the same pair and prompt beyond the first; ``agreeing`` chose the same as the first.

    ``even_counts`` is the share of counts of pairs that are even, of ``counts`` large ones: one half by chance.
    """

    finding: Finding
    repeated: int | None
    agreeing: int | None
    expected: float | None
    voters: tuple[Repeater, ...]
    even_counts: float | None
    counts: int


class Bursts(Detail, frozen=True, kw_only=True):
    """Votes that repeat the pair and winner of the same voter's vote within the minute before."""

    finding: Finding
    identical: int | None
    expected: float | None
    voters: tuple[Repeater, ...]


class ModelDay(Detail, frozen=True, kw_only=True):
    """A UTC day (or the first of some) on which a model got another score than the ratings say."""

    model: str
    day: date
    votes: int
    score: float
    expected: float
    points: float
    chance: float


class Days(Detail, frozen=True, kw_only=True):
    """The days that stand out most; ``days_each`` is how many days are taken together, 1 unless there are many."""

    finding: Finding
    days_each: int
    days: tuple[ModelDay, ...]


class Busy(Detail, frozen=True, kw_only=True):
    """A voter's day with many votes."""

    voter: str
    day: date
    votes: int


class Moved(Detail, frozen=True, kw_only=True):
    """A rating before and after some votes are left out; ``std_errors`` is the move in those of the rating before."""

    model: str
    rating: float
    std_error: float
    moved: float
    std_errors: float


class Cap(Detail, frozen=True, kw_only=True):
    """What a cap of votes per voter and UTC day would do.

    ``median`` to ``most`` describe the votes per voter and day. ``first_after`` is the first place under the cap.
    """

    finding: Finding
    cap: int
    median: float | None
    percentile_99: float | None
    most: int | None
    busiest: tuple[Busy, ...]
    over: int
    left_out: int
    moved: tuple[Moved, ...]
    first_before: str | None
    first_after: str | None


class VoterInfluence(Detail, frozen=True, kw_only=True):
    """The rating that changes most when a voter is left out, by rating again: ``points`` is that change.

    ``half_width`` is half the model's 95 % interval, ``first_after`` the first place without the voter.
    """

    voter: str
    votes: int
    model: str
    points: float
    half_width: float
    first_after: str


class LeadInfluence(Detail, frozen=True, kw_only=True):
    """What a voter does for the lead of the first place: without it, the leader is ``lead_after`` points before.

    ``first_after`` is the first place without the voter, ``rival`` the model whose distance changes most.
    """

    voter: str
    votes: int
    rival: str
    lead: float
    lead_after: float
    first_after: str


class Influence(Detail, frozen=True, kw_only=True):
    """The voters with the largest influence on any rating, and those on the lead of the first place."""

    finding: Finding
    voters: tuple[VoterInfluence, ...]
    on_lead: tuple[LeadInfluence, ...]


class Devotee(Detail, frozen=True, kw_only=True):
    """A voter who chose a model far more (or, ``more`` false, less) often than the ratings say.

    ``points`` is by how much the model is rated higher for it, about.
    """

    voter: str
    model: str
    more: bool
    votes: int
    score: float
    expected: float
    points: float
    chance: float


class Devotees(Detail, frozen=True, kw_only=True):
    """Single voters who stand out in their judgement of one model, of ``tested``."""

    finding: Finding
    tested: int
    voters: tuple[Devotee, ...]


class LoyalTo(Detail, frozen=True, kw_only=True):
    """How many of a model's ``voters`` chose it every time; ``percent`` are estimated to do so whatever is shown.

    ``points`` is by how much the model is rated higher for it, about.
    """

    model: str
    voters: int
    always: int
    expected: float
    percent: float
    std_error: float
    points: float
    chance: float


class Loyal(Detail, frozen=True, kw_only=True):
    """Models that many voters always choose; ``correlation`` is that of honest tastes, which is allowed for."""

    finding: Finding
    correlation: float | None
    models: tuple[LoyalTo, ...]


class Contrary(Detail, frozen=True, kw_only=True):
    """A voter who does not judge as the others: slope 1 is as the ratings say, 0 at random, -1 the reverse."""

    voter: str
    votes: int
    slope: float
    std_error: float
    chance: float
    reversed_chance: float


class Agreeing(Detail, frozen=True, kw_only=True):
    """Voters who do not agree with the rest, of ``tested``."""

    finding: Finding
    tested: int
    voters: tuple[Contrary, ...]


class Removal(Detail, frozen=True, kw_only=True):
    """Votes that would be left out: ``winner`` is None for ties."""

    model_a: str
    model_b: str
    winner: str | None
    votes: int


class FirstPlace(Detail, frozen=True, kw_only=True):
    """How few votes decide the first place: without ``votes`` of them ``new_leader`` is first, by rating again.

    ``lead`` is the leader's in points over that model, ``percent`` the share of all votes of the board.
    """

    finding: Finding
    leader: str
    new_leader: str | None
    lead: float | None
    lead_std_error: float | None
    votes: int | None
    percent: float | None
    removed: tuple[Removal, ...]


class Drifted(Detail, frozen=True, kw_only=True):
    """A model's rating by late votes less that by early ones, in points."""

    model: str
    early_battles: int
    late_battles: int
    points: float
    std_error: float
    chance: float


class Drift(Detail, frozen=True, kw_only=True):
    """Early votes against late ones, divided at ``divided_at``."""

    finding: Finding
    divided_at: datetime | None
    early: int
    late: int
    models: tuple[Drifted, ...]


class ShownLeft(Detail, frozen=True, kw_only=True):
    """How often a model stood on the left, of the times it was ``shown``, each prompt and pair once.

    ``points`` is what the advantage of the left is worth to it.
    """

    model: str
    shown: int
    left_percent: float
    points: float
    chance: float


class Side(Detail, frozen=True, kw_only=True):
    """What being shown on the left is worth, and models that were shown on one side more often."""

    finding: Finding
    shown: int
    advantage: float | None
    std_error: float | None
    models: tuple[ShownLeft, ...]


class Favoured(Detail, frozen=True, kw_only=True):
    """By how many points flagged votes rate a model higher than the others do, about."""

    model: str
    votes: int
    points: float
    std_error: float
    chance: float


class Leaks(Detail, frozen=True, kw_only=True):
    """Votes cast with names visible, or on answers that name their model: they are not counted."""

    finding: Finding
    flagged: dict[str, int]
    models: tuple[Favoured, ...]


class VoteAudit(Detail, frozen=True, kw_only=True):
    """Whether a board's votes can be trusted: figures, what was to be expected, and a word for each.

    ``verdict`` is the strongest of all findings. Nothing here says why, or who is to blame.
    """

    arena: str
    category: str
    basis: str
    as_of: datetime | None
    verdict: Verdict
    contents: Contents
    duplicates: Duplicates
    bursts: Bursts
    days: Days
    cap: Cap
    influence: Influence
    devotion: Devotees
    loyalty: Loyal
    agreement: Agreeing
    first_place: FirstPlace
    drift: Drift
    side: Side
    leaks: Leaks

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in their order."""
        return tuple(
            part.finding
            for part in (
                self.duplicates,
                self.bursts,
                self.days,
                self.cap,
                self.influence,
                self.devotion,
                self.loyalty,
                self.agreement,
                self.first_place,
                self.drift,
                self.side,
                self.leaks,
            )
        )
