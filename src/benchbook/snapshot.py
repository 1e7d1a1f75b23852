"""Published rows -> Snapshot: immutable, ordered for every question, hashed, encoded once.

A snapshot is what one state of the ledger looks like from outside. It depends on what is published
only, never on the order in which it came: equal publications give equal bytes and equal hashes.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter

import msgspec

from benchbook.catalogue import ModelLine, Standing, build_lines, by_name, standings
from benchbook.model import CatalogModel, Configuration, Endpoint, Noun, Number, Provider
from benchbook.publication import ArenaRow, EvalRow, IndexRow, Publication, ScoreRow, SearchRow

BENCHMARK_ORDER = (
    "gpqa_diamond",
    "tau_bench_verified_airline",
    "search_browsecomp",
    "search_hle",
    "search_widesearch",
    "search_dsqa",
)
"""The order in which the real server lists its evals."""


class Encoder(Noun, frozen=True, kw_only=True):
    """How each published row becomes its JSON; given by whoever owns the wire's shapes.

    ``model`` takes what benchmarks say of it, ``endpoint`` the model that it serves, ``search_row`` whether to
    add the run's configuration.
    """

    model: Callable[[CatalogModel, Standing | None], bytes]
    endpoint: Callable[[CatalogModel, Endpoint], bytes]
    provider: Callable[[Provider], bytes]
    index_row: Callable[[IndexRow], bytes]
    arena_row: Callable[[ArenaRow], bytes]
    eval_row: Callable[[EvalRow], bytes]
    search_row: Callable[[SearchRow, bool], bytes]


class Line(Noun, frozen=True, kw_only=True):
    """One row, encoded; ``seen_at`` is its newest observation."""

    permaslug: str
    seen_at: datetime
    body: bytes


class IndexLine(Line, frozen=True, kw_only=True):
    """An encoded row of indices, with the configuration that the wire has no fields for."""

    configuration: Configuration = Configuration()


class ArenaLine(Line, frozen=True, kw_only=True):
    """An encoded row of an arena, with what it is filtered by; ``citation`` is that of one that stands in for it."""

    arena: str
    category: str
    citation: str | None = None


class EvalLine(Line, frozen=True, kw_only=True):
    """An encoded row of a classic eval, with what it is filtered by."""

    benchmark: str


class SearchLine(Line, frozen=True, kw_only=True):
    """An encoded row of a search eval; ``configured`` is the same row with its run's configuration."""

    benchmark: str
    engine: str
    surface: str
    configured: bytes


class ScoreLine(Noun, frozen=True, kw_only=True):
    """An encoded score, with what it is filtered by; ``models`` are its model's id and permaslug, if any."""

    source: str
    board: str
    models: tuple[str, ...]
    last_seen: datetime
    body: bytes


class Snapshot(Noun, frozen=True, kw_only=True):
    """Everything that is served, each tuple in the order in which it goes out.

    ``by_index`` holds the index rows without a question asked; ``by_intelligence``, ``by_coding``
    and ``by_agentic`` only those that have the figure, best first. ``models`` are catalogue entries,
    newest first, ``usual`` those that a list shows when nothing is asked about output, ``named`` the same by
    every name that they have, ``departed`` the ids of those that left;
    ``providers`` are encoded, by name; ``scores`` by source, board and model. ``as_of`` is the newest
    observation of all, None for an empty snapshot.
    """

    hash: str
    models: tuple[ModelLine, ...]
    usual: tuple[ModelLine, ...]
    named: Mapping[str, ModelLine]
    departed: frozenset[str]
    providers: tuple[bytes, ...]
    by_index: tuple[IndexLine, ...]
    by_intelligence: tuple[IndexLine, ...]
    by_coding: tuple[IndexLine, ...]
    by_agentic: tuple[IndexLine, ...]
    arenas: tuple[ArenaLine, ...]
    evals: tuple[EvalLine, ...]
    searches: tuple[SearchLine, ...]
    scores: tuple[ScoreLine, ...]
    as_of: datetime | None

    @property
    def rows(self) -> int:
        """How many benchmark rows there are on the wire."""
        return len(self.by_index) + len(self.arenas) + len(self.evals) + len(self.searches)


IndexPair = tuple[IndexRow, IndexLine]


def build_snapshot(publication: Publication, encoder: Encoder) -> Snapshot:
    """Order, encode and hash what is published."""
    pairs = [(row, _index_line(row, encoder)) for row in publication.index_rows]
    models = _models(publication, encoder)
    providers = _providers(publication.providers, encoder)
    by_index = tuple(line for _, line in sorted(pairs, key=_unasked_order))
    arenas = _arenas(publication.arena_rows, encoder)
    evals = _evals(publication.eval_rows, encoder)
    searches = _searches(publication.search_rows, encoder)
    scores = _scores(publication.scores)
    lines: tuple[Line, ...] = (*by_index, *arenas, *evals, *searches)
    return Snapshot(
        hash=_hash(models, providers, lines, scores, publication.catalog_seen_at),
        models=models,
        usual=tuple(line for line in models if line.usual),
        named=by_name(models),
        departed=frozenset(model.id for model in publication.departed),
        providers=providers,
        by_index=by_index,
        by_intelligence=_best_first(pairs, attrgetter("intelligence")),
        by_coding=_best_first(pairs, attrgetter("coding")),
        by_agentic=_best_first(pairs, attrgetter("agentic")),
        arenas=arenas,
        evals=evals,
        searches=searches,
        scores=scores,
        as_of=_newest(lines, publication.catalog_seen_at),
    )


def _falling(value: Number | None) -> tuple[bool, Number]:
    """A sort key: large before small, unknown last."""
    return (value is None, 0 if value is None else -value)


def _tie(row: IndexRow | ArenaRow | EvalRow | SearchRow, line: Line) -> tuple[str, str, bytes, datetime]:
    """What orders rows of equal figures; bytes and date come last so that import order never shows."""
    return (row.permaslug, row.display_name, line.body, line.seen_at)


def _unasked_order(pair: IndexPair) -> tuple[object, ...]:
    row, line = pair
    return (_falling(row.intelligence), _falling(row.coding), _tie(row, line))


def _best_first(pairs: Iterable[IndexPair], figure: Callable[[IndexRow], Number | None]) -> tuple[IndexLine, ...]:
    known = [pair for pair in pairs if figure(pair[0]) is not None]
    known.sort(key=lambda pair: (_falling(figure(pair[0])), _tie(*pair)))
    return tuple(line for _, line in known)


def _models(publication: Publication, encoder: Encoder) -> tuple[ModelLine, ...]:
    return build_lines(
        publication.models,
        standings(publication.models, publication.index_rows, publication.arena_rows),
        publication.endpoints,
        encoder.model,
        encoder.endpoint,
        publication.providers,
    )


def _providers(providers: Iterable[Provider], encoder: Encoder) -> tuple[bytes, ...]:
    by_name = sorted(providers, key=lambda provider: (provider.name.casefold(), provider.slug))
    return tuple(encoder.provider(provider) for provider in by_name)


def _index_line(row: IndexRow, encoder: Encoder) -> IndexLine:
    return IndexLine(
        permaslug=row.permaslug,
        seen_at=row.seen_at,
        body=encoder.index_row(row),
        configuration=row.configuration,
    )


def _arenas(rows: Iterable[ArenaRow], encoder: Encoder) -> tuple[ArenaLine, ...]:
    pairs = [
        (
            row,
            ArenaLine(
                permaslug=row.permaslug,
                seen_at=row.seen_at,
                body=encoder.arena_row(row),
                arena=row.arena,
                category=row.category,
                citation=row.citation,
            ),
        )
        for row in rows
    ]
    pairs.sort(key=lambda pair: (-pair[0].elo, _tie(*pair)))
    return tuple(line for _, line in pairs)


def _benchmark_place(benchmark: str) -> tuple[int, str]:
    known = benchmark in BENCHMARK_ORDER
    return (BENCHMARK_ORDER.index(benchmark) if known else len(BENCHMARK_ORDER), benchmark)


def _evals(rows: Iterable[EvalRow], encoder: Encoder) -> tuple[EvalLine, ...]:
    pairs = [
        (
            row,
            EvalLine(
                permaslug=row.permaslug,
                seen_at=row.seen_at,
                body=encoder.eval_row(row),
                benchmark=row.benchmark,
            ),
        )
        for row in rows
    ]
    pairs.sort(key=lambda pair: (_benchmark_place(pair[0].benchmark), -pair[0].accuracy, _tie(*pair)))
    return tuple(line for _, line in pairs)


def _search_line(row: SearchRow, encoder: Encoder) -> SearchLine:
    return SearchLine(
        permaslug=row.permaslug,
        seen_at=row.seen_at,
        body=encoder.search_row(row, False),  # noqa: FBT003 - a callable field takes no names
        configured=encoder.search_row(row, True),  # noqa: FBT003
        benchmark=row.benchmark,
        engine=row.engine,
        surface=row.surface,
    )


def _searches(rows: Iterable[SearchRow], encoder: Encoder) -> tuple[SearchLine, ...]:
    pairs = [(row, _search_line(row, encoder)) for row in rows]
    pairs.sort(
        key=lambda pair: (
            _benchmark_place(pair[0].benchmark),
            -pair[0].score,
            _tie(*pair),
            pair[1].configured,
        )
    )
    return tuple(line for _, line in pairs)


_score_to_json = msgspec.json.Encoder(order="deterministic").encode
"""Measures stand sorted, so that equal scores are equal bytes."""


def _scores(rows: Iterable[ScoreRow]) -> tuple[ScoreLine, ...]:
    pairs = [(row, _score_line(row)) for row in rows]
    pairs.sort(
        key=lambda pair: (
            pair[1].source,
            pair[1].board,
            pair[0].model_id is None,
            pair[1].models,
            pair[0].name,
            pair[1].body,
        )
    )
    return tuple(line for _, line in pairs)


def _score_line(row: ScoreRow) -> ScoreLine:
    named = (row.model_id, row.permaslug)
    return ScoreLine(
        source=row.source,
        board=row.board,
        models=tuple(dict.fromkeys(name for name in named if name is not None)),
        last_seen=row.last_seen,
        body=_score_to_json(row),
    )


def _newest(lines: Sequence[Line], catalog_seen_at: datetime | None) -> datetime | None:
    days = [line.seen_at for line in lines]
    if catalog_seen_at is not None:
        days.append(catalog_seen_at)
    return max(days, default=None)


def _hash(
    models: Iterable[ModelLine],
    providers: Iterable[bytes],
    lines: Iterable[Line],
    scores: Iterable[ScoreLine],
    catalog_seen_at: datetime | None,
) -> str:
    """The sha256 of all that is served; lengths are hashed too, so that no two states can run together."""
    digest = hashlib.sha256()
    for model in models:
        _add(digest, model.body)
        for offer in model.offers:
            _add(digest, offer)
    for provider in providers:
        _add(digest, provider)
    for line in lines:
        _add(digest, line.seen_at.isoformat().encode())
        _add(digest, line.configured if isinstance(line, SearchLine) else line.body)
        if isinstance(line, ArenaLine) and line.citation is not None:
            _add(digest, line.citation.encode())
    for score in scores:
        _add(digest, score.body)
    _add(digest, b"" if catalog_seen_at is None else catalog_seen_at.isoformat().encode())
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", piece: bytes) -> None:
    digest.update(len(piece).to_bytes(8, "big"))
    digest.update(piece)
