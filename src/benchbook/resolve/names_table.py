"""A CSV of names -> one outcome a row, in order, without holding more than one row."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from benchbook.errors import Malformed
from benchbook.model import Identity, Labels, Matched, Noun, Raw

MOST_CHARACTERS = 1_000
"""The longest name that is looked at."""

MOST_LISTED = 12
_COLUMNS = ("name", "source", "via", "slug", "creator", "hugging_face_id")
_DELIMITERS = ",;\t"
_EXPECTED = "a CSV with the columns source and name"

Status = Literal["matched", "unresolved", "rejected"]
Judge = Callable[[Labels, str, str | None], tuple[Identity, tuple[str, ...]]]
"""Gives a name's identity and the ids that were considered, as ``Resolver.candidates`` does."""


class NameRow(Noun, frozen=True, kw_only=True):
    """One row: whose name it is and what is said of it, or what is wrong with the row."""

    labels: Labels
    source: str = ""
    via: str | None = None
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


def read_names(raw: Raw) -> Iterator[NameRow]:
    """The rows of a CSV with a column ``name``; ``source`` and what else is known of names may stand beside it.

    Commas, semicolons or tabs separate the cells; blank lines are left out. A row that does not fit
    the header comes with its problem. Raises ``Malformed`` for another layout at once, and where a
    broken line or byte is met.
    """
    rows = _rows(raw)
    _, header = next(rows, (1, []))
    places = _places(raw, header)
    width = len(header)
    for line, cells in rows:
        yield _row(cells, places, width, line)


def outcome(row: NameRow, judge: Judge) -> Outcome:
    """A name's outcome; a row with a problem is unresolved for that reason, whatever else it says."""
    if row.problem is not None:
        return _outcome(row, "unresolved", reason=row.problem)
    identity, candidates = judge(row.labels, row.source, row.via)
    run = identity.configuration
    if isinstance(identity, Matched):
        status: Status = "matched"
        model_id, rule, reason = identity.model_id, identity.rule, None
    else:
        status = "rejected" if identity.pinned else "unresolved"
        model_id, rule, reason = None, None, identity.reason
    return Outcome(
        name=row.labels.name,
        source=row.source,
        status=status,
        model_id=model_id,
        effort=run.effort,
        rule=rule,
        candidates=candidates,
        mode=run.mode,
        date=run.date,
        thinking_budget=run.thinking_budget,
        quantisation=run.quantisation,
        harness=run.harness,
        provider=run.provider,
        reason=reason,
    )


def _outcome(row: NameRow, status: Status, *, reason: str) -> Outcome:
    return Outcome(
        name=row.labels.name,
        source=row.source,
        status=status,
        model_id=None,
        effort=None,
        rule=None,
        candidates=(),
        mode=None,
        date=None,
        thinking_budget=None,
        quantisation=None,
        harness=None,
        provider=None,
        reason=reason,
    )


def _rows(raw: Raw) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank with its first line's number."""
    text = io.TextIOWrapper(io.BytesIO(raw.body), encoding="utf-8", newline="")
    line = 1
    try:
        rows = csv.reader(text, delimiter=_delimiter(raw), strict=True)
        for cells in rows:
            if cells:
                yield line, cells
            line = rows.line_num + 1
    except csv.Error as error:
        raise Malformed(raw.origin, f"line {line:,}", f"{_EXPECTED} ({error})") from error
    except UnicodeDecodeError as error:
        raise Malformed(raw.origin, f"line {line:,} or after", "text in UTF-8", hint="save it as UTF-8") from error


def _delimiter(raw: Raw) -> str:
    head = raw.body.lstrip(b"\r\n")[:4096].partition(b"\n")[0].decode("utf-8", "replace")
    return max(_DELIMITERS, key=head.count)


def _places(raw: Raw, header: Sequence[str]) -> dict[str, int]:
    """Where the columns stand that are read; raises ``Malformed`` if there is no ``name``, or one is there twice."""
    named = [cell.strip().casefold() for cell in header]
    twice = next((name for name in _COLUMNS if named.count(name) > 1), None)
    if twice is not None:
        raise Malformed(raw.origin, "the head", f"one column {twice!r}, found {named.count(twice)}")
    if "name" not in named:
        shown = ", ".join(repr(cell.strip()[:40]) for cell in header[:MOST_LISTED]) or "nothing"
        more = f" and {len(header) - MOST_LISTED:,} more" if len(header) > MOST_LISTED else ""
        raise Malformed(raw.origin, "the head", f"{_EXPECTED}, found {shown}{more}")
    return {name: named.index(name) for name in _COLUMNS if name in named}


def _row(cells: Sequence[str], places: dict[str, int], width: int, line: int) -> NameRow:
    told = {name: cells[place] for name, place in places.items() if place < len(cells) and cells[place]}
    labels = Labels(
        name=told.get("name", ""),
        slug=told.get("slug"),
        creator=told.get("creator"),
        hugging_face_id=told.get("hugging_face_id"),
    )
    problem = _problem(labels, len(cells), width, line)
    return NameRow(labels=labels, source=told.get("source", ""), via=told.get("via"), problem=problem)


def _problem(labels: Labels, cells: int, width: int, line: int) -> str | None:
    if cells != width:
        quote = "; a name with a comma stands in quotes" if cells > width else ""
        return f"line {line:,} has {cells} cells where the header has {width}{quote}"
    written = (labels.name, labels.slug, labels.creator, labels.hugging_face_id)
    longest = max(len(text) for text in written if text is not None)
    if longest > MOST_CHARACTERS:
        return f"a name of {longest:,} characters, more than {MOST_CHARACTERS:,}"
    if any("\0" in text for text in written if text is not None):
        return "the name has a NUL character"
    return None if labels.name.strip() else "the row has no name"
