"""What is known of a document from outside it: its dates, and what a person declares of it."""

import codecs
import re
import tomllib
from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from benchbook.errors import FactsError, UnreadableInput
from benchbook.model import Noun, Raw, TableDeclaration
from benchbook.wording import cleaned, lowered, shortened

MOST_SIDECAR_BYTES = 64 * 1024
_DATES = re.compile(r"(?<!\d)(20\d\d)([-_]?)(\d\d)\2(\d\d)(?!\d)", re.ASCII)
_MONTHS = re.compile(r"(?<!\d)(20\d\d)[-_](\d\d)(?![-_]?\d)", re.ASCII)


class Said(Noun, frozen=True, kw_only=True):
    """What is known of a document from outside it."""

    now: datetime
    stated_at: datetime | None = None
    declaration: TableDeclaration | None = None

    def raw(self, body: bytes, origin: str, *names: str) -> Raw:
        """The document; ``names`` are searched for a date in this order. Refuses UTF-16."""
        if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise UnreadableInput(origin, "it is text in UTF-16", hint="save it as UTF-8")
        dated = next((found for name in names if (found := _date_in(name))), self.now)
        return Raw(
            body=body.removeprefix(codecs.BOM_UTF8),
            origin=origin,
            received_at=min(dated, self.now),
            stated_at=self.stated_at,
            declaration=self.declaration,
        )


def parse_instant(text: str) -> datetime:
    """A date (its midnight), a month (its last day's midnight) or an ISO instant, as aware UTC.

    An instant without an offset is in UTC. Raises ``ValueError`` with a sentence.
    """
    text = text.strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII):
            return _month_end(int(text[:4]), int(text[5:]))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}([Tt ]\S+)?", text, re.ASCII):
            moment = datetime.fromisoformat(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    expected = "expected a date (2026-07-22), a month (2026-07) or an instant (2026-07-22T10:00:00Z)"
    raise ValueError(f"{shortened(text)!r} is no date: {expected}")


def _date_in(name: str) -> datetime | None:
    """The last date in a file's name, or else the last day of the last month in it."""
    for year, _, month, day in reversed(_DATES.findall(name)):
        try:
            return datetime(int(year), int(month), int(day), tzinfo=UTC)
        except ValueError:
            continue
    for year, month in reversed(_MONTHS.findall(name)):
        try:
            return _month_end(int(year), int(month))
        except ValueError:
            continue
    return None


def _month_end(year: int, month: int) -> datetime:
    if month not in range(1, 13):
        raise ValueError("no such month")
    return datetime(year, month, monthrange(year, month)[1], tzinfo=UTC)


def merged(stated: TableDeclaration | None, beside: TableDeclaration | None) -> TableDeclaration | None:
    """Two declarations as one; what the options state wins field by field."""
    if stated is None or beside is None:
        return stated or beside
    unsaid = TableDeclaration()
    fields = {name: getattr(stated, name) for name in TableDeclaration.__struct_fields__}
    return msgspec.structs.replace(
        beside, **{name: value for name, value in fields.items() if value != getattr(unsaid, name)}
    )


def sidecar(path: str) -> TableDeclaration | None:
    """The declaration in ``FILE.toml`` or else ``STEM.toml`` beside a file, if there is one; raises ``FactsError``."""
    file = Path(path)
    beside = (Path(f"{path}.toml"), file.with_suffix(".toml"))
    found = next((candidate for candidate in beside if candidate != file and candidate.is_file()), None)
    return None if found is None else _read_sidecar(found)


def _read_sidecar(file: Path) -> TableDeclaration:
    where = cleaned(str(file))
    try:
        with file.open("rb") as stream:
            written = stream.read(MOST_SIDECAR_BYTES + 1)
        if len(written) > MOST_SIDECAR_BYTES:
            raise FactsError(where, f"larger than {MOST_SIDECAR_BYTES:,} bytes, too large to declare a table")
        told = tomllib.loads(written.decode("utf-8-sig"))
    except OSError as error:
        raise FactsError(where, f"cannot be read: {lowered(error.strerror or 'unknown reason')}") from error
    except UnicodeDecodeError as error:
        raise FactsError(where, "expected TOML in UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise FactsError(where, f"expected TOML: {shortened(lowered(str(error)))}") from error
    _check_keys(told, where)
    try:
        declared = msgspec.convert(
            {key: value.isoformat() if isinstance(value, date) else value for key, value in told.items()},
            TableDeclaration,
        )
    except msgspec.ValidationError as error:
        reason, _, key = str(error).partition(" - at ")
        raise FactsError(where, f"{key.strip('`').removeprefix('$.')}: {lowered(reason)}") from error
    _check_declared(declared, where)
    return declared


def _check_keys(told: Iterable[str], where: str) -> None:
    known = TableDeclaration.__struct_fields__
    unknown = next((key for key in told if key not in known), None)
    if unknown is not None:
        raise FactsError(where, f"unknown key {shortened(unknown)!r}; known are {', '.join(known)}")


def _check_declared(declared: TableDeclaration, where: str) -> None:
    if declared.date is not None:
        try:
            parse_instant(declared.date)
        except ValueError as error:
            raise FactsError(where, f"date: {error}") from error
    minimum, maximum = declared.minimum, declared.maximum
    for key, bound in (("minimum", minimum), ("maximum", maximum)):
        if bound is not None and bound != bound:  # noqa: PLR0124  # only NaN differs from itself
            raise FactsError(where, f"{key}: expected a number, found nan")
    if minimum is not None and maximum is not None and minimum > maximum:
        raise FactsError(where, f"minimum: {minimum:g} is above the maximum, {maximum:g}")
