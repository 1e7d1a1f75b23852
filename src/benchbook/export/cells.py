"""Values that a format has no type for, as text."""

from datetime import datetime

import msgspec

from benchbook.export.table import Cell


def written_time(moment: datetime) -> str:
    """A time in UTC as ISO 8601 with a Z."""
    return moment.isoformat().replace("+00:00", "Z")


def written_json(cell: Cell) -> str:
    """A list or an object as JSON."""
    return msgspec.json.encode(cell).decode()
