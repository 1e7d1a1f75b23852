"""An audit of votes as lines of text: the verdicts first, then the figures behind them."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchbook.votes.audit.findings import (
    LOOK,
    Contents,
    Devotee,
    Drifted,
    Favoured,
    Finding,
    ModelDay,
    Repeater,
    VoteAudit,
)
from benchbook.votes.audit.verdicts import in_words, points_in_words
from benchbook.wording import counted

WIDTH = 110

_INDENT = "  "
_MOST_NAME = 40
_FEW = 5
_STANDS_OUT = ("look", "suspicious")
_SCORED = ("votes", "score", "expected", "moves", "chance")
_UNKNOWN = "unknown"
_CLOSING = (
    "p is how likely as much is by chance, at most, after correction for all that a check looked at. A figure that is"
    " unlikely by chance has a cause, and the votes do not say which: that is for a person to find out."
)


def audit_lines(audit: VoteAudit) -> Iterator[str]:
    """The whole audit."""
    yield from _contents(audit)
    yield ""
    for finding in audit.findings:
        yield from _finding(finding)
    for table in _tables(audit):
        if table.rows:
            yield ""
            yield table.title
            yield from _table(table)
    rules = [finding for finding in audit.findings if finding.verdict in _STANDS_OUT]
    if rules:
        yield ""
        yield "When"
    for finding in rules:
        yield from textwrap.wrap(
            f"{finding.title}: {finding.rule}", WIDTH, initial_indent=_INDENT, subsequent_indent="    "
        )
    yield ""
    yield from textwrap.wrap(_CLOSING, WIDTH)


def _contents(audit: VoteAudit) -> Iterator[str]:
    found = audit.contents
    board = f"{audit.arena}, {audit.category}" + ("" if audit.basis == "votes" else " (placements, broken into pairs)")
    until = "" if audit.as_of is None else f", as of {audit.as_of:%Y-%m-%d %H:%M} UTC"
    voters = ", by voters unknown," if found.voters is None else f" of {counted(found.voters, 'voter')}"
    yield f"{board}{until}: {counted(found.votes, 'vote')}{voters} on {counted(found.models, 'model')}"
    yield from (f"{_INDENT}{line}" for line in _facts(found))


def _facts(found: Contents) -> Iterator[str]:
    if found.first_at is not None and found.last_at is not None:
        unknown = f", {found.without_time:,} without a time" if found.without_time else ""
        span = f"from {found.first_at:%Y-%m-%d} to {found.last_at:%Y-%m-%d}"
        yield f"cast on {counted(found.days, 'day')} {span}{unknown}"
    else:
        yield "none tells when it was cast"
    if found.voters is not None and found.without_voter:
        yield f"{found.without_voter:,} without a voter"
    if found.both_bad:
        say = "says that both were bad and rates" if found.both_bad == 1 else "say that both were bad and rate"
        yield f"{found.both_bad:,} {say} nobody"
    if found.left_aside:
        apart = f"{counted(found.groups - 1, 'group')} of models that nothing links with the largest"
        yield f"{found.left_aside:,} on {apart}, which alone is audited"
    if found.flagged:
        flags = ", ".join(f"{count:,} {flag}" for flag, count in found.flagged.items())
        yield f"besides, flagged and not counted: {flags}"
    came = [f"{found.repeated:,} came again"] if found.repeated else []
    came += [f"{found.conflicting:,} came again with another content"] if found.conflicting else []
    came += [f"{count:,} {reason}" for reason, count in found.rejected.items()]
    if came:
        yield f"of the whole arena not taken in: {'; '.join(came)}"


def _finding(finding: Finding) -> Iterator[str]:
    head = f"{finding.verdict or _UNKNOWN:<11} {finding.title:<20} "
    blank = " " * len(head)
    yield from textwrap.wrap(finding.sentence, WIDTH, initial_indent=head, subsequent_indent=blank) or [head.rstrip()]


class _Table(NamedTuple):
    """A title, what the columns hold, and the cells of each row."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def _tables(audit: VoteAudit) -> Iterator[_Table]:
    """Always of what a board rests on; of what stands out where something does."""
    yield _busiest(audit)
    yield _capped(audit)
    yield _movers(audit)
    yield _carriers(audit)
    yield _removals(audit)
    for part, table in (
        (audit.duplicates, _repeaters("Voters with the most repeated votes", audit.duplicates.voters)),
        (audit.bursts, _repeaters("Voters with the most votes in bursts", audit.bursts.voters)),
        (audit.days, _days(audit)),
        (audit.devotion, _devotees(audit)),
        (audit.loyalty, _loyal(audit)),
        (audit.agreement, _contraries(audit)),
        (audit.drift, _drifted(audit)),
        (audit.side, _one_sided(audit)),
        (audit.leaks, _favoured(audit)),
    ):
        if part.finding.verdict in _STANDS_OUT:
            yield table


def _busiest(audit: VoteAudit) -> _Table:
    cap = audit.cap
    title = f"Votes of one voter on a day: median {cap.median or 0:g}, 99 of 100 at most {cap.percentile_99 or 0:g}"
    rows = [(row.voter, str(row.day), f"{row.votes:,}") for row in cap.busiest[:_FEW]]
    return _Table(title, ("voter", "day", "votes"), rows)


def _capped(audit: VoteAudit) -> _Table:
    rows = [
        (
            row.model,
            f"{row.rating:,.1f}",
            points_in_words(row.moved),
            f"{row.std_errors:+.2f}".replace("-", "\N{MINUS SIGN}"),
        )
        for row in audit.cap.moved[:_FEW]
    ]
    return _Table(f"With at most {audit.cap.cap:,} votes a day", ("model", "rating", "moves", "in its errors"), rows)


def _movers(audit: VoteAudit) -> _Table:
    rows = [
        (row.voter, f"{row.votes:,}", row.model, points_in_words(row.points), f"±{row.half_width:.1f}")
        for row in audit.influence.voters[:_FEW]
    ]
    return _Table("Without one voter", ("voter", "votes", "model", "moves", "interval"), rows)


def _carriers(audit: VoteAudit) -> _Table:
    rows = [
        (row.voter, f"{row.votes:,}", points_in_words(row.lead), points_in_words(row.lead_after), row.rival)
        for row in audit.influence.on_lead[:_FEW]
    ]
    leader = audit.first_place.leader
    return _Table(f"What one voter does for the lead of {leader}", ("voter", "votes", "lead", "without", "over"), rows)


def _removals(audit: VoteAudit) -> _Table:
    rows = [
        (f"{row.votes:,}", row.winner or "tie", row.model_a, row.model_b) for row in audit.first_place.removed[:_FEW]
    ]
    new = audit.first_place.new_leader
    return _Table(f"The votes without which {new} is first", ("votes", "winner", "model a", "model b"), rows)


def _repeaters(title: str, voters: Sequence[Repeater]) -> _Table:
    rows = [(row.voter, f"{row.votes:,}", f"{row.repeated:,}") for row in voters]
    return _Table(title, ("voter", "votes", "repeated"), rows)


def _days(audit: VoteAudit) -> _Table:
    rows = [(row.model, str(row.day), *_scored(row)) for row in audit.days.days if row.chance < LOOK]
    return _Table("Days that stand out", ("model", "day", *_SCORED), rows)


def _devotees(audit: VoteAudit) -> _Table:
    rows = [(row.voter, row.model, *_scored(row)) for row in audit.devotion.voters if row.chance < LOOK]
    return _Table("Voters who judge one model unlike the ratings", ("voter", "model", *_SCORED), rows)


def _scored(row: ModelDay | Devotee) -> tuple[str, ...]:
    """What a model got and was expected to get."""
    figures = f"{row.votes:,}", f"{row.score:,.1f}", f"{row.expected:,.1f}"
    return *figures, points_in_words(row.points), in_words(row.chance)


def _loyal(audit: VoteAudit) -> _Table:
    rows = [
        (
            row.model,
            f"{row.voters:,}",
            f"{row.always:,}",
            f"{row.expected:,.1f}",
            f"{row.percent:.1f} ± {1.96 * row.std_error:.1f} %",
            points_in_words(row.points),
            in_words(row.chance),
        )
        for row in audit.loyalty.models
        if row.chance < LOOK
    ]
    header = ("model", "voters", "always chose it", "expected", "loyal", "moves", "chance")
    return _Table("Models with loyal voters", header, rows)


def _contraries(audit: VoteAudit) -> _Table:
    rows = [
        (row.voter, f"{row.votes:,}", f"{row.slope:+.2f} ± {1.96 * row.std_error:.2f}", in_words(row.chance))
        for row in audit.agreement.voters
        if row.chance < LOOK
    ]
    title = "Voters who do not follow the ratings (1 as all together, 0 at random, -1 the reverse)"
    return _Table(title, ("voter", "votes", "follows", "chance"), rows)


def _drifted(audit: VoteAudit) -> _Table:
    rows = [
        (row.model, f"{row.early_battles:,}", f"{row.late_battles:,}", _with_error(row), in_words(row.chance))
        for row in audit.drift.models
        if row.chance < LOOK
    ]
    return _Table("Models rated otherwise late", ("model", "battles early", "late", "points", "chance"), rows)


def _one_sided(audit: VoteAudit) -> _Table:
    rows = [
        (row.model, f"{row.shown:,}", f"{row.left_percent:.1f} %", points_in_words(row.points), in_words(row.chance))
        for row in audit.side.models
        if row.chance < LOOK
    ]
    return _Table("Models shown on one side more often", ("model", "shown", "left", "worth", "chance"), rows)


def _favoured(audit: VoteAudit) -> _Table:
    rows = [
        (row.model, f"{row.votes:,}", _with_error(row), in_words(row.chance))
        for row in audit.leaks.models
        if row.chance < LOOK
    ]
    return _Table("Models that flagged votes rate otherwise", ("model", "votes", "points", "chance"), rows)


def _with_error(row: Drifted | Favoured) -> str:
    return f"{points_in_words(row.points)} ± {1.96 * row.std_error:.1f}"


def _table(table: _Table) -> Iterator[str]:
    lines = [table.header, *(tuple(map(_short, row)) for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        yield f"{_INDENT}{cells}".rstrip()


def _short(cell: str) -> str:
    return cell if len(cell) <= _MOST_NAME else f"{cell[: _MOST_NAME - 1]}…"
