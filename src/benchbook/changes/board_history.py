"""One board through time: what each of some models was rated, with its interval, and where the method changed."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from benchbook.changes.history import MethodBreak
from benchbook.model import Licence, Noun, Number
from benchbook.publication import Audience, citation_of, may_see
from benchbook.sources import all_sources
from benchbook.store import Board, ResultRun, Timeline

MOST_READINGS = 1000
"""So many readings of one model are told unless fewer are wanted; between more, evenly spaced ones are."""

RATING = "elo"


class RatingInterval(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """While a model's rating held: seen from ``begins`` to ``last_seen``, gone or another one at ``ends``.

    ``low`` and ``high`` bound the rating, ``rank_low`` and ``rank_high`` the ranks that cannot be excluded. ``broken``
    marks a change of method right before it: what lies before cannot be compared.
    """

    name: str
    rating: Number
    low: Number | None
    high: Number | None
    rank: Number | None
    rank_low: Number | None
    rank_high: Number | None
    battles: Number | None
    method_version: str | None
    begins: datetime
    last_seen: datetime
    ends: datetime | None
    broken: MethodBreak | None
    licence: Licence | None
    citation: str | None


def board_history(
    timeline: Timeline,
    board: Board,
    names: Sequence[str],
    until: datetime | None = None,
    audience: Audience = "keyholders",
    most: int = MOST_READINGS,
) -> tuple[RatingInterval, ...]:
    """The ratings of some names on a source's own board, name by name in their order, oldest first."""
    runs = timeline.board_runs(board, frozenset(names), until, most)
    return tuple(interval for name in names for interval in _of_one(name, runs.get(name, ()), audience))


def _of_one(name: str, runs: Sequence[ResultRun], audience: Audience) -> list[RatingInterval]:
    """The intervals of one name; equal neighbours are one, whatever else changed about the board."""
    found: list[RatingInterval] = []
    for run in runs:
        if RATING not in run.result.result.measures or not may_see(run.result.licence, audience):
            continue
        now = _interval(name, run)
        before = found[-1] if found else None
        if before is not None and before.ends in {None, now.begins} and _figures(before) == _figures(now):
            found[-1] = replace(before, last_seen=now.last_seen, ends=now.ends)
            continue
        crossed = before is not None and before.method_version != now.method_version
        broken = MethodBreak(old=before.method_version, new=now.method_version) if before and crossed else None
        found.append(replace(now, broken=broken))
    return found


_KNOWN = ("rank", "rank_low", "rank_high", "battles")


def _figures(interval: RatingInterval) -> tuple[object, ...]:
    told = (interval.rating, interval.low, interval.high, interval.method_version)
    return (*told, *(getattr(interval, name) for name in _KNOWN))


def _interval(name: str, run: ResultRun) -> RatingInterval:
    stored = run.result
    measures = stored.result.measures
    return RatingInterval(
        name=name,
        rating=measures[RATING],
        low=measures.get(f"{RATING}_low"),
        high=measures.get(f"{RATING}_high"),
        **{figure: measures.get(figure) for figure in _KNOWN},
        method_version=stored.result.method_version,
        begins=stored.observed_at,
        last_seen=stored.last_seen,
        ends=run.ends,
        broken=None,
        licence=stored.licence,
        citation=citation_of(stored, all_sources()),
    )
