"""The file to compare with: a catalogue that relays scores, or a list of names and ids."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime

from benchbook.documents import MAX_DOCUMENT_BYTES, check_extent, glimpse, read_documents, recognise
from benchbook.errors import Malformed, NothingToImport, NotRecognised
from benchbook.model import CatalogModel, Claim, Labels, Noun, Raw, Scope
from benchbook.resolve.names_table import MOST_CHARACTERS
from benchbook.sources import all_sources
from benchbook.sources.openrouter import SOURCE as CATALOGUE

EXPECTED = "a reply of OpenRouter's /models or /benchmarks with scores in it, or a CSV with the columns name and id"
ID_COLUMNS = ("id", "model_id", "model", "permaslug")
_CATALOGUE = "a catalogue of models (OpenRouter's /models)"
_LABELS = ("name", "source", "slug", "creator", "hugging_face_id")
_DELIMITERS = ",;\t"
_SHOWN_COLUMNS = 12


class Relay(Noun, frozen=True, kw_only=True):
    """Scores as a catalogue relays them, each with the model that it joins them to.

    ``complete`` lists the scopes of which the document holds every row.
    """

    origin: str
    observed_at: datetime
    claims: tuple[Claim, ...]
    models: tuple[CatalogModel, ...] = ()
    complete: tuple[Scope, ...] = ()


class NamedRow(Noun, frozen=True, kw_only=True):
    """One row: what is said of a name, and the id that it is joined to, None for none; or a ``problem``."""

    line: int
    labels: Labels
    source: str = ""
    model_id: str | None = None
    problem: str | None = None


class NamedRows(Noun, frozen=True, kw_only=True):
    """A list of names and ids."""

    origin: str
    rows: tuple[NamedRow, ...]


def read_against(path: str, *, now: datetime, max_bytes: int = MAX_DOCUMENT_BYTES) -> Relay | NamedRows:
    """What a file says; ``-`` is standard input. Raises ``InputError``, also where it is neither kind."""
    documents = list(read_documents(path, now=now, max_bytes=max_bytes))
    if len(documents) != 1:
        raise Malformed(path, "", f"one document in the archive, found {len(documents):,}")
    (raw,) = documents
    check_extent(raw)
    try:
        seen = glimpse(raw)
        if seen.format == "json":
            return _relay(raw)
    except (NotRecognised, NothingToImport) as error:
        raise Malformed(raw.origin, "", EXPECTED) from error
    if seen.format not in {"csv", "tsv"}:
        raise Malformed(raw.origin, "", f"{EXPECTED}, found {seen.format}")
    return NamedRows(origin=raw.origin, rows=tuple(_named_rows(raw)))


def read_catalogue(path: str, *, now: datetime, max_bytes: int = MAX_DOCUMENT_BYTES) -> tuple[CatalogModel, ...]:
    """The entries of a reply of OpenRouter's ``/models``; raises ``InputError``, also where there are none."""
    models: list[CatalogModel] = []
    for raw in read_documents(path, now=now, max_bytes=max_bytes):
        check_extent(raw)
        try:
            models += recognise(raw, (CATALOGUE,)).parse((raw,)).models
        except (NotRecognised, NothingToImport) as error:
            raise Malformed(raw.origin, "", _CATALOGUE) from error
    if not models:
        raise Malformed(path, "", _CATALOGUE)
    return tuple(models)


def _relay(raw: Raw) -> Relay:
    parsed = recognise(raw, all_sources().values()).parse((raw,))
    claims = tuple(claim for claim in parsed.claims if claim.scope.via is not None and claim.labels.stated_id)
    if not claims:
        raise Malformed(raw.origin, "", f"{EXPECTED}; found no score that it relays from elsewhere")
    return Relay(
        origin=raw.origin,
        observed_at=parsed.observed_at,
        claims=claims,
        models=parsed.models,
        complete=tuple(scope for scope in parsed.complete if scope.via is not None),
    )


# --- names and ids ---------------------------------------------------------------------------


def _named_rows(raw: Raw) -> Iterator[NamedRow]:
    rows = _cells(raw)
    _, header = next(rows, (1, []))
    places = _places(raw, header)
    for line, cells in rows:
        told = {name: cells[place].strip() for name, place in places.items() if place < len(cells)}
        yield NamedRow(
            line=line,
            labels=Labels(
                name=told.get("name", ""),
                slug=told.get("slug") or None,
                creator=told.get("creator") or None,
                hugging_face_id=told.get("hugging_face_id") or None,
            ),
            source=told.get("source", ""),
            model_id=told.get("id") or None,
            problem=_problem(told, len(cells), len(header)),
        )


def _cells(raw: Raw) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank with its first line's number."""
    text = io.TextIOWrapper(io.BytesIO(raw.body), encoding="utf-8", newline="")
    head = raw.body.lstrip(b"\r\n")[:4096].partition(b"\n")[0].decode("utf-8", "replace")
    line = 1
    try:
        rows = csv.reader(text, delimiter=max(_DELIMITERS, key=head.count), strict=True)
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = rows.line_num + 1
    except csv.Error as error:
        raise Malformed(raw.origin, f"line {line:,}", f"a CSV ({error})") from error
    except UnicodeDecodeError as error:
        raise Malformed(raw.origin, f"line {line:,} or after", "text in UTF-8", hint="save it as UTF-8") from error


def _places(raw: Raw, header: Sequence[str]) -> dict[str, int]:
    """Where the columns stand; raises ``Malformed`` unless there is one of names and one of ids."""
    named = [cell.strip().casefold() for cell in header]
    of_ids = [name for name in ID_COLUMNS if name in named]
    if "name" not in named or not of_ids:
        shown = ", ".join(repr(cell.strip()[:40]) for cell in header[:_SHOWN_COLUMNS])
        raise Malformed(raw.origin, "the head", f"{EXPECTED}, found {shown}")
    twice = next((name for name in (*_LABELS, of_ids[0]) if named.count(name) > 1), None)
    if twice is not None:
        raise Malformed(raw.origin, "the head", f"one column {twice!r}, found {named.count(twice)}")
    places = {name: named.index(name) for name in _LABELS if name in named}
    return places | {"id": named.index(of_ids[0])}


def _problem(told: dict[str, str], cells: int, width: int) -> str | None:
    if cells != width:
        quote = "; a name with a comma stands in quotes" if cells > width else ""
        return f"{cells} cells where the header has {width}{quote}"
    longest = max(map(len, told.values()))
    if longest > MOST_CHARACTERS:
        return f"a cell of {longest:,} characters, more than {MOST_CHARACTERS:,}"
    if any("\0" in text for text in told.values()):
        return "a NUL character"
    return None if told["name"] else "no name"
