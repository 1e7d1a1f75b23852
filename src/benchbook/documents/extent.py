"""How much a document may hold, told before anything is parsed: what is small in bytes may be large in memory."""

from benchbook.documents.recognition import is_json
from benchbook.errors import Malformed
from benchbook.model import Raw

MOST_VALUES = 1_000_000
MOST_LINES = 200_000


def check_extent(raw: Raw) -> None:
    """Raise ``Malformed`` for JSON of more than ``MOST_VALUES`` values, or anything else of more than ``MOST_LINES``.

    Values are told by their commas, those within strings included.
    """
    body = raw.body
    if is_json(raw):
        found, most, things = body.count(b",") + 1, MOST_VALUES, "values"
    else:
        found, most, things = max(body.count(b"\n"), body.count(b"\r")), MOST_LINES, "lines"
        found += not body.endswith((b"\n", b"\r"))
    if found > most:
        raise Malformed(raw.origin, "", f"at most {most:,} {things}, found {found:,}")
