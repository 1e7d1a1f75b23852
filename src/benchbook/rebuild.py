"""A new store from the archive of another: every document read, resolved and recorded again, as it was then."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace

from benchbook.api.shapes import ENCODER
from benchbook.errors import ArchiveDamaged, BenchbookError, NotEmpty, NotRebuildable, StoreError
from benchbook.model import Raw
from benchbook.pipeline import record_again
from benchbook.publication import publication_of
from benchbook.resolve import Facts
from benchbook.snapshot import build_snapshot
from benchbook.sources import source_by_id
from benchbook.store import ArchivedDocument, RecordedImport, RecordedPage, Store, Writer

Progress = Callable[[int, int], None]
"""Is told how many of how many imports are done."""


def snapshot_hash(store: Store) -> str:
    """The hash of what a store serves."""
    return build_snapshot(publication_of(store.state()), ENCODER).hash


def rebuild(store: Store, into: Store, facts: Facts, progress: Progress | None = None) -> int:
    """Record all that ``store`` recorded in ``into``, which must be empty, in one transaction.

    Gives how many imports that were. Names are resolved by ``facts``. API keys, replies,
    announcements and decisions are carried over. Raises ``NotEmpty``, ``NotRebuildable`` where a document can no
    longer be read, or ``StoreError``; then ``into`` stays empty.
    """
    imports = store.recorded_imports()
    _require_documents(store, imports)
    with into.writing() as writer:
        if not writer.is_empty():
            raise NotEmpty(into.name, "name a store that does not exist yet")
        for done, recorded in enumerate(imports):
            if progress is not None:
                progress(done, len(imports))
            _record(store, writer, recorded, facts)
        _carry_over(store, writer)
    return len(imports)


def _require_documents(store: Store, imports: Sequence[RecordedImport]) -> None:
    """Read every document once, before anything is made, so that all that is missing can be told at once."""
    known = {document.sha256: document for document in store.documents()}
    pages = {page.sha256: page for recorded in imports for page in recorded.pages}
    reasons = list(_missing(store, known, pages))
    if reasons:
        raise NotRebuildable(store.name, reasons)


def _missing(store: Store, known: dict[str, ArchivedDocument], pages: dict[str, RecordedPage]) -> Iterator[str]:
    for sha256, page in pages.items():
        document = known.get(sha256)
        if document is None:
            yield f"{page.origin} ({sha256[:16]}) is not there"
        elif document.pruned_at is not None:
            yield f"{page.origin} ({sha256[:16]}) was pruned on {document.pruned_at:%Y-%m-%d}"
        else:
            try:
                store.archived(sha256)
            except ArchiveDamaged:
                yield f"{page.origin} ({sha256[:16]}) is damaged"


def _record(store: Store, writer: Writer, recorded: RecordedImport, facts: Facts) -> None:
    try:
        source = replace(source_by_id(recorded.source), licence=recorded.licence, citation=recorded.citation)
        pages = tuple(_page(store, page) for page in recorded.pages)
        writer.at(recorded.recorded_at)
        record_again(writer, source, pages, extent=recorded.extent, facts=facts)
    except StoreError:
        raise
    except BenchbookError as error:
        raise NotRebuildable(store.name, [f"import {recorded.id}: {error.sentence}"]) from error


def _page(store: Store, page: RecordedPage) -> Raw:
    body = store.archived(page.sha256)
    if body is None:
        raise NotRebuildable(store.name, [f"{page.origin} ({page.sha256[:16]}) is not there"])
    return Raw(
        body=body,
        origin=page.origin,
        received_at=page.received_at,
        stated_at=page.stated_at,
        declaration=page.declaration,
    )


def _carry_over(store: Store, writer: Writer) -> None:
    """What no document tells: keys, replies with their documents, announcements, decisions."""
    every_key = store.keys()
    for key in every_key:
        writer.add_key(key)
    held = set()  # what came in since the documents were listed is not carried over
    for document in store.documents():
        body = store.archived(document.sha256) if document.pruned_at is None else None
        if body is not None:
            _archive(writer, body, document.source, document.first_recorded_at)
            held.add(document.sha256)
    for reply in store.replies():
        if reply.sha256 in held:
            writer.at(reply.fetched_at)
            writer.remember_reply(reply.url, reply.etag, reply.last_modified, reply.sha256)
    for watch, events in store.announcements().items():
        writer.announce(watch, events)
    for decision in reversed(store.decisions()):
        writer.note_decision(decision)


def _archive(writer: Writer, body: bytes, source: str, moment: datetime) -> None:
    writer.at(moment)
    writer.archive(Raw(body=body, origin="", received_at=moment), source)
