"""Why the figures of one report may not be comparable."""

from collections import Counter
from collections.abc import Iterator, Sequence

from benchbook.report.document import Entry

MOST_DAYS_APART = 45


def cautions(entries: Sequence[Entry]) -> tuple[str, ...]:
    """A sentence for each doubt: several method versions, or observations more than 45 days apart."""
    return (*_versions(entries), *_dates(entries))


def _versions(entries: Sequence[Entry]) -> Iterator[str]:
    counted = Counter(entry.method_version for entry in entries)
    if len(counted) > 1:
        named = sorted(counted.items(), key=lambda pair: (pair[0] is None, pair[0] or ""))
        told = ", ".join(f"{_entries(count)} of {version or 'an unstated version'}" for version, count in named)
        yield f"The figures were measured by different versions of the method ({told}) and may not be comparable."


def _dates(entries: Sequence[Entry]) -> Iterator[str]:
    """A figure holds from its first observation to its last sight; only what lies between two of them counts."""
    if not entries:
        return
    oldest, newest = min(entry.last_seen for entry in entries), max(entry.observed_at for entry in entries)
    days = (newest - oldest).days
    if days > MOST_DAYS_APART:
        told = f"{oldest.date().isoformat()} and {newest.date().isoformat()}, {days:,} days apart"
        yield f"The figures were observed between {told}, and may not be comparable."


def _entries(count: int) -> str:
    return f"{count:,} {'entry' if count == 1 else 'entries'}"
