"""The stages in order: bytes -> parsed -> resolved -> recorded. The only module that knows them all."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec.structs import replace

from benchbook.documents import MAX_DOCUMENT_BYTES, check_extent, read_documents, recognise
from benchbook.errors import ArchiveDamaged, BenchbookError, Malformed, NothingToImport, WouldWithdraw
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
from benchbook.resolve import Facts, packaged_facts
from benchbook.resolve.decisions import AliasWithdrawn, Change, Draft, RejectionWithdrawn, draft, is_about
from benchbook.resolve.differences import Reidentified, ReResolution, compare, kind_of
from benchbook.resolve.facts import Alias, Rejection
from benchbook.resolve.remembered import resolver_of
from benchbook.sources import Source, all_sources, source_by_id
from benchbook.sources.starter import SOURCE as STARTER
from benchbook.sources.starter import starter_document
from benchbook.store import Decider, Decision, Store, StoredSubject, Writer
from benchbook.store.replays import reading_of

if TYPE_CHECKING:
    from benchbook.fetch import CachedBody


Extent = Literal["complete", "partial"]
"""What the user says of a document that passes for whole: it is, whatever it withdraws; or it is a part."""

TABLE = "table"
_FEW = 20
"""So many may go without a question: more than the starter data has models."""


_Told = tuple[Scope, str, Labels]
"""Whose word it is, the subject's key and how it is called."""


class Reading(Noun, frozen=True, kw_only=True):
    """How files are to be read: what the user says of them and of names, and how large they may be."""

    now: datetime
    source_id: str | None = None
    stated_at: datetime | None = None
    declaration: TableDeclaration | None = None
    extent: Extent | None = None
    max_bytes: int = MAX_DOCUMENT_BYTES
    facts: Facts = msgspec.field(default_factory=packaged_facts)


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
        return import_document(store, _source_of(raw, reading), (raw,), extent=reading.extent, facts=reading.facts)
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


def catalogue_of(path: str, now: datetime) -> tuple[CatalogModel, ...]:
    """The entries of a catalogue's file, which is not stored; raises ``InputError``, also where it has none."""
    models: list[CatalogModel] = []
    for raw in read_documents(path, now=now):
        check_extent(raw)
        models += recognise(raw, all_sources().values()).parse((raw,)).models
    if not models:
        raise Malformed(path, "", "a catalogue of models, found none in it")
    return tuple(models)


def import_document(
    store: Store,
    source: Source,
    pages: tuple[Raw, ...],
    *,
    extent: Extent | None = None,
    facts: Facts | None = None,
) -> ImportSummary:
    """Read one document's pages and record them, in one transaction; raises ``InputError`` or ``StoreError``.

    Names are resolved by ``facts``, the packaged ones if there are none.
    """
    parsed = _parse(source, pages, extent)
    with store.writing() as writer:
        came_again = writer.archived(pages)
        summary = _record(writer, source, parsed, pages, extent, facts or packaged_facts())
        writer.mend(came_again, parsed.source)
    return summary


def _parse(source: Source, pages: tuple[Raw, ...], extent: Extent | None) -> Parsed:
    for raw in pages:
        check_extent(raw)
    parsed = source.parse(pages)
    _check(parsed, pages)
    return replace(parsed, complete=()) if extent == "partial" else parsed


def record_again(
    writer: Writer, source: Source, pages: tuple[Raw, ...], *, extent: Extent | None, facts: Facts
) -> ImportSummary:
    """Record a document that was recorded before in another store; what it withdraws was agreed to then."""
    return _record(writer, source, _parse(source, pages, extent), pages, extent, facts, agreed=True)


def load_starter(store: Store, now: datetime, facts: Facts | None = None) -> ImportSummary:
    """Load the models that ship with Benchbook."""
    return import_document(store, STARTER, (starter_document(now),), facts=facts)


def sync_source(  # noqa: PLR0913 each is a word of the user's
    store: Store,
    source: Source,
    *,
    environ: Mapping[str, str],
    base_url: str | None = None,
    max_bytes: int = MAX_DOCUMENT_BYTES,
    extent: Extent | None = None,
    facts: Facts | None = None,
    now: Callable[[], datetime],
    progress: Callable[[str, int], None] | None = None,
) -> list[ImportSummary]:
    """Fetch a source's documents and record them all in one transaction, or none.

    Raises ``UpstreamError``, ``InputError`` or ``StoreError``; then nothing is changed.
    """
    from benchbook.fetch import fetch_source  # noqa: PLC0415 an HTTP client is of no use to those who import files

    cache = _StoredReplies(store)
    fetched = fetch_source(
        source,
        environ=environ,
        base_url=base_url,
        cache=cache,
        now=now,
        progress=progress,
        max_bytes=max_bytes,
    )
    documents = [(_parse(source, pages, extent), pages) for pages in fetched.documents]
    with store.writing() as writer:
        summaries = [
            _record(writer, source, parsed, pages, extent, facts or packaged_facts()) for parsed, pages in documents
        ]
        for reply in fetched.replies:
            writer.archive(reply.raw, source.id)
            if reply.raw.sha256 in cache.damaged:
                writer.mend((reply.raw,), source.id)
            writer.remember_reply(reply.url, reply.etag, reply.last_modified, reply.raw.sha256)
    return summaries


class _StoredReplies:
    """What earlier replies the store remembers, for conditional requests; those damaged must come whole again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.damaged: set[str] = set()

    def lookup(self, url: str) -> "CachedBody | None":
        from benchbook.fetch import CachedBody  # noqa: PLC0415 as above

        reply = self._store.cached(url)
        if reply is None:
            return None
        try:
            body = self._store.archived(reply.sha256)
        except ArchiveDamaged:
            self.damaged.add(reply.sha256)
            return None
        if body is None:
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
    writer: Writer,
    source: Source,
    parsed: Parsed,
    pages: tuple[Raw, ...],
    extent: Extent | None,
    facts: Facts,
    *,
    agreed: bool = False,
) -> ImportSummary:
    known = ((subject.scope, subject.subject, subject.labels) for subject in writer.subjects())
    claimed = [(claim.scope, claim.subject, claim.labels) for claim in parsed.claims]
    namer = _Namer((*writer.known_models(), *parsed.models), facts, chain(known, claimed))
    identities = [namer.identify(*told) for told in claimed]
    summary = writer.record(
        parsed,
        pages,
        identities,
        licence=parsed.licence or source.licence,
        citation=parsed.citation or source.citation,
        reading=reading_of(source.id, extent, pages),
    )
    figures = sum(len(claim.results) for claim in parsed.claims)
    held = len(parsed.models) + len(parsed.providers) + len(parsed.endpoints) + figures
    if extent != "complete" and not agreed and summary.withdrawn > max(held, _FEW):
        raise WouldWithdraw(pages[0].origin, summary.withdrawn, held)
    subjects = writer.subjects()
    if parsed.models:
        # Which version of an entry counts is known only once the document stands in the ledger.
        namer = _Namer(writer.known_models(), facts, _told(subjects))
    writer.reidentify(_changed(subjects, namer))
    return summary


def _told(subjects: Iterable[StoredSubject]) -> Iterator[_Told]:
    return ((subject.scope, subject.subject, subject.labels) for subject in subjects)


def _changed(subjects: Iterable[StoredSubject], namer: "_Namer") -> dict[int, Identity]:
    """What a document told may settle names of others: a model that they waited for, a repository that differs."""
    found = [(subject, namer.identify(subject.scope, subject.subject, subject.labels)) for subject in subjects]
    return {subject.id: identity for subject, identity in found if identity != subject.identity}


def re_resolve(store: Store, facts: Facts | None = None, *, dry_run: bool = False) -> ReResolution:
    """Resolve every name of the store anew, in one transaction, and tell what that changed.

    With ``dry_run`` nothing is written, and a store that may only be read will do. Raises ``StoreError``.
    """
    scores = _standing(store)
    if dry_run:
        models = [state.model for state in store.models()]
        return compare(_reidentified(store.subjects(), models, facts or packaged_facts(), scores), dry_run=True)
    with store.writing() as writer:
        return compare(_re_resolve(writer, facts or packaged_facts(), scores))


class Decided(Noun, frozen=True, kw_only=True):
    """What a decision changed, and how it was recorded; ``decision`` is None where it stood already."""

    resolution: ReResolution
    decision: Decision | None = None


def decide(
    store: Store,
    folder: Path,
    change: Change,
    now: datetime,
    *,
    by: Decider,
    check: Callable[[Writer], None] | None = None,
) -> Decided:
    """Write a person's decision to their folder of facts, re-resolve the store, and record who decided what.

    The store's lock is held meanwhile. The file is written last, right before the store's commit, and
    put back when that fails; where the process is killed between the two, the same decision once more
    brings the store up to the file. What ``check`` raises once the lock is held ends it before anything
    is changed. Raises ``FactsError``, ``DecisionRefused`` or ``StoreError``.
    """
    scores = _standing(store)
    with ExitStack() as undo:
        with store.writing() as writer:
            if check is not None:
                check(writer)
            drafted = draft(folder, change, writer.known_models(), now.date())
            subjects = writer.subjects()
            found = _re_resolve(writer, drafted.facts, scores)
            decision = _recorded(writer, drafted, subjects, found, by)
            drafted.write()
            undo.callback(drafted.restore)
        undo.pop_all()
    return Decided(resolution=compare(found), decision=decision)


def _recorded(
    writer: Writer,
    drafted: Draft,
    subjects: tuple[StoredSubject, ...],
    found: list[Reidentified],
    by: Decider,
) -> Decision | None:
    """The decision as it is recorded; None where the file held it and it was the last about its name and model."""
    change = drafted.change
    kinds = Counter(map(kind_of, found))
    about = [
        subject.id
        for subject, anew in zip(subjects, found, strict=True)
        if kind_of(anew) is not None or is_about(change, subject.labels, subject.scope.source)
    ]
    decision = Decision(
        recorded_at=writer.now,
        decider=by.name,
        key_id=by.key_id,
        kind="alias" if isinstance(change, Alias | AliasWithdrawn) else "rejection",
        action="added" if isinstance(change, Alias | Rejection) else "withdrawn",
        name=change.name,
        source=None if isinstance(change, RejectionWithdrawn) else change.source,
        via=change.via if isinstance(change, Rejection) else None,
        model_id=drafted.model_id,
        reason=_reason(change),
        gained=kinds["gained"],
        lost=kinds["lost"],
        moved=kinds["moved"],
        licence=writer.licence_of(about),
    )
    if not drafted.changes and writer.was_decided(decision):
        return None
    return writer.note_decision(decision)


def _reason(change: Change) -> str | None:
    """What the person said."""
    if isinstance(change, Rejection):
        return change.reason
    return change.origin if isinstance(change, Alias) else None


def _standing(store: Store) -> Counter[_Told]:
    """How many results of each subject stand."""
    return Counter((result.scope, result.subject, result.labels) for result in store.results() if result.standing)


def _re_resolve(writer: Writer, facts: Facts, scores: Counter[_Told]) -> list[Reidentified]:
    """Give every subject the identity that it has by these facts; in the order of ``subjects``."""
    subjects = writer.subjects()
    found = _reidentified(subjects, writer.known_models(), facts, scores)
    writer.reidentify(
        {
            subject.id: anew.after
            for subject, anew in zip(subjects, found, strict=True)
            if anew.after != subject.identity
        }
    )
    writer.changed = True  # so that running servers take up the facts, whether or not a stored name is affected
    return found


def _reidentified(
    subjects: Iterable[StoredSubject], models: Iterable[CatalogModel], facts: Facts, scores: Counter[_Told]
) -> list[Reidentified]:
    """Every subject with its identity as it is and as it would be now, in the subjects' order."""
    subjects = tuple(subjects)
    namer = _Namer(models, facts, _told(subjects))
    return [
        Reidentified(
            name=subject.labels.name,
            source=subject.scope.source,
            via=subject.scope.via,
            before=subject.identity,
            after=namer.identify(subject.scope, subject.subject, subject.labels),
            scores=scores[subject.scope, subject.subject, subject.labels],
        )
        for subject in subjects
    ]


class _Namer:
    """Identifies subjects by all that a source's documents say of each: one may name the repository, another not."""

    def __init__(self, models: Iterable[CatalogModel], facts: Facts, told: Iterable[_Told]) -> None:
        self._resolver = resolver_of(models, facts)
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
