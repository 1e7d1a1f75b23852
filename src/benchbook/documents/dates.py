"""Dates, as people write them and as they stand in files' names."""

import calendar
import re
from datetime import UTC, date, datetime
from pathlib import Path

_DATE_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_]?(0[1-9]|1[0-2])(?:[-_]?(0[1-9]|[12]\d|3[01]))?(?!\d)")
_MONTH = re.compile(r"\d{4}-\d{2}")


def parse_instant(text: str) -> datetime:
    """A day (its midnight), a month (its first day) or an ISO instant, in UTC; else ``ValueError``."""
    try:
        moment = datetime.fromisoformat(f"{text}-01" if _MONTH.fullmatch(text) else text)
    except ValueError:
        raise ValueError(
            f"{text[:40]!r} is not a date such as 2026-07-22 or an instant such as 2026-07-22T10:00Z"
        ) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def date_in_name(name: str, now: datetime) -> datetime | None:
    """The last date in a file's name, never later than ``now``; a month counts as its last day."""
    found = None
    for year, month, day in _DATE_IN_NAME.findall(Path(name).name):
        last_day = calendar.monthrange(int(year), int(month))[1]
        if not day or int(day) <= last_day:
            found = date(int(year), int(month), int(day or last_day))
    if found is None:
        return None
    return min(datetime(found.year, found.month, found.day, tzinfo=UTC), now)
