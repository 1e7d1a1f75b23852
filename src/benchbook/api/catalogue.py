"""``GET /api/v1/models`` and ``/models/count``: the catalogue, whole or in pages."""

from typing import Annotated

import msgspec
from msgspec import Meta

from benchbook.api.query import TimeQuery
from benchbook.api.shapes import Count, CountResponse, ModelsResponse, NextLink, to_json
from benchbook.snapshot import Snapshot

MODELS_PATH = "/api/v1/models"
DEFAULT_PAGE = 500
LARGEST_PAGE = 1000
UNANSWERABLE = frozenset(
    {
        "q",
        "category",
        "supported_parameters",
        "input_modalities",
        "output_modalities",
        "context",
        "min_price",
        "max_price",
        "min_output_price",
        "max_output_price",
        "arch",
        "model_authors",
        "providers",
        "distillable",
        "zdr",
        "region",
        "min_age_days",
        "max_age_days",
        "sort",
        "use_rss",
        "use_rss_chat_links",
        *(
            f"{bound}_{figure}"
            for bound in ("min", "max")
            for figure in ("intelligence_index", "coding_index", "agentic_index", "tool_success_rate")
        ),
    }
)


class ModelsQuery(TimeQuery, frozen=True, kw_only=True):
    """The parameters of ``/api/v1/models``; the list is paged only when one is given."""

    offset: Annotated[int, Meta(ge=0, description="How many entries to skip.")] | None = None
    limit: (
        Annotated[
            int,
            Meta(ge=1, le=LARGEST_PAGE, description=f"Entries a page; {DEFAULT_PAGE} when only offset is given."),
        ]
        | None
    ) = None


def reply(snapshot: Snapshot, query: ModelsQuery) -> bytes:
    """The list, newest entries first, as JSON."""
    total = len(snapshot.models)
    paged = query.offset is not None or query.limit is not None
    start = min(query.offset or 0, total)
    limit = (query.limit or DEFAULT_PAGE) if paged else total
    end = min(start + limit, total)
    following = f"{MODELS_PATH}?offset={end}&limit={limit}" if end < total else None
    return to_json(
        ModelsResponse(
            data=[msgspec.Raw(body) for body in snapshot.models[start:end]],
            total_count=total,
            links=NextLink(next=following),
        )
    )


def count_reply(snapshot: Snapshot) -> bytes:
    """The number of entries as JSON."""
    return to_json(CountResponse(data=Count(count=len(snapshot.models))))
