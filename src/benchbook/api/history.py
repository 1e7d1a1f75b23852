"""``GET /api/benchbook/v1/models/{author}/{slug}/history``: one model through time."""

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from benchbook.api.own_shapes import HistoryResponse
from benchbook.api.query import TimeQuery, canonical, moment_of, read_own_query
from benchbook.api.route import Asked, Question
from benchbook.api.shapes import to_json
from benchbook.changes import ModelHistory, model_history
from benchbook.errors import NoSuchModel, UnknownThing
from benchbook.moments import settled

HISTORY_PATH = "/api/benchbook/v1/models/{author}/{slug}/history"


class HistoryQuery(TimeQuery, frozen=True, kw_only=True):
    """The parameters of ``/api/benchbook/v1/models/{author}/{slug}/history``."""

    author: Annotated[str, Meta(max_length=500, description="The part of the model's id before the slash.")]
    slug: Annotated[str, Meta(max_length=500, description="The part after it, a variant's suffix included.")]
    source: Annotated[str, Meta(max_length=500, description="Scores of one source.")] | None = None
    metric: Annotated[str, Meta(max_length=500, description="Scores of one metric, e.g. coding_index.")] | None = None


def read(raw: bytes, in_path: Mapping[str, str]) -> Question:
    """The question of a request."""
    query = read_own_query(raw, HistoryQuery, in_path)
    moment = moment_of(query)
    name = f"{query.author}/{query.slug}"

    def reply(asked: Asked) -> bytes:
        settled(moment, asked.times)
        try:
            found = asked.ledger.over_time(
                lambda timeline, at: model_history(timeline, name, at.as_of, asked.audience), moment
            )
        except UnknownThing as error:
            raise NoSuchModel(name, error.nearest) from None
        return to_json(HistoryResponse(data=_chosen(found, query)))

    return Question(canonical=canonical(query), answer=reply)


def _chosen(found: ModelHistory, query: HistoryQuery) -> ModelHistory:
    scores = tuple(
        interval
        for interval in found.scores
        if query.source in {None, interval.source} and query.metric in {None, interval.metric}
    )
    return replace(found, scores=scores)
