"""Writing to the ledger: everything a ``Writer`` does belongs to one transaction."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from math import isfinite
from typing import NamedTuple

from sqlalchemy import Connection, Table, func, insert, select, update

from benchbook import __version__
from benchbook.errors import Malformed, NotEmpty
from benchbook.model import (
    ApiKey,
    CatalogModel,
    Claim,
    Identity,
    ImportSummary,
    Licence,
    Matched,
    Parsed,
    Raw,
    Result,
    Scope,
)
from benchbook.store import (
    announcements,
    archive,
    copying,
    decisions,
    identities,
    keys,
    pruning,
    reads,
    replays,
    tables,
)
from benchbook.store.coding import digest, encode, micros, storable
from benchbook.store.failures import legible
from benchbook.store.nouns import ArchivedDocument, CachedReply, Decision, DocumentReading, StoredSubject
from benchbook.store.packing import Recent
from benchbook.store.timeline import Timeline
from benchbook.store.versions import Change, Observation, Reading, Value, chunks, observe

_NOTHING = Change(0, 0, b"")

Observations = dict[Scope, dict[str, Observation]]


class _Subject(NamedTuple):
    """A subject's unique key."""

    scope_id: int
    subject_hash: str
    labels_hash: str


class Writer:
    """An open transaction that holds the ledger's only write lock.

    ``changed`` tells whether anything was written; it decides whether the generation moves on.
    ``models`` are those known of now, or None while nobody asked.
    """

    def __init__(
        self, connection: Connection, recent: Recent, store: str, models: tuple[CatalogModel, ...] | None = None
    ) -> None:
        self._connection = connection
        self._recent = recent
        self._store = store
        self._now = datetime.now(UTC)
        self._scopes = {scope: scope_id for scope_id, scope in identities.scopes(connection).items()}
        self.models = models
        self._subjects: tuple[StoredSubject, ...] | None = None
        self.changed = False

    def at(self, moment: datetime) -> None:
        """From here on record as of another time: that of an import which is recorded again."""
        self._now = moment

    def is_empty(self) -> bool:
        """Whether nothing was ever recorded, no document, no reply, no key, no decision and no arena."""
        own = (tables.api_keys, tables.announced, tables.decisions, tables.vote_arenas)
        held = (tables.imports, tables.raw, tables.scopes, *own)
        return not any(self._connection.scalar(select(select(table).exists())) for table in held)

    def take_over(
        self,
        other: Connection,
        *,
        store: str,
        replace: bool,
        without_raw_since: datetime | None,
        progress: copying.Progress | None,
    ) -> None:
        """Make the ledger the same as another; ``store`` is its name, for the error if it is not empty."""
        if replace:
            copying.clear(self._connection)
        elif not copying.is_empty(self._connection):
            raise NotEmpty(store, "--replace puts the bundle in its place; its API keys stay")
        self.models = self._subjects = None
        copying.copy(other, self._connection, without_raw_since=without_raw_since, progress=progress)
        self.changed = True

    def archive(self, raw: Raw, source: str) -> None:
        """Keep a document's bytes under their sha256; nothing happens when they are there."""
        self.changed |= archive.keep(self._connection, [raw], source, self._now, self._recent) > 0

    def archived(self, raws: Sequence[Raw]) -> tuple[Raw, ...]:
        """Those documents that are known already, whole, pruned or damaged."""
        return tuple(raw for raw in raws if archive.row_of(self._connection, raw.sha256) is not None)

    def mend(self, raws: Sequence[Raw], source: str) -> None:
        """Keep documents whose bytes are damaged as they came again; what is read in them is the same."""
        archive.mend(self._connection, raws, source, self._now, self._recent)

    def prune(self, before: datetime | None, keep_last: int) -> tuple[ArchivedDocument, ...]:
        """Let go of old documents' bytes; what is served stays the same, so that the generation does, too."""
        found = pruning.prunable(self._connection, before, keep_last)
        pruning.prune(self._connection, [document.sha256 for document in found], self._now, self._recent)
        return found

    def remember_reply(self, url: str, etag: str | None, last_modified: str | None, sha256: str) -> None:
        """Keep a reply's validators for the next conditional request; its body is archived before."""
        reply = CachedReply(url=url, etag=etag, last_modified=last_modified, sha256=sha256, fetched_at=self._now)
        archive.remember(self._connection, reply)
        self.changed = True

    def known_models(self) -> tuple[CatalogModel, ...]:
        """The newest version of every model ever seen, by id."""
        if self.models is None:
            with legible(self._store):
                self.models = tuple(stored.model for stored in Timeline(self._connection).models())
        return self.models

    def subjects(self) -> tuple[StoredSubject, ...]:
        """Every subject ever seen, with its current identity."""
        if self._subjects is None:
            with legible(self._store):
                self._subjects = reads.subjects(self._connection)
        return self._subjects

    def announce(self, watch: str, events: Iterable[str]) -> None:
        """Note that a watch was told of events; what is served stays the same, so that the generation does, too."""
        announcements.note(self._connection, watch, events, self._now)

    @property
    def now(self) -> datetime:
        """The time as of which the transaction records."""
        return self._now

    def note_decision(self, decision: Decision) -> Decision:
        """Record what a person decided; gives it with its id."""
        self.changed = True
        return decisions.note(self._connection, decision)

    def was_decided(self, decision: Decision) -> bool:
        """Whether the very same was the last that was decided about its name and model."""
        return decisions.stands(self._connection, decision)

    def licence_of(self, subject_ids: Collection[int]) -> Licence:
        """The strictest licence of these subjects' results; internal where there are none."""
        return identities.strictest(self._connection, subject_ids)

    def add_key(self, key: ApiKey) -> None:
        """Store a new API key."""
        keys.add(self._connection, key)
        self.changed = True

    def revoke_key(self, key_id: str, at: datetime) -> bool:
        """Revoke an API key; False when there is no such key or it was revoked before."""
        revoked = keys.revoke(self._connection, key_id, at)
        self.changed |= revoked
        return revoked

    def reidentify(self, changes: Mapping[int, Identity]) -> None:
        """Give subjects, by id, other identities; the old ones are closed and stay."""
        columns = tables.identities.c
        rows = self._connection.execute(
            select(columns.subject_id, columns.id, columns.body).where(columns.closed_at.is_(None))
        )
        current = {subject_id: (identity_id, body) for subject_id, identity_id, body in rows}
        bodies = {subject_id: encode(identity) for subject_id, identity in changes.items()}
        differ = [subject_id for subject_id, body in bodies.items() if current.get(subject_id, (0, ""))[1] != body]
        closed = [current[subject_id][0] for subject_id in differ if subject_id in current]
        for some in chunks(closed):
            closing = update(tables.identities).where(columns.id.in_(some))
            self._connection.execute(closing.values(closed_at=micros(self._now)))
        first = self._next_id(tables.identities)
        opened = [
            _identity_row(first + index, subject_id, changes[subject_id], bodies[subject_id], micros(self._now))
            for index, subject_id in enumerate(differ)
        ]
        self._insert(tables.identities, opened)

    def record(
        self,
        parsed: Parsed,
        raws: tuple[Raw, ...],
        identities: Sequence[Identity],
        *,
        licence: Licence,
        citation: str,
        reading: DocumentReading | None = None,
    ) -> ImportSummary:
        """Record a document: facts, claims with their identities in the same order, rejections.

        A scope is taken as read whole only if the document holds at least one row of it, so that an
        empty reply withdraws nothing. What the document says of its licence beats ``licence``.
        With ``reading`` it can be recorded again as it was.
        Raises ``Malformed`` for two rows of one key that differ and for figures that are not finite.
        """
        if len(identities) != len(parsed.claims):
            raise ValueError(f"{len(parsed.claims)} claims with {len(identities)} identities")
        key = _document_key(parsed, raws)
        columns = tables.imports.c
        repeated = self._connection.scalar(select(columns.id).where(columns.digest == key)) is not None
        subject_ids = self._subject_ids(parsed.claims)
        self.reidentify(dict(zip(subject_ids, identities, strict=True)))
        if repeated:
            archive.keep(self._connection, raws, parsed.source, self._now, self._recent)
            return _summary(parsed, raws, identities, [_NOTHING])
        terms = {
            "licence": parsed.licence or licence,
            "citation": storable(parsed.citation or citation),
            "reading": None if reading is None else replays.written(reading),
        }
        self.models = None
        import_id = self._import(key, parsed, raws, identities, terms)
        changes = self._observe(import_id, parsed, subject_ids)
        return _summary(parsed, raws, identities, changes, repeated=False)

    # --- the parts of ``record`` -------------------------------------------------------------

    def _insert(self, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        if rows:
            if table in {tables.subjects, tables.identities}:
                self._subjects = None
            self._connection.execute(insert(table), rows)
            self.changed = True

    def _next_id(self, table: Table) -> int:
        return (self._connection.scalar(select(func.max(table.c.id))) or 0) + 1

    def _scope_id(self, scope: Scope) -> int:
        if scope not in self._scopes:
            scope_id = self._next_id(tables.scopes)
            row = {"id": scope_id, "source": scope.source, "feed": scope.feed, "via": scope.via}
            self._insert(tables.scopes, [row])
            self._scopes[scope] = scope_id
        return self._scopes[scope]

    def _subject_ids(self, claims: Sequence[Claim]) -> list[int]:
        """The id of each claim's subject, made where there is none."""
        columns = tables.subjects.c
        wanted = [_subject_key(self._scope_id(claim.scope), claim) for claim in claims]
        known: dict[_Subject, int] = {}
        for scope_id in {key.scope_id for key in wanted}:
            query = select(columns.id, columns.scope_id, columns.subject_hash, columns.labels_hash)
            rows = self._connection.execute(query.where(columns.scope_id == scope_id))
            known.update((_Subject(*row[1:]), row[0]) for row in rows)
        next_id = self._next_id(tables.subjects)
        new: list[dict[str, Value]] = []
        for key, claim in zip(wanted, claims, strict=True):
            if key not in known:
                known[key] = next_id + len(new)
                words = {"subject": storable(claim.subject), "labels": encode(claim.labels)}
                new.append({"id": known[key], **key._asdict(), **words})
        self._insert(tables.subjects, new)
        return [known[key] for key in wanted]

    def _import(
        self,
        key: str,
        parsed: Parsed,
        raws: tuple[Raw, ...],
        identities: Sequence[Identity],
        terms: Mapping[str, str | None],
    ) -> int:
        """Write the import, its pages and its rejections; returns the import's id."""
        archive.keep(self._connection, raws, parsed.source, self._now, self._recent)
        import_id = self._next_id(tables.imports)
        times = {"observed_at": micros(parsed.observed_at), "recorded_at": micros(self._now)}
        names = {"source": parsed.source, "origin": _origin(parsed, raws), "parser_version": __version__}
        row = {"id": import_id, "digest": key, **names, **times, **terms, **_numbers(parsed, identities)}
        self._insert(tables.imports, [row])
        pages = [
            {"import_id": import_id, "position": index, "sha256": raw.sha256, "origin": storable(raw.origin)}
            for index, raw in enumerate(raws)
        ]
        self._insert(tables.import_pages, pages)
        refused = [
            {
                "import_id": import_id,
                "position": index,
                "locator": storable(rejected.locator),
                "reason": storable(rejected.reason),
                "excerpt": storable(rejected.excerpt),
            }
            for index, rejected in enumerate(parsed.rejected)
        ]
        self._insert(tables.rejections, refused)
        return import_id

    def _observe(self, import_id: int, parsed: Parsed, subject_ids: Sequence[int]) -> list[Change]:
        """Record what the document says in each of its scopes."""
        entries = _entries(parsed)
        results = _results(parsed, subject_ids)
        changes = []
        for scope in sorted(entries.keys() | results.keys(), key=encode):
            reading = Reading(
                scope_id=self._scope_id(scope),
                import_id=import_id,
                observed_at=micros(parsed.observed_at),
                recorded_at=micros(self._now),
                complete=scope in parsed.complete,
            )
            facts = observe(self._connection, tables.catalog, reading, entries.get(scope, {}))
            figures = observe(self._connection, tables.results, reading, results.get(scope, {}))
            held = {"held_catalog": facts.held, "held_results": figures.held}
            self._insert(tables.coverage, [{**reading._asdict(), **held}])
            changes += [facts, figures]
        return changes


# --- from nouns to rows ----------------------------------------------------------------------


def _document_key(parsed: Parsed, raws: Iterable[Raw]) -> str:
    """What makes two imports the same: date, bytes, and what was read in them."""
    pages = ",".join(raw.sha256 for raw in raws)
    return digest(parsed.source, str(micros(parsed.observed_at)), pages, encode(parsed))


def _subject_key(scope_id: int, claim: Claim) -> _Subject:
    return _Subject(scope_id, digest(claim.subject), digest(encode(claim.labels)))


def _identity_row(identity_id: int, subject_id: int, identity: Identity, body: str, now: int) -> dict[str, Value]:
    matched = isinstance(identity, Matched)
    return {
        "id": identity_id,
        "subject_id": subject_id,
        "body": body,
        "status": "matched" if matched else "unmatched",
        "model_id": storable(identity.model_id) if isinstance(identity, Matched) else None,
        "recorded_at": now,
        "closed_at": None,
    }


def _entries(parsed: Parsed) -> Observations:
    """The catalogue entries of a document as observations."""
    if parsed.facts_scope is None:
        return {}
    found: dict[str, Observation] = {}
    for model in parsed.models:
        _put(found, _entry("model", (model.id,), encode(model)), f"model {model.id}")
    for provider in parsed.providers:
        _put(found, _entry("provider", (provider.slug,), encode(provider)), f"provider {provider.slug}")
    for endpoint in parsed.endpoints:
        key = (endpoint.model_id, endpoint.tag)
        _put(found, _entry("endpoint", key, encode(endpoint)), f"endpoint {endpoint.tag} of {endpoint.model_id}")
    return {parsed.facts_scope: found} if found else {}


def _put(found: dict[str, Observation], seen: tuple[str, Observation], where: str) -> None:
    """Add an observation; a second one of the same key may only say the same."""
    chain, observation = seen
    if found.setdefault(chain, observation).content != observation.content:
        raise Malformed("the document", where, "one row for each key, found two that differ")


def _entry(kind: str, key: tuple[str, ...], body: str) -> tuple[str, Observation]:
    columns: dict[str, Value] = {"kind": kind, "key": storable(" ".join(key)), "body": body}
    return digest(kind, *key), Observation(digest(body), columns)


def _results(parsed: Parsed, subject_ids: Sequence[int]) -> Observations:
    """The results of a document's claims as observations."""
    found: Observations = {}
    terms = tuple(said for said in (parsed.licence, parsed.citation) if said is not None)
    for claim, subject_id in zip(parsed.claims, subject_ids, strict=True):
        in_scope = found.setdefault(claim.scope, {})
        words = (encode(claim.labels), *terms)
        for result in claim.results:
            _put(in_scope, _result(claim, words, subject_id, result), f"{claim.locator}, board {result.board}")
    return found


def _result(claim: Claim, words: Sequence[str], subject_id: int, result: Result) -> tuple[str, Observation]:
    """An observation of one result; ``words`` are the labels and the terms that the document itself states.

    The same figures on other terms are another version: who may see them is not decided by who told them first.
    """
    if not all(isfinite(value) for value in result.measures.values()):
        raise Malformed("the document", claim.locator, "finite figures")
    body = encode(result)
    columns: dict[str, Value] = {
        "subject_id": subject_id,
        "board": storable(result.board),
        "variant": storable(result.variant),
        "method_version": None if result.method_version is None else storable(result.method_version),
        "body": body,
    }
    return digest(claim.subject, result.board, result.variant), Observation(digest(*words, body), columns)


def _origin(parsed: Parsed, raws: Sequence[Raw]) -> str:
    return storable(raws[0].origin) if raws else parsed.source


def _numbers(parsed: Parsed, identities: Sequence[Identity]) -> dict[str, int]:
    kinds = Counter(isinstance(identity, Matched) for identity in identities)
    return {
        "rows_read": parsed.rows_read,
        "scores": kinds[True],
        "unresolved": kinds[False],
        "rejected": len(parsed.rejected),
        "models": len(parsed.models),
        "providers": len(parsed.providers),
        "endpoints": len(parsed.endpoints),
    }


def _summary(
    parsed: Parsed,
    raws: Sequence[Raw],
    identities: Sequence[Identity],
    changes: Iterable[Change],
    *,
    repeated: bool = True,
) -> ImportSummary:
    done = list(changes)
    return ImportSummary(
        origin=_origin(parsed, raws),
        source=parsed.source,
        observed_at=parsed.observed_at,
        **_numbers(parsed, identities),
        changed=sum(change.inserted for change in done),
        withdrawn=sum(change.withdrawn for change in done),
        repeated=repeated,
        rejections=parsed.rejected,
    )
