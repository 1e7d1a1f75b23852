"""``GET /api/benchbook/v1/scores``: every score with its identity and configuration as fields, in pages."""

from typing import Annotated, Literal
from urllib.parse import urlencode

import msgspec
from msgspec import Meta

from benchbook.api.own_shapes import ScoresResponse
from benchbook.api.query import TimeQuery
from benchbook.api.shapes import NextLink, to_json, wire_time
from benchbook.snapshot import ScoreLine, Snapshot

SCORES_PATH = "/api/benchbook/v1/scores"
DEFAULT_PAGE = 1000
LARGEST_PAGE = 10_000

Status = Literal["matched", "unresolved", "all"]


class ScoresQuery(TimeQuery, frozen=True, kw_only=True):
    """The parameters of ``/api/benchbook/v1/scores``; None is not given."""

    source: Annotated[str, Meta(description="Scores of one source.")] | None = None
    board: Annotated[str, Meta(description="Scores on one board, e.g. indices or models/website.")] | None = None
    model: Annotated[str, Meta(description="Scores of one model, by its id or its permaslug.")] | None = None
    status: Annotated[Status, Meta(description="Names that are joined to a model, those that are not, or both.")] = (
        "matched"
    )
    offset: Annotated[int, Meta(ge=0, description="How many scores to skip.")] = 0
    limit: Annotated[int, Meta(ge=1, le=LARGEST_PAGE, description="Scores a page.")] = DEFAULT_PAGE


def reply(snapshot: Snapshot, query: ScoresQuery) -> bytes:
    """One page of the scores asked for, by source, board and model, as JSON."""
    found = [line for line in snapshot.scores if _asked_for(line, query)]
    start = min(query.offset, len(found))
    end = min(start + query.limit, len(found))
    newest = max((line.last_seen for line in found), default=None)
    return to_json(
        ScoresResponse(
            data=[msgspec.Raw(line.body) for line in found[start:end]],
            total_count=len(found),
            as_of=None if newest is None else wire_time(newest),
            links=NextLink(next=_page(query, end) if end < len(found) else None),
        )
    )


def _asked_for(line: ScoreLine, query: ScoresQuery) -> bool:
    return (
        (query.status == "all" or bool(line.models) == (query.status == "matched"))
        and query.source in {None, line.source}
        and query.board in {None, line.board}
        and (query.model is None or query.model in line.models)
    )


def _page(query: ScoresQuery, offset: int) -> str:
    filters = {name: value for name in ("source", "board", "model") if (value := getattr(query, name)) is not None}
    return f"{SCORES_PATH}?{urlencode({**filters, 'status': query.status, 'offset': offset, 'limit': query.limit})}"
