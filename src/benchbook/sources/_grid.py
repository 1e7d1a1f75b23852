"""Tables of any format as one: columns, and rows of cells that are not yet understood."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile
from typing import Literal

import msgspec

from benchbook.errors import Malformed, NothingToImport
from benchbook.model import Noun, Raw
from benchbook.sources._cells import plain
from benchbook.sources._documents import (
    ABSENT,
    FAILURES,
    Upstream,
    decode,
    decode_part,
    excerpt,
    is_list,
    outermost,
    present,
)

MOST_COLUMNS = 2000
MOST_LINES = 200_000
_DELIMITERS = "\t;,"
_MARKDOWN = (".md", ".markdown")
_DATES = ("date", "as_of", "last_updated", "fetched_at", "collected_at")

Format = Literal["json", "csv", "markdown"]


class GridRow(Noun, frozen=True, kw_only=True):
    """One row: its cells by column, or what is wrong with it."""

    locator: str
    cells: dict[str, object]
    text: str
    problem: str | None = None


class Grid(Noun, frozen=True, kw_only=True):
    """A table; ``date`` is the text that the document itself gives as its date, if any."""

    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]
    date: str | None = None


class _Envelope(Upstream, frozen=True, kw_only=True):
    meta: msgspec.Raw = ABSENT
    models: msgspec.Raw = ABSENT
    data: msgspec.Raw = ABSENT
    rows: msgspec.Raw = ABSENT
    leaderboard: msgspec.Raw = ABSENT


def read_grid(page: Raw) -> Grid:
    """The table in a document; raises ``Malformed`` or ``NothingToImport``."""
    start = page.body[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start in {b"[", b"{"} and not page.origin.endswith(_MARKDOWN):
        return _json(page)
    _check_text(page)
    first = next((line for _, line in _lines(page) if line.strip()), None)
    if first is None:
        raise NothingToImport(page.origin, "the document is empty")
    heads = list(_heads(page))
    if heads:
        return _markdown(page, heads)
    if first.lstrip().startswith("<"):
        raise Malformed(page.origin, "", "a table as CSV, TSV, JSON or Markdown, found a page of HTML or XML")
    return _separated(page, max(_DELIMITERS, key=first.count))


def _check_text(page: Raw) -> None:
    """Raise ``Malformed`` for a document of too many lines, which is found without reading it, or not in UTF-8."""
    body = page.body
    count = body.count(b"\n") + body.count(b"\r") - body.count(b"\r\n") + (not body.endswith((b"\n", b"\r")))
    if count > MOST_LINES:
        raise Malformed(page.origin, "", f"at most {MOST_LINES:,} lines, found {count:,}")
    try:
        body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Malformed(page.origin, f"byte {error.start}", "text in UTF-8") from error


def _lines(page: Raw) -> Iterator[tuple[int, str]]:
    """The lines as they stand, ends included, each with its number; only one is held at a time."""
    return enumerate(io.TextIOWrapper(io.BytesIO(page.body), "utf-8-sig", newline=""), 1)


def _heads(page: Raw) -> Iterator[int]:
    """The numbers of the lines between a Markdown table's head and its body."""
    before = ""
    for number, line in _lines(page):
        if "|" in before and _is_ruler(line.rstrip("\r\n")):
            yield number
        before = line


def _is_ruler(line: str) -> bool:
    """Whether a line is the one between a Markdown table's head and its body."""
    if "-" not in line or "|" not in line or not set(line) <= set("|:- \t"):
        return False
    return all(cell.strip().strip(":").strip("-") == "" and "-" in cell for cell in _split(line))


def _split(line: str) -> list[str]:
    """The cells of a Markdown row; a bar after a backslash is within one."""
    bare = line.strip().replace("\\|", "\0").removeprefix("|").removesuffix("|")
    return [cell.replace("\0", "|").strip() for cell in bare.split("|")]


def _markdown(page: Raw, heads: list[int]) -> Grid:
    if len(heads) > 1:
        raise Malformed(page.origin, f"line {heads[1] - 1}", f"one table in a document, found {len(heads)}")
    ruler = heads[0]
    lines = islice(_lines(page), ruler - 2, None)
    columns = [plain(cell) for cell in _split(next(lines)[1])]
    body = (
        (number, [plain(cell) for cell in _split(line)])
        for number, line in takewhile(lambda numbered: "|" in numbered[1], islice(lines, 1, None))
    )
    return _grid(page, columns, body, f"line {ruler - 1}")


def _separated(page: Raw, delimiter: str) -> Grid:
    filled = _filled(page, delimiter)
    number, columns = next(filled, (0, []))
    if not columns:
        raise NothingToImport(page.origin, "the document is empty")
    return _grid(page, [column.strip() for column in columns], filled, f"line {number}")


def _filled(page: Raw, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The records that are not blank, each with the number of its first line."""
    reader = csv.reader((line for _, line in _lines(page)), delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise Malformed(page.origin, f"line {number}", f"a row of cells ({error})") from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield number, cells


def _grid(page: Raw, columns: list[str], body: Iterable[tuple[int, list[str]]], head: str) -> Grid:
    _check_columns(page, columns, head)
    rows = []
    for number, cells in body:
        fits = len(cells) == len(columns)
        rows.append(
            GridRow(
                locator=f"line {number}",
                cells=dict(zip(columns, cells, strict=True)) if fits else {},
                text=" | ".join(cell[:200] for cell in cells[:20]),
                problem=None if fits else f"has cells: {len(cells):,}, expected {len(columns):,} as in the head",
            )
        )
    if not rows:
        raise NothingToImport(page.origin, "the table has no rows")
    return Grid(columns=tuple(column for column in columns if column), rows=tuple(rows))


def _check_columns(page: Raw, columns: list[str], head: str) -> None:
    if len(columns) > MOST_COLUMNS:
        raise Malformed(page.origin, head, f"at most {MOST_COLUMNS:,} columns, found {len(columns):,}")
    if not any(columns):
        raise Malformed(page.origin, head, "the names of the columns")
    name, times = Counter(column for column in columns if column).most_common(1)[0]
    if times > 1:
        raise Malformed(page.origin, head, f"each column once, found {name[:80]!r} {times} times")


def _json(page: Raw) -> Grid:
    expected = "a list of objects, an object of numbers by name, or an object with `models`, `data` or `rows`"
    if outermost(page) == "[":
        return _records(page, "", decode(page, list[msgspec.Raw], expected), None)
    envelope = decode(page, _Envelope, expected)
    for path in ("models", "data", "rows", "leaderboard"):
        part: msgspec.Raw = getattr(envelope, path)
        if is_list(part):
            records = decode_part(page, path, part, list[msgspec.Raw], "a list of rows")
            return _records(page, path, records, _date(envelope.meta))
    return _by_name(page, decode(page, dict[str, msgspec.Raw], expected))


def _date(meta: msgspec.Raw) -> str | None:
    if not present(meta):
        return None
    try:
        facts = msgspec.json.decode(meta, type=dict[str, object])
    except FAILURES:
        return None
    return next((value for name in _DATES if isinstance(value := facts.get(name), str) and value), None)


def _records(page: Raw, path: str, records: list[msgspec.Raw], date: str | None) -> Grid:
    if not records:
        raise NothingToImport(page.origin, "the table has no rows")
    _check_rows(page, path, len(records))
    rows = [_record(f"{path}[{index}]", record) for index, record in enumerate(records)]
    columns = tuple(dict.fromkeys(column for row in rows for column in row.cells))
    if len(columns) > MOST_COLUMNS:
        raise Malformed(page.origin, path, f"at most {MOST_COLUMNS:,} columns, found {len(columns):,}")
    return Grid(columns=columns, rows=tuple(rows), date=date)


def _check_rows(page: Raw, path: str, count: int) -> None:
    if count > MOST_LINES:
        raise Malformed(page.origin, path, f"at most {MOST_LINES:,} rows, found {count:,}")


def _record(locator: str, record: msgspec.Raw) -> GridRow:
    body = bytes(record)
    text = body[:800].decode("utf-8", "replace")
    try:
        return GridRow(locator=locator, cells=msgspec.json.decode(body, type=dict[str, object]), text=text)
    except msgspec.ValidationError as error:
        problem = f"is not an object of cells by column ({error})"
    except FAILURES as error:
        problem = f"cannot be decoded ({error})"
    return GridRow(locator=locator, cells={}, text=text, problem=problem)


def _by_name(page: Raw, named: dict[str, msgspec.Raw]) -> Grid:
    if not named:
        raise NothingToImport(page.origin, "the table has no rows")
    _check_rows(page, "", len(named))
    rows = []
    for name, body in named.items():
        try:
            cell = msgspec.json.decode(body, type=int | float | str | bool | None)
        except FAILURES as error:
            raise Malformed(
                page.origin, excerpt(name)[:80], "a number for each name, or a list of rows below `data`"
            ) from error
        text = f"{name[:200]}: {bytes(body)[:200].decode('utf-8', 'replace')}"
        rows.append(GridRow(locator=excerpt(name)[:80], cells={"model": name, "score": cell}, text=text))
    return Grid(columns=("model", "score"), rows=tuple(rows))
