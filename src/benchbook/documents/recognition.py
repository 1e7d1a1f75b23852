"""From a document to its source, by what it looks like.

Looking at a document costs no memory for the rows that are not looked at.
"""

import codecs
import csv
import html
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Literal

import msgspec

from benchbook.errors import Malformed, NothingToImport, NotRecognised
from benchbook.json_repair import repaired
from benchbook.model import Raw
from benchbook.sources import Glimpse, Source
from benchbook.wording import shortened

READABLE = "JSON, CSV, TSV or a Markdown table"

_CHUNK_BYTES = 64 * 1024
_HEAD_BYTES = 1024 * 1024
_MOST_RECORDS = 20
_MOST_ELEMENTS = 1_000
_TWO_COLUMNS = 2
_TWO_ROWS = 2
_SHOWN_KEYS = 8
_RECORDS_BELOW = ("data", "models", "leaderboards")
_NAMES = frozenset({"id", "model", "name", "slug"})
_SCORES_HINT = "a table of names and scores is imported with --source table --score-column NAME"
_DECODER = json.JSONDecoder(parse_int=float)
_BINARIES = {
    b"\xfd7zXZ\x00": "xz",
    b"BZh": "bzip2",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"PAR1": "Parquet",
    b"SQLite format 3\x00": "SQLite",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
}
_COMMENTS = re.compile(r"\s*(?:<!--.*?-->\s*)+", re.DOTALL)
_SOLID = re.compile(rb"[^ \t\r\n\x0b\x0c]")
_SPACE = re.compile(r"[ \t\r\n]*")
_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{0,500})", re.IGNORECASE)
_TOML_HEADER = re.compile(r"\[\[?\s*([A-Za-z_][\w-]*)(?:[.\s][\w.\s-]*)?\]\]?\s*(?:#.*)?", re.ASCII)
_TOML_KEY = re.compile(r"([A-Za-z_][\w-]*)(?:\.[\w.-]*)?\s*=\s*\S.*", re.ASCII)
_JSON_LITERALS = {"[true]", "[false]", "[null]"}


def recognise(raw: Raw, sources: Iterable[Source]) -> Source:
    """The one source that reads such a document.

    Raises ``NotRecognised``, ``NothingToImport`` where there are no rows to tell it by, or ``InputError`` as
    ``glimpse`` does.
    """
    seen = glimpse(raw)
    found = [source for source in sources if source.recognise(seen)]
    if len(found) == 1:
        return found[0]
    hint = _check_rows(raw) if seen.format == "json" and not found else None
    raise NotRecognised(raw.origin, _described(seen), [source.id for source in found], hint=hint)


def _check_rows(raw: Raw) -> str | None:
    """A hint for a list of names and scores, which no source claims; raises ``NothingToImport`` for no rows at all."""
    outer, records = _contents(raw)
    values = outer.values() if outer is not None else [raw.body]
    lists = [outer[key] for key in _RECORDS_BELOW if key in outer] if outer is not None else [raw.body]
    if not records and (not values or any(_is_bare(memoryview(listed)) for listed in lists)):
        raise NothingToImport(raw.origin, "the document has no rows")
    return _SCORES_HINT if any(_is_scored(record) for record in records) else None


def _is_scored(record: Mapping[str, object]) -> bool:
    """Whether a record is flat and has a name and a number."""
    flat = not any(isinstance(value, dict | list) for value in record.values())
    named = any(isinstance(value, str) and _is_name(key) for key, value in record.items())
    counted = any(isinstance(value, int | float) and not isinstance(value, bool) for value in record.values())
    return flat and named and counted


def _is_name(key: str) -> bool:
    return not _NAMES.isdisjoint(re.split(r"[^a-z]+", key.lower()))


def glimpse(raw: Raw) -> Glimpse:
    """What a document looks like; raises ``Malformed`` if it is none, ``NothingToImport`` if it is empty."""
    begins = _begins(memoryview(raw.body))
    if not begins:
        raise NothingToImport(raw.origin, "it is empty")
    refuse_page(raw)
    if begins == b"{":
        return _json(raw)
    text = _head_text(raw)
    if begins == b"<":  # comments above a table, or else it was refused
        return _commented(text) or _columns(raw, text)
    if _is_toml(text):
        return Glimpse(format="toml", keys=frozenset(_toml_keys(text)))
    if begins == b"[":
        return _json(raw)
    return _markdown(text) or _columns(raw, text)


def is_json(raw: Raw) -> bool:
    """Whether a document is JSON by its first characters; a TOML table's header begins as a list does."""
    begins = _begins(memoryview(raw.body))
    return begins == b"{" or (begins == b"[" and not _is_toml(_head_text(raw)))


def refuse_page(raw: Raw, readable: str = READABLE) -> None:
    """Raise ``Malformed`` for a page of HTML or XML, which a failed download often is; names its title.

    A Markdown table may have comments above it. ``readable`` tells what was expected.
    """
    if _begins(memoryview(raw.body)) != b"<" or _commented(raw.body[:_HEAD_BYTES].decode("utf-8", "replace")):
        return
    titled = _TITLE.search(raw.body[:_HEAD_BYTES])
    title = shortened(" ".join(html.unescape(titled.group(1).decode("utf-8", "replace")).split())) if titled else ""
    found = f'what looks like an HTML page ("{title}")' if title else "what looks like an HTML page"
    raise Malformed(raw.origin, "", f"{readable}, found {found}", hint="the download has probably failed; repeat it")


def _described(seen: Glimpse) -> str:
    if seen.format in {"csv", "tsv", "markdown"}:
        named = {"csv": "CSV", "tsv": "TSV", "markdown": "Markdown"}[seen.format]
        return f"a {named} table with the columns {_listed(seen.row_keys)}"
    outside = f"with the keys {_listed(seen.keys)}" if seen.keys else "without keys"
    if seen.format == "json" and not seen.keys:  # an object without keys is told to have no rows
        outside = "list"
    inside = f" whose first records have {_listed(seen.row_keys)}" if seen.row_keys else ""
    return f"{seen.format.upper()} {outside}{inside}"


def _listed(keys: Iterable[str]) -> str:
    ordered = sorted(keys)
    shown = ", ".join(shortened(key) for key in ordered[:_SHOWN_KEYS])
    return f"{shown} and {len(ordered) - _SHOWN_KEYS:,} more" if len(ordered) > _SHOWN_KEYS else shown


# --- JSON ------------------------------------------------------------------------------------


def _json(raw: Raw) -> Glimpse:
    outer, records = _contents(raw)
    texts = ({key: value for key, value in record.items() if isinstance(value, str)} for record in records)
    return Glimpse(
        format="json",
        keys=frozenset(outer or ()),
        row_keys=frozenset(chain.from_iterable(records)),
        first=next((text for text in texts if text), {}),
    )


def _contents(raw: Raw) -> tuple[dict[str, msgspec.Raw] | None, Sequence[dict[str, object]]]:
    """The fields of the outermost object, None for a list, and the first records."""
    try:
        body = _valid(raw.body)
        if _begins(memoryview(body)) == b"[":
            return None, _records(memoryview(body))
        outer = _fields(body)
        return outer, _records_in(outer)
    except RecursionError as error:
        raise Malformed(raw.origin, "", "JSON, found values nested too deep") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _bad_json(raw, str(error)) from error


def _valid(body: bytes) -> bytes:
    """The document itself, or mended if a value such as ``NaN`` spoils it, which then costs its row only."""
    try:
        msgspec.json.decode(body, type=msgspec.Raw)  # checks all of it and keeps nothing
    except msgspec.DecodeError:
        mended = repaired(body)
        if mended is None:
            raise
        msgspec.json.decode(mended, type=msgspec.Raw)
        return mended
    return body


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


def _records_in(outer: Mapping[str, msgspec.Raw]) -> Sequence[dict[str, object]]:
    """The first records below the first key where any stand."""
    below = (_records_below(memoryview(outer[key])) for key in _RECORDS_BELOW if key in outer)
    return next((records for records in below if any(records)), [])


def _records_below(value: memoryview) -> Sequence[dict[str, object]]:
    """A list's objects; of an object of objects these (or those in the lists at their ``data``); else the object."""
    if _begins(value) != b"{":
        return _records(value)
    fields = _fields(value)
    within = [memoryview(field) for field in fields.values() if _begins(memoryview(field)) != b"n"]
    if not within or any(_begins(field) != b"{" for field in within):
        return [{key: _text(field) for key, field in fields.items()}]
    inner = [_fields(field) for field in within[:_MOST_RECORDS]]
    lists = [each["data"] for each in inner if "data" in each and _begins(memoryview(each["data"])) == b"["]
    if lists:
        return list(islice(chain.from_iterable(_records(memoryview(listed)) for listed in lists), _MOST_RECORDS))
    return [{key: _text(field) for key, field in each.items()} for each in inner]


def _text(field: msgspec.Raw) -> str | None:
    return msgspec.json.decode(field, type=str) if _begins(memoryview(field)) == b'"' else None


def _begins(value: memoryview) -> bytes:
    solid = _SOLID.search(value)
    return solid.group() if solid else b""


def _is_bare(value: memoryview) -> bool:
    """Whether a JSON value is a list of nothing."""
    opening = _SOLID.search(value)
    closing = _SOLID.search(value, opening.end()) if opening and opening.group() == b"[" else None
    return closing is not None and closing.group() == b"]"


def _records(listed: memoryview) -> Sequence[dict[str, object]]:
    """The first objects of a list, else nothing; decodes few of the other elements.

    One record is looked for to the end of the document, more only near its beginning.
    """
    opening = _SOLID.search(listed)
    if opening is None or opening.group() != b"[":
        return []
    size = _CHUNK_BYTES
    while True:
        window = bytes(listed[opening.end() : opening.end() + size])
        found, whole = _objects(window.decode("utf-8", "replace"))
        if whole or len(window) < size or (found and size > _HEAD_BYTES):
            return found
        size *= 4


def _objects(text: str) -> tuple[list[dict[str, object]], bool]:
    """The first objects among elements separated by commas, and whether they are all that is to be looked at."""
    found: list[dict[str, object]] = []
    at = 0
    for _ in range(_MOST_ELEMENTS):
        at = _solid_at(text, at)
        if text[at : at + 1] == "]":
            return found, True
        try:
            element, at = _DECODER.raw_decode(text, at)
        except ValueError:
            return found, False
        at = _solid_at(text, at)
        if text[at : at + 1] not in {",", "]"}:  # a number may be cut off and yet be one
            return found, False
        if isinstance(element, dict):
            found.append(element)
        if text[at] == "]" or len(found) == _MOST_RECORDS:
            return found, True
        at += 1
    return found, True


def _solid_at(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


# --- tables and TOML -------------------------------------------------------------------------


def refuse_binary(raw: Raw, readable: str = READABLE) -> None:
    """Raise ``Malformed`` for what does not begin as text does; ``readable`` tells what was expected."""
    head = raw.body[:_HEAD_BYTES]
    binary = next((name for magic, name in _BINARIES.items() if head.startswith(magic)), None)
    if binary or b"\0" in head:
        raise Malformed(raw.origin, "", f"{readable}, found binary data{f' ({binary})' if binary else ''}")


def _head_text(raw: Raw) -> str:
    """The beginning of a document as text; raises ``Malformed`` for binary data and other encodings than UTF-8."""
    refuse_binary(raw)
    head = raw.body[:_HEAD_BYTES]
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


def _commented(text: str) -> Glimpse | None:
    """A Markdown table below comments of HTML."""
    comments = _COMMENTS.match(text)
    if comments is None or text.startswith("<", comments.end()):
        return None
    return _markdown(text[comments.end() :])


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
    blank = len(text) - len(text.lstrip("\r\n"))
    line = text[blank:].partition("\n")[0]
    delimiter = next((mark for mark in "\t,;" if mark in line), ",")
    header, first = _two_rows(raw, text, delimiter)
    if len(header) < _TWO_COLUMNS:
        raise Malformed(raw.origin, "line 1", f"{READABLE}, found text in one column: {shortened(line)!r}")
    return _tabled("tsv" if delimiter == "\t" else "csv", [name.strip() for name in header], first)


def _two_rows(raw: Raw, text: str, delimiter: str) -> tuple[list[str], list[str]]:
    """The first two rows that are not blank; raises ``Malformed`` with the line on which a bad row begins."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found: list[list[str]] = []
    line = 1
    try:
        for row in rows:
            found += [row] if row else []
            line = rows.line_num + 1
            if len(found) == _TWO_ROWS:
                break
    except csv.Error as error:
        told = f" ({error})"
        if "field larger" in str(error):
            told = f", found a cell longer than {csv.field_size_limit():,} characters"
        raise Malformed(raw.origin, f"line {line:,}", f"{READABLE}{told}") from error
    header, first = [*found, [], []][:_TWO_ROWS]
    return header, first


def _tabled(kind: Literal["csv", "tsv", "markdown"], names: list[str], first: list[str]) -> Glimpse:
    return Glimpse(format=kind, row_keys=frozenset(names), first=dict(zip(names, first, strict=False)))
