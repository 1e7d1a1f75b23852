"""The catalogue's paths as routes."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from benchbook.api.catalogue.feed import FEED_MEDIA
from benchbook.api.catalogue.listing import count_reply, reply
from benchbook.api.catalogue.one import endpoints_reply, model_reply, providers_reply
from benchbook.api.catalogue.query import MODEL_PATH, MODELS_PATH, PROVIDERS_PATH, ModelQuery, ModelsQuery
from benchbook.api.query import TimeQuery, canonical, moment_of, read_query
from benchbook.api.route import Asked, Question, Route
from benchbook.api.shapes import CountResponse, EndpointsResponse, ModelResponse, ModelsResponse, ProvidersResponse
from benchbook.snapshot import Snapshot

Read = Callable[[bytes, Mapping[str, str]], Question]

_WHICH_MODEL = "{author}/{slug}"


def _list(raw: bytes, in_path: Mapping[str, str]) -> Question:
    query = read_query(raw, ModelsQuery, in_path)
    media = FEED_MEDIA if query.use_rss else None
    return _asked(query, lambda asked, day: reply(asked.snapshot, query, day, asked.settings.site), media)


def _count(raw: bytes, in_path: Mapping[str, str]) -> Question:
    query = read_query(raw, ModelsQuery, in_path)
    return _asked(query, lambda asked, day: count_reply(asked.snapshot, query, day))


def _asked(query: ModelsQuery, answer: Callable[[Asked, date], bytes], media: str | None = None) -> Question:
    """A question about models; one about ages is another one every day."""
    moment = moment_of(query)
    day = (moment.as_of or datetime.now(UTC)).date()
    aged = query.min_age_days is not None or query.max_age_days is not None
    return Question(
        canonical=f"{canonical(query)} {day}" if aged else canonical(query),
        answer=lambda asked: answer(asked, day),
        moment=moment,
        media=media,
    )


def _one(answer: Callable[[Snapshot, str, str], bytes]) -> Read:
    def read(raw: bytes, in_path: Mapping[str, str]) -> Question:
        query = read_query(raw, ModelQuery, in_path)
        return Question(
            canonical=canonical(query),
            answer=lambda asked: answer(asked.snapshot, query.author, query.slug),
            moment=moment_of(query),
        )

    return read


def _providers(raw: bytes, in_path: Mapping[str, str]) -> Question:
    query = read_query(raw, TimeQuery, in_path)

    def answer(asked: Asked) -> bytes:
        return providers_reply(asked.snapshot)

    return Question(canonical=canonical(query), answer=answer, moment=moment_of(query))


CATALOGUE_ROUTES: tuple[Route, ...] = (
    Route(
        path=MODELS_PATH,
        summary="The catalogue of models, filtered and ordered",
        query=ModelsQuery,
        read=_list,
        reply=ModelsResponse,
        also=(FEED_MEDIA,),
    ),
    Route(
        path=f"{MODELS_PATH}/count",
        summary="How many models there are",
        query=ModelsQuery,
        read=_count,
        reply=CountResponse,
    ),
    Route(
        path=f"{MODEL_PATH}/{_WHICH_MODEL}",
        summary="One model, by id, alias, variant or canonical slug",
        query=ModelQuery,
        read=_one(model_reply),
        reply=ModelResponse,
    ),
    Route(
        path=f"{MODELS_PATH}/{_WHICH_MODEL}/endpoints",
        summary="Who serves a model, at what price",
        query=ModelQuery,
        read=_one(endpoints_reply),
        reply=EndpointsResponse,
    ),
    Route(
        path=PROVIDERS_PATH,
        summary="The companies that serve models",
        query=TimeQuery,
        read=_providers,
        reply=ProvidersResponse,
    ),
)
