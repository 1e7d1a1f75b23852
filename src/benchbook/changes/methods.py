"""Which version of a method a figure is of, where the source does not state it itself."""

from datetime import UTC, date, datetime
from functools import cache
from importlib import resources

import msgspec

from benchbook.errors import FactsError


class Rebase(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"old": "from", "new": "to"}
):
    """A source's change of method: of version ``old`` up to the day ``after``, of ``new`` from ``until`` on."""

    source: str
    board: str
    old: str
    new: str
    after: date
    until: date
    origin: str
    via: str | None = None
    metrics: tuple[str, ...] = ()


class Versions(msgspec.Struct, frozen=True):
    """A change of method that lies between two observations."""

    old: str | None
    new: str | None


class _MethodsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    rebase: tuple[Rebase, ...]


@cache
def rebases() -> tuple[Rebase, ...]:
    """Every change of method that is known, oldest first."""
    body = resources.files("benchbook.facts").joinpath("methods.toml").read_bytes()
    try:
        known = msgspec.toml.decode(body, type=_MethodsFile).rebase
    except msgspec.DecodeError as error:
        raise FactsError("methods.toml", str(error)) from error
    return tuple(sorted(known, key=lambda rebase: rebase.after))


class Method(msgspec.Struct, frozen=True):
    """Whose figures of which metric, on which board, of which stated version, and when they were seen."""

    source: str
    via: str | None
    board: str
    metric: str | None
    stated: str | None
    seen_at: datetime


def rebased(old: Method, new: Method) -> Versions | None:
    """The change of method between two observations of one figure, the older one first; None if there is none.

    What both state decides; where either states nothing, what is known of the days between them.
    """
    if old.stated is not None and new.stated is not None:
        return Versions(old.stated, new.stated) if old.stated != new.stated else None
    known = (version_at(old), version_at(new))
    if None not in known:
        return Versions(*known) if known[0] != known[1] else None
    crossed = [rebase for rebase in _of(new) if _day(rebase.after) < new.seen_at and old.seen_at < _day(rebase.until)]
    return Versions(crossed[0].old, crossed[-1].new) if crossed else None


def version_at(method: Method) -> str | None:
    """Which version a figure is of: the stated one, else the one in use on its day; None where that is open."""
    if method.stated is not None:
        return method.stated
    known = _of(method)
    if not known:
        return None
    version: str | None = known[0].old
    for rebase in known:
        if method.seen_at >= _day(rebase.until):
            version = rebase.new
        elif method.seen_at > _day(rebase.after):
            return None
    return version


def _of(method: Method) -> list[Rebase]:
    told = (method.source, method.via, method.board)
    return [
        rebase
        for rebase in rebases()
        if (rebase.source, rebase.via, rebase.board) == told and (not rebase.metrics or method.metric in rebase.metrics)
    ]


def _day(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
