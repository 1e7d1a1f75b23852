"""What an audit finds. The JSON forms are what ``benchbook audit --json`` prints: every field is always there."""

from datetime import datetime
from typing import Literal

from benchbook.model import Noun, Number

Outcome = Literal["same", "differs", "only_ours", "only_theirs"]

Verdict = Literal["agrees", "contradicts", "cannot tell"]

Fault = Literal["theirs", "undecided"]
"""``theirs``: what they join contradicts the names. ``undecided``: we have the row and join it to nothing."""

Cause = Literal[
    "another-model",
    "refused",
    "unresolved",
    "another-variant",
    "other-figures",
    "chance",
    "name-refused",
    "not-catalogued",
    "not-measured",
    "board-not-stored",
    "not-listed",
]
"""Why two sides differ.

``another-model``: their figures are those of a row that we join to another model. ``refused``: of a row
whose name contradicts the model. ``unresolved``: of a row that we join to nothing. ``another-variant``:
of another row of the same model than the one that we put first. ``other-figures``: of no row of ours.
``chance``: a lone figure, which only rows of other names bear. ``name-refused``: their own label contradicts
their model.
``not-catalogued``: the model is not in our catalogue. ``not-measured``: we have no row of the model on
the board. ``board-not-stored``: we have no row of the board at all. ``not-listed``: their document has no
figures of the model on the board.
"""


class Published(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """A row as one side has it: the label it came with, and its figures by metric id."""

    name: str
    measures: dict[str, Number]


class Holder(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """A row of the source's own that bears the figures which they publish, and what we join it to.

    ``rule`` is that of the join; ``reason`` tells why there is none.
    """

    name: str
    slug: str | None
    model_id: str | None
    rule: str | None
    reason: str | None


class ScoreFinding(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """One model on one board, as they and we publish it.

    ``comparable`` tells that some row of the source's own bears their figures (``holders``), ``agrees``
    that we join such a row to the same model, whichever of its rows we put first. ``ours`` is that
    first row. ``explanation`` is a sentence for a person.
    """

    source: str
    board: str
    model_id: str
    outcome: Outcome
    comparable: bool
    agrees: bool
    fault: Fault | None
    cause: Cause | None
    explanation: str | None
    theirs: Published | None
    ours: Published | None
    holders: tuple[Holder, ...]


class ScoreSummary(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """Counts. A model is comparable if any of its findings is, and agrees if all comparable ones do.

    ``same`` to ``only_theirs`` count findings, ``comparable_rows`` and ``agreeing_rows`` too;
    ``same_first_row`` counts agreeing findings in which we put the very row first that they publish.
    """

    comparable: int
    agreeing: int
    agreement_percent: float | None
    comparable_rows: int
    agreeing_rows: int
    same_first_row: int
    same: int
    differs: int
    only_ours: int
    only_theirs: int
    wrong_theirs: int


class ScoreAudit(Noun, frozen=True, kw_only=True, omit_defaults=False, tag_field="kind", tag="scores"):
    """Our join of scores compared with a catalogue's own, by source, board and model."""

    against: str
    observed_at: datetime
    summary: ScoreSummary
    findings: tuple[ScoreFinding, ...]


class NameFinding(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """One row of a list of names and ids; ``outcome`` is None where neither side has an id.

    ``reason`` is why we join the name as we do, or not at all; ``refusal`` is what refuses their id.
    """

    line: int
    name: str
    source: str
    outcome: Outcome | None
    their_id: str | None
    our_id: str | None
    fault: Fault | None
    rule: str | None
    reason: str
    refusal: str | None


class NameSummary(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """Counts of rows; ``unreadable`` are rows that do not fit the header or have no name.

    ``agreement_percent`` is the share of the names that they join which are the same.
    """

    rows: int
    same: int
    differs: int
    only_ours: int
    only_theirs: int
    neither: int
    unreadable: int
    wrong_theirs: int
    agreement_percent: float | None


class NameAudit(Noun, frozen=True, kw_only=True, omit_defaults=False, tag_field="kind", tag="names"):
    """Our join of names compared with a list's own; ``unreadable`` are sentences, each with its line."""

    against: str
    summary: NameSummary
    findings: tuple[NameFinding, ...]
    unreadable: tuple[str, ...]


class Assertion(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """The verdict on a join that the starter document states, its id withheld from the resolver.

    ``listed`` tells whether the catalogue has the stated model; ``candidates`` are entries that the
    name neither names nor contradicts.
    """

    name: str
    stated_id: str
    verdict: Verdict
    reason: str
    our_id: str | None
    rule: str | None
    listed: bool
    candidates: tuple[str, ...]


class AssertionAudit(Noun, frozen=True, kw_only=True, omit_defaults=False, tag_field="kind", tag="assertions"):
    """The verdicts on all joins that the starter document states, against one catalogue."""

    catalogue: str
    agrees: int
    contradicts: int
    cannot_tell: int
    assertions: tuple[Assertion, ...]


def percent(part: int, whole: int) -> float | None:
    """A share in percent, one decimal, None of nothing."""
    return round(100 * part / whole, 1) if whole else None
