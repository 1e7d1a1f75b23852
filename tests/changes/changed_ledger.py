"""A synthetic ledger that changes from day to day: invented sources' documents, through the real reading of them."""

import json
from datetime import UTC, datetime

from benchbook.changes import changes
from benchbook.model import Raw
from benchbook.pipeline import import_document
from benchbook.sources import source_by_id


def day(number):
    return datetime(2026, 1, number, tzinfo=UTC)


def entry(name, prompt="0.000001", completion="0.000002", *, scores=None, arena=None, **more):
    """A catalogue entry in the real shape; ``scores`` are relayed indices, ``arena`` a relayed rating."""
    base, _, variant = name.partition(":")
    model = {
        "id": f"acme/{name}",
        "canonical_slug": f"acme/{base}-20251201",
        "name": f"Acme: {base.title()}" + (f" ({variant})" if variant else ""),
        "created": 1_764_547_200,
        "description": "Synthetic.",
        "context_length": 100_000,
        "architecture": {"modality": "text->text", "input_modalities": ["text"], "output_modalities": ["text"]},
        "pricing": {"prompt": prompt, "completion": completion},
        "top_provider": {"context_length": 100_000, "max_completion_tokens": None, "is_moderated": False},
        "supported_parameters": ["tools"],
    } | more
    figures = {"artificial_analysis": scores} if scores else {}
    boards = [{"arena": "models", "category": "website", "elo": arena, "win_rate": 50.5, "rank": 1}] if arena else []
    return model | ({"benchmarks": figures | {"design_arena": boards}} if figures or boards else {})


def catalogue(store, at, *entries):
    """Import a whole catalogue of a day."""
    body = json.dumps({"data": list(entries)}).encode()
    when = at if isinstance(at, datetime) else day(at)
    raw = Raw(body=body, origin=f"models-{when:%Y-%m-%d}.json", received_at=when, stated_at=when)
    return import_document(store, source_by_id("openrouter"), (raw,), extent="complete")


def indices(store, when, rows, version=None):
    """Import Artificial Analysis' own indices: intelligence by name."""
    data = [
        {
            "id": f"uuid-{name}",
            "name": name,
            "slug": name.lower(),
            "model_creator": {"id": "uuid-acme", "name": "Acme"},
            "evaluations": {"artificial_analysis_intelligence_index": value},
        }
        for name, value in rows.items()
    ]
    document = {
        "tier": "free",
        "intelligence_index_version": version,
        "pagination": {"page": 1, "page_size": 200, "total_pages": 1, "has_more": False},
        "data": data,
    }
    raw = Raw(body=json.dumps(document).encode(), origin="page-1.json", received_at=when, stated_at=when)
    return import_document(store, source_by_id("artificial-analysis"), (raw,), extent="complete")


def told(store, since=None, until=None, audience="keyholders"):
    """What changed."""
    return store.over_time(lambda timeline, _: changes(timeline, since, until, audience))


def kinds(found):
    return [(change.kind, change.model_id) for change in found]
