"""What is served where: a list of values. A new path is a new value in ``ROUTES``."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import benchbook
from benchbook.api import benchmarks, changes, exports, history, openapi, resolution, scores
from benchbook.api.atom import FEED_MEDIA
from benchbook.api.benchmarks import BenchmarksQuery
from benchbook.api.boards import BOARD_ROUTES
from benchbook.api.catalogue.routes import CATALOGUE_ROUTES
from benchbook.api.changes import CHANGES_PATH, FEED_PATH, ChangesQuery
from benchbook.api.exports import CHANGES_EXPORT_PATH, EXPORT_PATH, ChangesExportQuery, ExportQuery
from benchbook.api.history import HISTORY_PATH, HistoryQuery
from benchbook.api.own_shapes import ChangesResponse, HistoryResponse, ScoresResponse
from benchbook.api.query import canonical, moment_of, read_own_query, read_query
from benchbook.api.resolution import RESOLVE_PATH, ResolveQuery
from benchbook.api.route import Asked, NoQuery, Question, Route, Settings
from benchbook.api.scores import SCORES_PATH, ScoresQuery
from benchbook.api.shapes import (
    BenchmarksResponse,
    Health,
    KeyInfo,
    KeyResponse,
    RateLimit,
    to_json,
    wire_time,
)
from benchbook.api.votes import VOTES_ROUTE
from benchbook.errors import KeyRequired
from benchbook.model import Explanation, Noun

Query = TypeVar("Query", bound=Noun)


def _reader(
    shape: type[Query], answer: Callable[[Asked, Query], bytes]
) -> Callable[[bytes, Mapping[str, str]], Question]:
    """Reads a query string and the path's parameters into its own type and binds it to its answer."""
    return lambda raw, in_path: _question(read_query(raw, shape, in_path), answer)


def _own_reader(
    shape: type[Query], answer: Callable[[Asked, Query], bytes]
) -> Callable[[bytes, Mapping[str, str]], Question]:
    """The same for a path of Benchbook's own, which refuses parameters that it does not know."""
    return lambda raw, in_path: _question(read_own_query(raw, shape, in_path), answer)


def _question(query: Query, answer: Callable[[Asked, Query], bytes]) -> Question:
    return Question(canonical=canonical(query), answer=lambda asked: answer(asked, query), moment=moment_of(query))


def _benchmarks(asked: Asked, query: BenchmarksQuery) -> bytes:
    return benchmarks.reply(asked.snapshot, query)


def _scores(asked: Asked, query: ScoresQuery) -> bytes:
    return scores.reply(asked.snapshot, query)


def _resolve(asked: Asked, query: ResolveQuery) -> bytes:
    return resolution.reply(asked.names, query)


def _key(asked: Asked, _: NoQuery) -> bytes:
    if asked.key is None:
        raise KeyRequired
    return to_json(KeyResponse(data=KeyInfo(label=asked.key.name, rate_limit=_rate_limit(asked.settings))))


def _rate_limit(settings: Settings) -> RateLimit:
    per_minute, per_day = settings.key_requests_per_minute, settings.account_requests_per_day
    note = f"{per_day} requests a day for the account" if per_day else "no limit a day for the account"
    return RateLimit(requests=per_minute or -1, interval="1m", note=note)


def _health(asked: Asked, _: NoQuery) -> bytes:
    snapshot = asked.snapshot
    return to_json(
        Health(
            status="ok",
            snapshot=snapshot.hash,
            models=len(snapshot.models),
            rows=snapshot.rows,
            as_of=None if snapshot.as_of is None else wire_time(snapshot.as_of),
        )
    )


def _openapi(_: Asked, __: NoQuery) -> bytes:
    return openapi.document(ROUTES, benchbook.__version__)


ROUTES: tuple[Route, ...] = (
    Route(
        path="/api/v1/benchmarks",
        summary="Scores of all benchmarks, one row a model and board",
        query=BenchmarksQuery,
        read=_reader(BenchmarksQuery, _benchmarks),
        reply=BenchmarksResponse,
        keyed=True,
        counted=True,
    ),
    *CATALOGUE_ROUTES,
    Route(
        path="/api/v1/key",
        summary="The key in use",
        read=_reader(NoQuery, _key),
        reply=KeyResponse,
        keyed=True,
        cached=False,
    ),
    Route(
        path=SCORES_PATH,
        summary="Every score with its identity and configuration",
        query=ScoresQuery,
        read=_own_reader(ScoresQuery, _scores),
        reply=ScoresResponse,
        keyed=True,
        counted=True,
    ),
    *BOARD_ROUTES,
    Route(
        path=CHANGES_EXPORT_PATH,
        summary="What changed, as a file",
        query=ChangesExportQuery,
        read=exports.read_changes,
        media=exports.MEDIA[0],
        also=exports.MEDIA[1:],
        of_ledger=True,
    ),
    Route(
        path=EXPORT_PATH,
        summary="Scores, models or prices as a file",
        query=ExportQuery,
        read=exports.read,
        media=exports.MEDIA[0],
        also=exports.MEDIA[1:],
    ),
    Route(
        path=CHANGES_PATH,
        summary="What changed, the newest first",
        query=ChangesQuery,
        read=changes.read,
        reply=ChangesResponse,
        of_ledger=True,
    ),
    Route(
        path=FEED_PATH,
        summary="What changed, as an Atom feed",
        query=ChangesQuery,
        read=changes.read_feed,
        media=FEED_MEDIA,
        of_ledger=True,
    ),
    Route(
        path=HISTORY_PATH,
        summary="What a model cost and scored, in which intervals",
        query=HistoryQuery,
        read=history.read,
        reply=HistoryResponse,
        of_ledger=True,
    ),
    Route(
        path=RESOLVE_PATH,
        summary="Which model a name means, and why",
        query=ResolveQuery,
        read=_own_reader(ResolveQuery, _resolve),
        reply=Explanation,
        # The answer depends on facts and on models that left, which the snapshot's hash does not tell.
        cached=False,
        naming=True,
    ),
    VOTES_ROUTE,
    Route(path="/openapi.json", summary="This description", read=_reader(NoQuery, _openapi)),
    Route(path="/healthz", summary="What is being served", read=_reader(NoQuery, _health), reply=Health, cached=False),
)
