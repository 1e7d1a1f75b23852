"""``/sources``: whose figures these are, on what terms, what came of each, and how to get more."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from benchbook.api.query import TimeQuery, moment_of
from benchbook.api.route import Asked
from benchbook.errors import RequestError
from benchbook.model import Licence, Noun, Rejected
from benchbook.publication import ScoreRow, licences_of, may_see
from benchbook.sources import Source, all_sources
from benchbook.store import Timeline
from benchbook.store.nouns import ArchiveSize, StoredImport
from benchbook.web.query import address

PATH = "/sources"
ON_A_PAGE = 50
MOST_REASONS = 20
"""How many rejected rows of a document are told with their reasons; `benchbook status --rejected` tells all."""


class SourcesQuery(TimeQuery, frozen=True, kw_only=True):
    """The parameters of the page of sources."""

    source: Annotated[str, Meta(max_length=500, description="Documents of one source.")] | None = None
    page: Annotated[int, Meta(ge=1, le=10_000, description=f"Which page, of {ON_A_PAGE} documents each.")] = 1


class Held(Noun, frozen=True, kw_only=True):
    """What came of some documents; rows read are scores, unresolved and rejected ones, as they were then."""

    documents: int = 0
    rows_read: int = 0
    scores: int = 0
    unresolved: int = 0
    rejected: int = 0
    models: int = 0
    providers: int = 0
    endpoints: int = 0
    observed_at: datetime | None = None
    recorded_at: datetime | None = None


class Speaking(Noun, frozen=True, kw_only=True):
    """How many results speak today, joined and not, and when the newest of them was seen."""

    joined: int
    waiting: int
    newest: datetime | None


class Card(Noun, frozen=True, kw_only=True):
    """A source: what it is, what came of it and what of it speaks today.

    ``own`` is a table that somebody brought; ``relayed`` tells that only what others relay of it may be seen here.
    ``sync`` is whether it can be fetched, with the key in ``variable`` where it needs one.
    """

    id: str
    title: str
    homepage: str | None
    licence: Licence | None
    citations: tuple[str, ...]
    held: Held
    speaking: Speaking
    documents: str
    own: bool = False
    relayed: bool = False
    sync: bool = False
    variable: str | None = None
    optional: bool = False


class Document(Noun, frozen=True, kw_only=True):
    """A recorded document with the first of its rejected rows."""

    recorded: StoredImport
    reasons: tuple[Rejected, ...]


class Seen(Noun, frozen=True, kw_only=True):
    """What of the ledger's documents an audience may see; the archive is the operator's alone."""

    imports: tuple[StoredImport, ...]
    shown: tuple[Document, ...]
    archive: ArchiveSize | None


def values(asked: Asked, query: SourcesQuery) -> Mapping[str, object]:
    """What the template shows."""
    seen = asked.ledger.over_time(lambda timeline, _: _look(timeline, asked, query), moment_of(query))
    chosen = _chosen(seen.imports, query)
    pages = max(1, -(-len(chosen) // ON_A_PAGE))
    if query.page > pages:
        raise RequestError(f"Invalid value '{query.page}' for parameter 'page': expected at most {pages}")
    cards = _cards(asked, query, seen.imports)
    return {
        "cards": [card for card in cards if not card.own],
        "own": [card for card in cards if card.own],
        "licences": [
            name for name in ("open", "attribution", "internal") if any(card.licence == name for card in cards)
        ],
        "documents": seen.shown,
        "archive": seen.archive,
        "total": len(chosen),
        "most_reasons": MOST_REASONS,
        "all_documents": address(PATH, query, source=None, page=1) + "#documents",
        "newer": _step(query, query.page - 1, pages),
        "older": _step(query, query.page + 1, pages),
        "last_page": pages,
    }


def _step(query: SourcesQuery, page: int, pages: int) -> str | None:
    return f"{address(PATH, query, page=page)}#documents" if 1 <= page <= pages else None


def _look(timeline: Timeline, asked: Asked, query: SourcesQuery) -> Seen:
    visible = licences_of(asked.audience)
    imports = tuple(each for each in timeline.imports() if each.licence in visible)[::-1]
    shown = _chosen(imports, query)[(query.page - 1) * ON_A_PAGE : query.page * ON_A_PAGE]
    return Seen(
        imports=imports,
        shown=tuple(
            Document(recorded=each, reasons=timeline.rejections(each.id, MOST_REASONS) if each.rejected else ())
            for each in shown
        ),
        archive=timeline.archive_size() if asked.audience == "keyholders" else None,
    )


def _chosen(imports: Iterable[StoredImport], query: SourcesQuery) -> tuple[StoredImport, ...]:
    return tuple(each for each in imports if query.source in {None, each.source})


def _cards(asked: Asked, query: SourcesQuery, imports: tuple[StoredImport, ...]) -> list[Card]:
    """The known sources, then own tables by id; one whose figures are nobody's to see stands there for none."""
    rows = asked.publication.scores
    known = all_sources()
    told = {row.source for row in rows}
    own = sorted(told - known.keys())
    cards = [
        _card(source, rows, imports, query, may_see(source.licence, asked.audience))
        for source in known.values()
        if may_see(source.licence, asked.audience) or source.id in told
    ]
    return [*cards, *(_own_card(name, rows, query) for name in own)]


def _card(
    source: Source,
    rows: Iterable[ScoreRow],
    imports: Iterable[StoredImport],
    query: SourcesQuery,
    visible: bool,  # noqa: FBT001
) -> Card:
    mine = [row for row in rows if row.source == source.id]
    return Card(
        id=source.id,
        title=source.title,
        homepage=source.homepage if source.homepage.startswith(("https://", "http://")) else None,
        licence=source.licence,
        citations=(source.citation,),
        held=_held(each for each in imports if each.source == source.id),
        relayed=not visible,
        sync=source.fetch is not None,
        variable=source.key_variable,
        optional=source.key_optional,
        speaking=_speaking(mine),
        documents=address(PATH, query, source=source.id, page=1) + "#documents",
    )


def _own_card(name: str, rows: Iterable[ScoreRow], query: SourcesQuery) -> Card:
    mine = [row for row in rows if row.source == name]
    licences = {row.licence for row in mine}
    return Card(
        id=name,
        title=name,
        homepage=None,
        licence=licences.pop() if len(licences) == 1 else None,
        citations=tuple(dict.fromkeys(row.citation for row in mine if row.citation)),
        held=Held(),
        own=True,
        speaking=_speaking(mine),
        documents=address(PATH, query, source="table", page=1) + "#documents",
    )


def _held(imports: Iterable[StoredImport]) -> Held:
    mine = list(imports)
    if not mine:
        return Held()
    counted = Counter[str]()
    for each in mine:
        counted.update({name: getattr(each, name) for name in _COUNTED})
    return Held(
        documents=len(mine),
        observed_at=max(each.observed_at for each in mine),
        recorded_at=max(each.recorded_at for each in mine),
        **counted,
    )


_COUNTED = ("rows_read", "scores", "unresolved", "rejected", "models", "providers", "endpoints")


def _speaking(rows: list[ScoreRow]) -> Speaking:
    return Speaking(
        joined=sum(row.model_id is not None for row in rows),
        waiting=sum(row.model_id is None for row in rows),
        newest=max((row.last_seen for row in rows), default=None),
    )
