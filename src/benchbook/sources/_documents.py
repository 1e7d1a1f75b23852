"""Upstream JSON in steps: the envelope first, then each row by itself, so that a bad row costs only itself."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from benchbook.errors import Malformed
from benchbook.json_repair import repaired
from benchbook.model import Raw

T = TypeVar("T")

ABSENT = msgspec.Raw()
NULL = b"null"
EXCERPT_LENGTH = 200
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_STEP = re.compile(r"\.\.\.|[^.\[\]]+")
_FOUND_TEXT = "found `str`"
FAILURES = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What decoding raises: nesting too deep is a RecursionError, in a row even where its document was read."""


class Upstream(msgspec.Struct, frozen=True, kw_only=True):
    """A JSON object of somebody else's: only the fields that are read, unknown ones ignored."""


class RowProblem(ValueError):
    """Why a row cannot be used; ``repeats`` if its key was met before."""

    def __init__(self, reason: str, *, repeats: bool = False) -> None:
        super().__init__(reason)
        self.repeats = repeats


def present(raw: msgspec.Raw) -> bool:
    """Whether a field was sent at all, and not as null."""
    view = memoryview(raw)
    return len(view) > 0 and view != NULL


def is_list(raw: msgspec.Raw) -> bool:
    """Whether a field holds a list."""
    return bytes(memoryview(raw)[:1]) == b"["


def outermost(page: Raw) -> str:
    """``[`` for a list, ``{`` for an object; raises ``Malformed`` for anything else."""
    body = page.body.removeprefix(_BYTE_ORDER_MARK).lstrip(b" \t\r\n")
    first = body[:1].decode("latin-1")
    if first in {"[", "{"}:
        return first
    if not body:
        raise Malformed(page.origin, "", "a JSON document, found nothing")
    if first == "<":
        raise Malformed(page.origin, "", "a JSON document, found a page of HTML or XML")
    raise Malformed(page.origin, "", f"a JSON object or list, found {excerpt(body)[:40]!r}")


def decode(page: Raw, kind: type[T], expected: str) -> T:
    """A whole document as ``kind``; raises ``Malformed`` with the place and what was expected there.

    Numbers that are not finite and halves of surrogate pairs are left for their rows to answer for.
    """
    outermost(page)
    try:
        return _decoded(page.body.removeprefix(_BYTE_ORDER_MARK), kind)
    except msgspec.ValidationError as error:
        reason, path = _split(str(error))
        raise Malformed(page.origin, path, f"{expected}: {reason}") from error
    except RecursionError as error:
        raise Malformed(page.origin, "", f"{expected}, found values nested too deep") from error
    except FAILURES as error:
        raise Malformed(page.origin, "", f"{expected} in JSON and UTF-8 ({error})") from error


def _decoded(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        mended = None if isinstance(error, msgspec.ValidationError) else repaired(body)
        if mended is None:
            raise
        try:
            return msgspec.json.decode(mended, type=kind)
        except msgspec.ValidationError:
            raise
        except msgspec.DecodeError:
            raise error from None  # the places in the mended document are not those of the one that came


def decode_part(page: Raw, path: str, raw: msgspec.Raw, kind: type[T], expected: str) -> T:
    """A part of a document as ``kind``; raises ``Malformed``."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except FAILURES as error:
        raise Malformed(page.origin, path, f"{expected} ({_split(str(error))[0]})") from error


def decode_row(raw: msgspec.Raw, kind: type[T]) -> T:
    """A row as ``kind``; raises ``RowProblem`` saying what is wrong where in the row."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        reason, path = _split(str(error))
        shown = f"{reason} {_text_at(raw, path)}" if reason.endswith(_FOUND_TEXT) else reason
        raise RowProblem(f"{path}: {shown}" if path else shown) from error
    except FAILURES as error:
        raise RowProblem(f"cannot be decoded ({error})") from error


def rows_in(page: Raw, path: str, raw: msgspec.Raw) -> list[msgspec.Raw]:
    """The elements of a list within a document, not yet decoded; raises ``Malformed``."""
    return decode_part(page, path, raw, list[msgspec.Raw], "a list of rows")


def document_date(page: Raw, fields: Iterable[tuple[str, str | None]]) -> datetime | None:
    """The first date that a document states, by (path, text); raises ``Malformed`` for one that is not ISO 8601.

    A day without a time is its midnight in UTC; a time without an offset is in UTC.
    """
    for path, text in fields:
        if text is None:
            continue
        try:
            return instant(text)
        except (ValueError, OverflowError) as error:
            raise Malformed(page.origin, path, f"an ISO 8601 date, found {text[:40]!r}") from error
    return None


def instant(text: str) -> datetime:
    """An ISO 8601 day or time as aware UTC; raises ``ValueError`` or ``OverflowError``."""
    moment = datetime.fromisoformat(text.strip())
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def excerpt(raw: msgspec.Raw | bytes | str) -> str:
    """The beginning of a row, fit for a message."""
    text = raw if isinstance(raw, str) else bytes(memoryview(raw)[: 4 * EXCERPT_LENGTH]).decode("utf-8", "replace")
    plain = " ".join(text[: 4 * EXCERPT_LENGTH].replace("\0", "").split())
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", plain)[:EXCERPT_LENGTH]


def has_unprintable(text: str) -> bool:
    """Whether a text holds control characters, line separators or marks that turn its direction round."""
    return _UNPRINTABLE.search(text) is not None


def _text_at(raw: msgspec.Raw, path: str) -> str:
    """The text at a decoder's path, in quotes; empty if it cannot be told."""
    try:
        found = [msgspec.json.decode(raw)]
    except FAILURES:
        return ""
    for step in _STEP.findall(path):
        found = [inner for value in found for inner in _inside(value, step)]
    return next((repr(excerpt(text)[:40]) for text in found if isinstance(text, str)), "")


def _inside(value: object, step: str) -> Iterable[object]:
    """The values below a step of a path; ``...`` stands for any key of an object."""
    if isinstance(value, dict):
        return value.values() if step == "..." else [value[step]] if step in value else []
    if isinstance(value, list):
        return value if step == "..." else value[int(step) :][:1] if step.isdecimal() else []
    return []


def _split(message: str) -> tuple[str, str]:
    """A decoder's message as (reason, path); the reason is cut, since it may quote a value of any length."""
    reason, _, path = message.rpartition(" - at ") if " - at `$" in message else (message, "", "")
    reason = excerpt(reason.replace(", got ", ", found "))
    return reason[:1].lower() + reason[1:], path.strip("`").removeprefix("$").removeprefix(".")
