"""The stages in order: bytes -> parsed -> resolved -> recorded. The only module that knows them all."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from benchbook.documents import MAX_DOCUMENT_BYTES, check_extent, read_documents, recognise
from benchbook.errors import BenchbookError, NothingToImport, WouldWithdraw
from benchbook.model import (
    CatalogModel,
    Identity,
    ImportSummary,
    Labels,
    Noun,
    Parsed,
    Raw,
    Scope,
    TableDeclaration,
)
from benchbook.resolve import Resolver, packaged_facts
from benchbook.sources import Source, all_sources, source_by_id
from benchbook.sources.starter import SOURCE as STARTER
from benchbook.sources.starter import starter_document
from benchbook.store import Store, Writer

if TYPE_CHECKING:
    from benchbook.fetch import CachedBody


Extent = Literal["complete", "partial"]
"""What the user says of a document that passes for whole: it is, whatever it withdraws; or it is a part."""

TABLE = "table"
_FEW = 20
"""So many may go without a question: more than the starter data has models."""


class Reading(Noun, frozen=True, kw_only=True):
    """How files are to be read: what the user says of them, and how large they may be."""

    now: datetime
    source_id: str | None = None
    stated_at: datetime | None = None
    declaration: TableDeclaration | None = None
    extent: Extent | None = None
    max_bytes: int = MAX_DOCUMENT_BYTES


def import_files(
    store: Store, paths: Iterable[str], reading: Reading
) -> Iterator[tuple[str, ImportSummary | BenchbookError]]:
    """Import each document of each file in a transaction of its own; yields what became of it.

    A document that cannot be used yields its error and does not keep the next from being tried.
    """
    for path in paths:
        documents = read_documents(
            path,
            now=reading.now,
            stated_at=reading.stated_at,
            declaration=reading.declaration,
            max_bytes=reading.max_bytes,
        )
        try:
            for raw in documents:
                yield raw.origin, _import_one(store, raw, reading)
        except BenchbookError as error:
            yield path, error


def _import_one(store: Store, raw: Raw, reading: Reading) -> ImportSummary | BenchbookError:
    try:
        return import_document(store, _source_of(raw, reading), (raw,), extent=reading.extent)
    except BenchbookError as error:
        return error


def _source_of(raw: Raw, reading: Reading) -> Source:
    """The named source; the one for tables if a person declared the table; else the one that recognises it."""
    if reading.source_id is not None:
        return source_by_id(reading.source_id)
    if raw.declaration is not None:
        return source_by_id(TABLE)
    check_extent(raw)
    return recognise(raw, all_sources().values())


def import_document(
    store: Store, source: Source, pages: tuple[Raw, ...], *, extent: Extent | None = None
) -> ImportSummary:
    """Read one document's pages and record them, in one transaction; raises ``InputError`` or ``StoreError``."""
    parsed = _parse(source, pages, extent)
    with store.writing() as writer:
        return _record(writer, source, parsed, pages, extent)


def _parse(source: Source, pages: tuple[Raw, ...], extent: Extent | None) -> Parsed:
    for raw in pages:
        check_extent(raw)
    parsed = source.parse(pages)
    _check(parsed, pages)
    return replace(parsed, complete=()) if extent == "partial" else parsed


def load_starter(store: Store, now: datetime) -> ImportSummary:
    """Load the models that ship with Benchbook."""
    return import_document(store, STARTER, (starter_document(now),))


def sync_source(
    store: Store,
    source: Source,
    *,
    environ: Mapping[str, str],
    base_url: str | None = None,
    max_bytes: int = MAX_DOCUMENT_BYTES,
    extent: Extent | None = None,
    now: Callable[[], datetime],
    progress: Callable[[str, int], None] | None = None,
) -> list[ImportSummary]:
    """Fetch a source's documents and record them all in one transaction, or none.

    Raises ``UpstreamError``, ``InputError`` or ``StoreError``; then nothing is changed.
    """
    from benchbook.fetch import fetch_source  # noqa: PLC0415 an HTTP client is of no use to those who import files

    fetched = fetch_source(
        source,
        environ=environ,
        base_url=base_url,
        cache=_StoredReplies(store),
        now=now,
        progress=progress,
        max_bytes=max_bytes,
    )
    documents = [(_parse(source, pages, extent), pages) for pages in fetched.documents]
    with store.writing() as writer:
        summaries = [_record(writer, source, parsed, pages, extent) for parsed, pages in documents]
        for reply in fetched.replies:
            writer.archive(reply.raw, source.id)
            writer.remember_reply(reply.url, reply.etag, reply.last_modified, reply.raw.sha256)
    return summaries


class _StoredReplies:
    """What earlier replies the store remembers, for conditional requests."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def lookup(self, url: str) -> "CachedBody | None":
        from benchbook.fetch import CachedBody  # noqa: PLC0415 as above

        reply = self._store.cached(url)
        body = self._store.archived(reply.sha256) if reply else None
        if reply is None or body is None:
            return None
        return CachedBody(etag=reply.etag, last_modified=reply.last_modified, body=body)


def _check(parsed: Parsed, pages: tuple[Raw, ...]) -> None:
    """A document that gives nothing is an error; rows that do not add up are a defect of the source."""
    if parsed.rows_read != len(parsed.claims) + len(parsed.rejected):
        raise AssertionError(
            f"{parsed.source}: {parsed.rows_read} rows read, but {len(parsed.claims)} claims"
            f" and {len(parsed.rejected)} rejected"
        )
    if parsed.claims or parsed.models or parsed.providers or parsed.endpoints:
        return
    if parsed.rejected:
        first = parsed.rejected[0]
        reason = f"all {len(parsed.rejected):,} rows were rejected, the first ({first.locator}) because {first.reason}"
    else:
        reason = "the document has no rows"
    raise NothingToImport(pages[0].origin, reason)


def _record(
    writer: Writer, source: Source, parsed: Parsed, pages: tuple[Raw, ...], extent: Extent | None
) -> ImportSummary:
    known = ((subject.scope, subject.subject, subject.labels) for subject in writer.subjects())
    claimed = [(claim.scope, claim.subject, claim.labels) for claim in parsed.claims]
    namer = _Namer((*writer.known_models(), *parsed.models), chain(known, claimed))
    identities = [namer.identify(*told) for told in claimed]
    summary = writer.record(
        parsed,
        pages,
        identities,
        licence=parsed.licence or source.licence,
        citation=parsed.citation or source.citation,
    )
    figures = sum(len(claim.results) for claim in parsed.claims)
    held = len(parsed.models) + len(parsed.providers) + len(parsed.endpoints) + figures
    if extent != "complete" and summary.withdrawn > max(held, _FEW):
        raise WouldWithdraw(pages[0].origin, summary.withdrawn, held)
    writer.reidentify(_changed_identities(writer))
    return summary


def _changed_identities(writer: Writer) -> dict[int, Identity]:
    """What a document told may settle names of others: a model that they waited for, a repository that differs."""
    subjects = writer.subjects()
    told = [(subject.scope, subject.subject, subject.labels) for subject in subjects]
    namer = _Namer(writer.known_models(), told)
    found = {subject.id: namer.identify(*words) for subject, words in zip(subjects, told, strict=True)}
    return {subject.id: found[subject.id] for subject in subjects if found[subject.id] != subject.identity}


_Told = tuple[Scope, str, Labels]
"""Whose word it is, the subject's key and how it is called."""


class _Namer:
    """Identifies subjects by all that a source's documents say of each: one may name the repository, another not."""

    def __init__(self, models: Iterable[CatalogModel], told: Iterable[_Told]) -> None:
        self._resolver = Resolver(models, packaged_facts())
        self._repositories: dict[tuple[str, str | None, str], set[str]] = {}
        for scope, subject, labels in told:
            if labels.hugging_face_id is not None:
                known = self._repositories.setdefault((scope.source, scope.via, subject), set())
                known.add(labels.hugging_face_id)

    def identify(self, scope: Scope, subject: str, labels: Labels) -> Identity:
        """The identity of a subject; its repository may come from elsewhere if there is only one."""
        known = self._repositories.get((scope.source, scope.via, subject), set())
        if labels.hugging_face_id is None and len(known) == 1:
            labels = replace(labels, hugging_face_id=next(iter(known)))
        return self._resolver.resolve(labels, scope.source, scope.via)
