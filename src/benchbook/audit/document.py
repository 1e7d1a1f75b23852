"""The file to compare with: a catalogue that relays scores, or a list of names and ids."""

from datetime import datetime

from benchbook.documents import MAX_DOCUMENT_BYTES, check_extent, glimpse, read_documents, recognise
from benchbook.errors import Malformed, NothingToImport, NotRecognised
from benchbook.model import CatalogModel, Claim, Noun, Raw, Scope
from benchbook.resolve.names_table import Layout, NameRow, read_names
from benchbook.sources import all_sources

EXPECTED = "a reply of OpenRouter's /models or /benchmarks with scores in it, or a CSV with the columns name and id"
ID_COLUMNS = ("id", "model_id", "model", "permaslug")
_LAYOUT = Layout(expected=EXPECTED, id_columns=ID_COLUMNS)


class Relay(Noun, frozen=True, kw_only=True):
    """Scores as a catalogue relays them, each with the model that it joins them to.

    ``complete`` lists the scopes of which the document holds every row.
    """

    origin: str
    observed_at: datetime
    claims: tuple[Claim, ...]
    models: tuple[CatalogModel, ...] = ()
    complete: tuple[Scope, ...] = ()


class NamedRows(Noun, frozen=True, kw_only=True):
    """A list of names and ids."""

    origin: str
    rows: tuple[NameRow, ...]


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
    return NamedRows(origin=raw.origin, rows=tuple(read_names(raw, _LAYOUT)))


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
