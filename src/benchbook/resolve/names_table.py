"""A CSV of names -> one outcome a row, in order, without holding more than one row."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from benchbook.errors import Malformed
from benchbook.model import Identity, Labels, Matched, Noun, Raw, Unmatched

MOST_CHARACTERS = 1_000
"""The longest name that is looked at."""

MOST_LISTED = 12
_COLUMNS = ("name", "source", "via", "slug", "creator", "hugging_face_id")
_DELIMITERS = ",;\t"
_MODEL_ID = "the model's id"
_GREATEST_LIMIT = 2**31 - 1

Status = Literal["matched", "unresolved", "rejected"]
Judge = Callable[[Labels, str, str | None], tuple[Identity, tuple[str, ...]]]
"""Gives a name's identity and the ids that were considered, as ``Resolver.candidates`` does."""


class Layout(Noun, frozen=True, kw_only=True):
    """Which tables are read, in words; of ``id_columns``, if any, the first that is there is read."""

    expected: str
    id_columns: tuple[str, ...] = ()


NAMES = Layout(expected="a CSV with the columns source and name")


class NameRow(Noun, frozen=True, kw_only=True):
    """One row: whose name it is and what is said of it, or what is wrong with the row.

    ``line`` is the row's first, ``model_id`` what the layout's column of ids says.
    """

    line: int
    labels: Labels
    source: str = ""
    via: str | None = None
    model_id: str | None = None
    problem: str | None = None


class Outcome(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """What became of one name; its JSON form is a line of output, every field is always there.

    ``status`` is ``rejected`` where a person's decision keeps the name from a model. ``rule`` is None
    unless it is matched, ``reason`` if it is. ``candidates`` are the ids that were considered: the
    winner, then those that were not decided between, then those refused.
    """

    name: str
    source: str
    status: Status
    model_id: str | None
    effort: str | None
    rule: str | None
    candidates: tuple[str, ...]
    mode: str | None
    date: str | None
    thinking_budget: str | None
    quantisation: str | None
    harness: str | None
    provider: str | None
    reason: str | None


def read_names(raw: Raw, layout: Layout = NAMES) -> Iterator[NameRow]:
    """The rows of a CSV with a column ``name``; ``source`` and what else is known of names may stand beside it.

    Commas, semicolons or tabs separate the cells; blank lines are left out. Spaces around a cell count
    in names only. A row that does not fit the header comes with its problem. Raises ``Malformed`` for
    another layout at once, and where a broken line or byte is met.
    """
    rows = _rows(raw, layout)
    _, header = next(rows, (1, []))
    places = _places(raw, header, layout)
    width = len(header)
    for line, cells in rows:
        yield _row(cells, places, width, line)


def outcome(row: NameRow, judge: Judge) -> Outcome:
    """A name's outcome; a row with a problem is unresolved for that reason, whatever else it says."""
    if row.problem is not None:
        identity: Identity = Unmatched(reason=f"line {row.line:,}: {row.problem}")
        candidates: tuple[str, ...] = ()
    else:
        identity, candidates = judge(row.labels, row.source, row.via)
    run = identity.configuration
    matched = identity if isinstance(identity, Matched) else None
    return Outcome(
        name=row.labels.name,
        source=row.source,
        status=_status(identity),
        model_id=matched.model_id if matched else None,
        effort=run.effort,
        rule=matched.rule if matched else None,
        candidates=candidates,
        mode=run.mode,
        date=run.date,
        thinking_budget=run.thinking_budget,
        quantisation=run.quantisation,
        harness=run.harness,
        provider=run.provider,
        reason=None if isinstance(identity, Matched) else identity.reason,
    )


def _status(identity: Identity) -> Status:
    if isinstance(identity, Matched):
        return "matched"
    return "rejected" if identity.pinned else "unresolved"


def _rows(raw: Raw, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank with its first line's number."""
    text = io.TextIOWrapper(io.BytesIO(raw.body), encoding="utf-8", newline="")
    # The document's size bounds every cell; csv's limit is the process's, so it is put back for other readers.
    usual = csv.field_size_limit(max(csv.field_size_limit(), min(len(raw.body), _GREATEST_LIMIT)))
    line = 1
    try:
        rows = csv.reader(text, delimiter=_delimiter(raw), strict=True)
        for cells in rows:
            if not _is_blank(cells):
                yield line, cells
            line = rows.line_num + 1
    except csv.Error as error:
        raise Malformed(raw.origin, f"line {line:,}", f"{layout.expected} ({error})") from error
    except UnicodeDecodeError as error:
        raise Malformed(raw.origin, _broken_line(raw.body), "text in UTF-8", hint="save it as UTF-8") from error
    finally:
        csv.field_size_limit(usual)


def _is_blank(cells: Sequence[str]) -> bool:
    """Whether a line holds nothing, or spaces alone; an empty text in quotes is a row."""
    return not cells or (len(cells) == 1 and cells[0].isspace())


def _broken_line(body: bytes) -> str:
    """The line of the first byte that is not UTF-8; the reader's own count ends a buffer earlier."""
    try:
        body.decode()
    except UnicodeDecodeError as error:
        before = body[: error.start]
        ends = before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")
        return f"line {ends + 1:,}"
    return ""


def _delimiter(raw: Raw) -> str:
    head = raw.body.lstrip(b" \r\n")[:4096].partition(b"\n")[0].decode("utf-8", "replace")
    return max(_DELIMITERS, key=head.count)


def _places(raw: Raw, header: Sequence[str], layout: Layout) -> dict[str, int]:
    """Where the columns stand that are read; raises ``Malformed`` if a needed one is absent, or one is there twice."""
    named = [cell.strip().casefold() for cell in header]
    id_column = next((name for name in layout.id_columns if name in named), None)
    if "name" not in named or (layout.id_columns and id_column is None):
        shown = ", ".join(repr(cell.strip()[:40]) for cell in header[:MOST_LISTED]) or "nothing"
        more = f" and {len(header) - MOST_LISTED:,} more" if len(header) > MOST_LISTED else ""
        raise Malformed(raw.origin, "the head", f"{layout.expected}, found {shown}{more}")
    columns = {name: name for name in _COLUMNS} | ({_MODEL_ID: id_column} if id_column else {})
    twice = next((name for name in columns.values() if named.count(name) > 1), None)
    if twice is not None:
        raise Malformed(raw.origin, "the head", f"one column {twice!r}, found {named.count(twice)}")
    return {role: named.index(name) for role, name in columns.items() if name in named}


def _row(cells: Sequence[str], places: dict[str, int], width: int, line: int) -> NameRow:
    told = {
        role: cells[place] if role == "name" else cells[place].strip()
        for role, place in places.items()
        if place < len(cells)
    }
    return NameRow(
        line=line,
        labels=Labels(
            name=told.get("name", ""),
            slug=told.get("slug") or None,
            creator=told.get("creator") or None,
            hugging_face_id=told.get("hugging_face_id") or None,
        ),
        source=told.get("source", ""),
        via=told.get("via") or None,
        model_id=told.get(_MODEL_ID) or None,
        problem=_problem(told, len(cells), width),
    )


def _problem(told: dict[str, str], cells: int, width: int) -> str | None:
    if cells != width:
        quote = "; a name with a comma stands in quotes" if cells > width else ""
        return f"{cells} cell{'' if cells == 1 else 's'} where the header has {width}{quote}"
    longest = max(map(len, told.values()))
    if longest > MOST_CHARACTERS:
        return f"a cell of {longest:,} characters, more than {MOST_CHARACTERS:,}"
    if any("\0" in text for text in told.values()):
        return "a NUL character"
    return None if told["name"].strip() else "no name"
