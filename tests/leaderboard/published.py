"""Synthetic publications, small enough to read."""

from datetime import UTC, datetime

from benchbook.model import CatalogModel, Prices
from benchbook.publication import Publication, ScoreRow

DAY = datetime(2026, 7, 22, tzinfo=UTC)
INDICES = "artificial-analysis/indices"


def model(model_id, **fields):
    author, _, slug = model_id.partition("/")
    prices = fields.pop("prices", {"prompt": "0.000001", "completion": "0.000004"})
    told = {"id": model_id, "permaslug": model_id.partition(":")[0], "name": f"{author.title()}: {slug.title()}"}
    return CatalogModel(**(told | {"context_length": 100_000, "prices": Prices(by_kind=prices)} | fields))


def score(model_id, measures, **fields):
    told = dict.fromkeys(ScoreRow.__struct_fields__) | {
        "source": "artificial-analysis",
        "board": "indices",
        "name": model_id or "nobody",
        "status": "matched" if model_id else "unresolved",
        "model_id": model_id,
        "completed": {},
        "same_as": (),
        "observed_at": DAY,
        "last_seen": DAY,
        "licence": "internal",
        "citation": "Source: Artificial Analysis (artificialanalysis.ai)",
    }
    return ScoreRow(**(told | {"measures": measures} | fields))


def arena(model_id, elo, **fields):
    return score(
        model_id,
        {"elo": elo, "win_rate": 50.0},
        **(
            {"source": "design-arena", "board": "models/website", "licence": "attribution", "citation": "Arena"}
            | fields
        ),
    )


def publication(models=(), scores=(), **fields):
    return Publication(models=tuple(models), scores=tuple(scores), **({"catalog_seen_at": DAY} | fields))


def entry_of(found, model_id):
    return next(entry for entry in found.entries if entry.model.id == model_id)
