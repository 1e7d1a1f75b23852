"""An audit as lines of text: the figures first, then each finding in two or three lines."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from benchbook.audit.findings import (
    Assertion,
    AssertionAudit,
    NameAudit,
    NameFinding,
    ScoreAudit,
    ScoreFinding,
)
from benchbook.model import Number

Found = TypeVar("Found")

_INDENT = "    "
_OUTSIDE = {"board-not-stored", "not-catalogued"}
"""Of what is only theirs: causes that say nothing of any join."""


# --- scores ----------------------------------------------------------------------------------


def score_lines(audit: ScoreAudit) -> Iterator[str]:
    """The comparison of scores: what is wrong first, what agrees last."""
    yield from _score_summary(audit)
    of_joins = [found for found in audit.findings if found.comparable or found.fault is not None]
    wrong = [found for found in of_joins if not found.agrees]
    yield from _section("Joins that disagree", wrong, _disagreement)
    yield from _section(
        "Same model, another of its rows",
        [found for found in of_joins if found.cause == "another-variant"],
        _difference,
    )
    told = {id(found) for found in wrong}
    rest = [found for found in audit.findings if not found.agrees and id(found) not in told]
    yield from _section("Other figures", [found for found in rest if found.outcome == "differs"], _difference)
    theirs = [found for found in rest if found.outcome == "only_theirs"]
    yield from _section("Only theirs", [found for found in theirs if found.cause not in _OUTSIDE], _difference)
    yield from _outside([found for found in theirs if found.cause in _OUTSIDE])
    yield from _by_model("Only ours", [found for found in rest if found.outcome == "only_ours"])
    yield from _by_model("Same", [found for found in audit.findings if found.outcome == "same"])


def _score_summary(audit: ScoreAudit) -> Iterator[str]:
    told = audit.summary
    share = "" if told.agreement_percent is None else f"{told.agreement_percent:.1f} % agree: "
    yield f"{audit.against}, as of {audit.observed_at:%Y-%m-%d}, against the sources' own rows"
    yield (
        f"{share}we join the figures of {told.agreeing:,} of {told.comparable:,} comparable models to the same model"
        f" ({told.agreeing_rows:,} of {told.comparable_rows:,} rows)"
    )
    yield (
        f"{told.same_first_row:,} of {told.agreeing_rows:,} agreeing rows are the ones that we publish for their model"
    )
    yield (
        f"{told.same:,} same, {told.differs:,} differ, {told.only_ours:,} only ours, {told.only_theirs:,} only theirs;"
        f" {_wrong(told.wrong_theirs)}"
    )


def _disagreement(found: ScoreFinding) -> Iterator[str]:
    verdict = "theirs is wrong" if found.fault == "theirs" else "we join it to nothing"
    yield f"{found.model_id}, {found.source} {found.board}: {verdict}"
    yield from _figures(found)
    yield f"{_INDENT}{found.explanation}"


def _difference(found: ScoreFinding) -> Iterator[str]:
    yield f"{found.model_id}, {found.source} {found.board}"
    yield from _figures(found)
    yield f"{_INDENT}{found.explanation}"


def _figures(found: ScoreFinding) -> Iterator[str]:
    ours = f"{_measures(found.ours.measures)} [{found.ours.name}]" if found.ours else "nothing"
    theirs = _measures(found.theirs.measures) if found.theirs else "nothing"
    yield f"{_INDENT}theirs {theirs}; ours {ours}"


def _measures(measures: Mapping[str, Number]) -> str:
    return ", ".join(f"{name.removesuffix('_index').replace('_', ' ')} {value:g}" for name, value in measures.items())


def _outside(findings: Sequence[ScoreFinding]) -> Iterator[str]:
    """What no row of ours could speak of, counted."""
    counted = Counter(found.explanation or "" for found in findings)
    if counted:
        yield ""
        yield f"Only theirs, and nothing to compare with ({len(findings):,})"
        yield from (f"  {told}: {_models(count)}" for told, count in sorted(counted.items()))


def _by_model(title: str, findings: Sequence[ScoreFinding]) -> Iterator[str]:
    """A line a model."""
    boards: dict[str, list[str]] = defaultdict(list)
    for found in findings:
        boards[found.model_id].append(f"{found.source} {found.board}")
    if boards:
        yield ""
        yield f"{title} ({len(findings):,})"
        yield from (f"  {model_id}: {', '.join(places)}" for model_id, places in sorted(boards.items()))


# --- names -----------------------------------------------------------------------------------


def name_lines(audit: NameAudit) -> Iterator[str]:
    """The comparison of names: what differs first, what agrees last."""
    told = audit.summary
    share = "" if told.agreement_percent is None else f"{told.agreement_percent:.1f} % agree: "
    yield f"{audit.against}, {told.rows:,} rows"
    joined = told.same + told.differs + told.only_theirs
    yield f"{share}we join {told.same:,} of the {joined:,} names that they join to the same model"
    yield (
        f"{told.same:,} same, {told.differs:,} differ, {told.only_ours:,} only ours, {told.only_theirs:,} only theirs,"
        f" {told.neither:,} neither, {told.unreadable:,} unreadable; {_wrong(told.wrong_theirs)}"
    )
    titles = {"differs": "Theirs differs", "only_theirs": "Only theirs", "only_ours": "Only ours", None: "Neither"}
    for outcome, title in titles.items():
        yield from _section(title, [found for found in audit.findings if found.outcome == outcome], _name)
    same = [found for found in audit.findings if found.outcome == "same"]
    yield from _section("Same", same, lambda found: [f"{_named(found)}: {found.our_id} ({found.rule})"])
    yield from _section("Unreadable", audit.unreadable, lambda told: [told])


def _name(found: NameFinding) -> Iterator[str]:
    wrong = ": theirs is wrong" if found.fault == "theirs" else ""
    yield f"{_named(found)}{wrong}"
    if found.their_id is not None:
        yield f"{_INDENT}theirs {found.their_id}: {found.refusal}"
    yield f"{_INDENT}ours {found.our_id or 'nothing'}: {found.reason}"


def _named(found: NameFinding) -> str:
    source = f" [{found.source}]" if found.source else ""
    return f"line {found.line:,}, {found.name}{source}"


# --- assertions ------------------------------------------------------------------------------


def assertion_lines(audit: AssertionAudit) -> Iterator[str]:
    """The verdicts on the starter document's joins, in its order."""
    yield f"The starter document's {len(audit.assertions)} joins against {audit.catalogue}"
    yield (
        f"the resolver agrees with {audit.agrees}, contradicts {audit.contradicts}, cannot tell of {audit.cannot_tell}"
    )
    yield ""
    for assertion in audit.assertions:
        yield from _assertion(assertion)


def _assertion(assertion: Assertion) -> Iterator[str]:
    yield f"{assertion.verdict}: {assertion.name} = {assertion.stated_id}"
    yield f"{_INDENT}{assertion.reason}"
    if len(assertion.candidates) == 1:
        yield f"{_INDENT}may be {assertion.candidates[0]}"


# --- all -------------------------------------------------------------------------------------


def _section(title: str, findings: Sequence[Found], lines: Callable[[Found], Iterable[str]]) -> Iterator[str]:
    if findings:
        yield ""
        yield f"{title} ({len(findings):,})"
    for found in findings:
        yield from (f"  {line}" for line in lines(found))


def _wrong(count: int) -> str:
    return f"{count:,} of their joins {'is' if count == 1 else 'are'} wrong"


def _models(count: int) -> str:
    return f"{count:,} model{'' if count == 1 else 's'}"
