"""From a document to its source, by what it looks like.

Looking at a document costs no memory for the rows that are not looked at.
"""

import codecs
import csv
import html
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from benchbook.documents.wording import shortened
from benchbook.errors import Malformed, NothingToImport, NotRecognised
from benchbook.model import Raw
from benchbook.sources import Glimpse, Source

READABLE = "JSON, CSV, TSV or a Markdown table"

_CHUNK_BYTES = 64 * 1024
_HEAD_BYTES = 1024 * 1024
_TWO_COLUMNS = 2
_SHOWN_KEYS = 8
_RECORDS_BELOW = ("data", "models", "leaderboards")
_FIRST = json.JSONDecoder(parse_int=float)
_BINARIES = {
    b"\xfd7zXZ\x00": "xz",
    b"BZh": "bzip2",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"PAR1": "Parquet",
    b"SQLite format 3\x00": "SQLite",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
}
_SOLID = re.compile(rb"[^ \t\r\n\x0b\x0c]")
_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{0,500})", re.IGNORECASE)
_TOML_HEADER = re.compile(r"\[\[?\s*([A-Za-z_][\w-]*)(?:[.\s][\w.\s-]*)?\]\]?\s*(?:#.*)?", re.ASCII)
_TOML_KEY = re.compile(r"([A-Za-z_][\w-]*)(?:\.[\w.-]*)?\s*=\s*\S.*", re.ASCII)
_JSON_LITERALS = {"[true]", "[false]", "[null]"}


def recognise(raw: Raw, sources: Iterable[Source]) -> Source:
    """The one source that reads such a document; raises ``NotRecognised``, or ``InputError`` as ``glimpse`` does."""
    seen = glimpse(raw)
    found = [source for source in sources if source.recognise(seen)]
    if len(found) == 1:
        return found[0]
    raise NotRecognised(raw.origin, _described(seen), [source.id for source in found])


def glimpse(raw: Raw) -> Glimpse:
    """What a document looks like; raises ``Malformed`` if it is none, ``NothingToImport`` if it is empty."""
    begins = _begins(memoryview(raw.body))
    if not begins:
        raise NothingToImport(raw.origin, "it is empty")
    refuse_page(raw)
    if begins == b"{":
        return _json(raw)
    text = _head_text(raw)
    if _is_toml(text):
        return Glimpse(format="toml", keys=frozenset(_toml_keys(text)))
    if begins == b"[":
        return _json(raw)
    return _markdown(text) or _columns(raw, text)


def is_json(raw: Raw) -> bool:
    """Whether a document is JSON by its first characters; a TOML table's header begins as a list does."""
    begins = _begins(memoryview(raw.body))
    return begins == b"{" or (begins == b"[" and not _is_toml(_head_text(raw)))


def refuse_page(raw: Raw) -> None:
    """Raise ``Malformed`` for a page of HTML or XML, which a failed download often is; names its title."""
    if _begins(memoryview(raw.body)) != b"<":
        return
    titled = _TITLE.search(raw.body[:_HEAD_BYTES])
    title = shortened(" ".join(html.unescape(titled.group(1).decode("utf-8", "replace")).split())) if titled else ""
    found = f'what looks like an HTML page ("{title}")' if title else "what looks like an HTML page"
    raise Malformed(raw.origin, "", f"{READABLE}, found {found}", hint="the download has probably failed; repeat it")


def _described(seen: Glimpse) -> str:
    if seen.format in {"csv", "tsv", "markdown"}:
        named = {"csv": "CSV", "tsv": "TSV", "markdown": "Markdown"}[seen.format]
        return f"a {named} table with the columns {_listed(seen.row_keys)}"
    outside = f"with the keys {_listed(seen.keys)}" if seen.keys else "without keys"
    if seen.format == "json" and not seen.keys:
        outside = "list"
    inside = f" whose first record has {_listed(seen.row_keys)}" if seen.row_keys else ""
    return f"{seen.format.upper()} {outside}{inside}"


def _listed(keys: Iterable[str]) -> str:
    ordered = sorted(keys)
    shown = ", ".join(shortened(key) for key in ordered[:_SHOWN_KEYS])
    return f"{shown} and {len(ordered) - _SHOWN_KEYS:,} more" if len(ordered) > _SHOWN_KEYS else shown


# --- JSON ------------------------------------------------------------------------------------


def _json(raw: Raw) -> Glimpse:
    try:
        msgspec.json.decode(raw.body, type=msgspec.Raw)  # checks all of it and keeps nothing
        is_list = _begins(memoryview(raw.body)) == b"["
        outer = {} if is_list else _fields(raw.body)
        record = _first_object(memoryview(raw.body)) if is_list else _record_in(outer)
    except RecursionError as error:
        raise Malformed(raw.origin, "", "JSON, found values nested too deep") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _bad_json(raw, str(error)) from error
    first = {key: value for key, value in record.items() if isinstance(value, str)}
    return Glimpse(format="json", keys=frozenset(outer), row_keys=frozenset(record), first=first)


def _bad_json(raw: Raw, reason: str) -> Malformed:
    if "truncated" in reason:
        return Malformed(raw.origin, f"byte {len(raw.body):,}", "more JSON, but the document is cut off there")
    told, _, place = reason.removeprefix("JSON is malformed: ").partition(" (byte ")
    offset = int(place.rstrip(")")) if place.rstrip(")").isdecimal() else None
    lines = offset is not None and told == "trailing characters" and raw.body[offset - 1 : offset] in {b"{", b"["}
    hint = "this looks like JSON Lines; put the lines into one list" if lines else None
    return Malformed(
        raw.origin, "" if offset is None else f"byte {offset:,}", f"JSON in UTF-8, found {told}", hint=hint
    )


def _fields(value: bytes | memoryview) -> dict[str, msgspec.Raw]:
    return msgspec.json.decode(value, type=dict[str, msgspec.Raw])


def _record_in(outer: dict[str, msgspec.Raw]) -> dict[str, object]:
    """The first record below the keys where records stand, or nothing."""
    below = (_record_below(memoryview(outer[key])) for key in _RECORDS_BELOW if key in outer)
    return next((record for record in below if record), {})


def _record_below(value: memoryview) -> dict[str, object]:
    """A list's first object; of an object of objects the first (its ``data``'s, if it has such); else the object."""
    if _begins(value) != b"{":
        return _first_object(value)
    fields = _fields(value)
    if not all(_begins(memoryview(field)) == b"{" for field in fields.values()):
        return {key: _text(field) for key, field in fields.items()}
    if not fields:
        return {}
    inner = _fields(memoryview(next(iter(fields.values()))))
    if "data" in inner and _begins(memoryview(inner["data"])) == b"[":
        return _first_object(memoryview(inner["data"]))
    return {key: _text(field) for key, field in inner.items()}


def _text(field: msgspec.Raw) -> str | None:
    return msgspec.json.decode(field, type=str) if _begins(memoryview(field)) == b'"' else None


def _begins(value: memoryview) -> bytes:
    solid = _SOLID.search(value)
    return solid.group() if solid else b""


def _first_object(listed: memoryview) -> dict[str, object]:
    """The first element of a list if it is an object, else nothing; decodes no other element."""
    opening = _SOLID.search(listed)
    start = _SOLID.search(listed, opening.end()) if opening and opening.group() == b"[" else None
    if start is None or start.group() != b"{":
        return {}
    size = _CHUNK_BYTES
    while True:
        window = bytes(listed[start.start() : start.start() + size])
        try:
            element: dict[str, object] = _FIRST.raw_decode(window.decode("utf-8", "replace"))[0]
        except ValueError:
            if len(window) < size:
                return {}
            size *= 16
        else:
            return element


# --- tables and TOML -------------------------------------------------------------------------


def _head_text(raw: Raw) -> str:
    """The beginning of a document as text; raises ``Malformed`` for binary data and other encodings than UTF-8."""
    head = raw.body[:_HEAD_BYTES]
    binary = next((name for magic, name in _BINARIES.items() if head.startswith(magic)), None)
    if binary or b"\0" in head:
        raise Malformed(raw.origin, "", f"{READABLE}, found binary data{f' ({binary})' if binary else ''}")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head, len(raw.body) <= _HEAD_BYTES)
    except UnicodeDecodeError as error:
        raise Malformed(raw.origin, f"byte {error.start:,}", "text in UTF-8", hint="save it as UTF-8") from error


def _is_toml(text: str) -> bool:
    """Whether the first line that is neither blank nor a comment is a key with a value or a table's header."""
    lines = (line.strip() for line in io.StringIO(text))
    line = next((line for line in lines if line and not line.startswith("#")), "")
    return line not in _JSON_LITERALS and bool(_TOML_HEADER.fullmatch(line) or _TOML_KEY.fullmatch(line))


def _toml_keys(text: str) -> Iterator[str]:
    """The outermost keys, by their lines: decoding TOML takes time that grows with the square of its keys' length."""
    outermost = True
    for line in io.StringIO(text):
        if header := _TOML_HEADER.fullmatch(line.strip()):
            outermost = False
            yield header.group(1)
        elif outermost and (key := _TOML_KEY.fullmatch(line.rstrip())):
            yield key.group(1)


def _markdown(text: str) -> Glimpse | None:
    """The first Markdown table: a line with bars and below it a line of bars and dashes."""
    header = ""
    lines = io.StringIO(text)
    for line in lines:
        rule = line.strip()
        if "|" in header and "|" in rule and "-" in rule and set(rule) <= set("|-: \t"):
            return _tabled("markdown", _cells(header), _cells(next(lines, "")))
        header = line
    return None


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", inner)]


def _columns(raw: Raw, text: str) -> Glimpse:
    """A table whose columns are separated by tabs, commas or semicolons, whichever its first line has."""
    text = text.lstrip("\r\n")
    line = text.partition("\n")[0]
    delimiter = next((mark for mark in "\t,;" if mark in line), ",")
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        header = next(rows, [])
        first = next((row for row in rows if row), [])
    except csv.Error as error:
        raise Malformed(raw.origin, "line 1", f"{READABLE} ({error})") from error
    if len(header) < _TWO_COLUMNS:
        raise Malformed(raw.origin, "line 1", f"{READABLE}, found text in one column: {shortened(line)!r}")
    return _tabled("tsv" if delimiter == "\t" else "csv", [name.strip() for name in header], first)


def _tabled(kind: Literal["csv", "tsv", "markdown"], names: list[str], first: list[str]) -> Glimpse:
    return Glimpse(format=kind, row_keys=frozenset(names), first=dict(zip(names, first, strict=False)))
