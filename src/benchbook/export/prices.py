"""The table ``prices``: one row a price, of the catalogue's entries and of their endpoints."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from benchbook.export.fields import Cited, Field, assembled, field
from benchbook.export.models import cited_model, kinds_of
from benchbook.export.table import ExportTable
from benchbook.model import CatalogModel, Endpoint, PriceOverride, Prices
from benchbook.publication import Publication
from benchbook.report.catalogue import PER_PIECE

_ALWAYS = PriceOverride(prices={})


class Price(NamedTuple):
    """One price with the offer that it belongs to; ``place`` is that of its condition, 0 for none."""

    model: CatalogModel
    endpoint: Endpoint | None
    kind: str
    written: str
    condition: PriceOverride = _ALWAYS
    place: int = 0

    @property
    def amount(self) -> str | None:
        """The decimal string, None where the price varies."""
        return None if self.written.startswith("-") else self.written

    @property
    def piece(self) -> str:
        """What one pays for."""
        return "piece" if self.kind in PER_PIECE else "token"

    @property
    def discount(self) -> float | None:
        """The offer's discount."""
        return (self.endpoint.prices if self.endpoint else self.model.prices).discount


_FIELDS: tuple[Field[Price], ...] = (
    field("model_id", "text", lambda price: price.model.id, "The catalogue's id of the entry."),
    field("permaslug", "text", lambda price: price.model.permaslug, "The id that all variants of the model share."),
    field(
        "provider",
        "text",
        lambda price: price.endpoint.provider_name if price.endpoint else None,
        "Whose offer it is; unknown for the catalogue's own price.",
    ),
    field(
        "endpoint",
        "text",
        lambda price: price.endpoint.tag if price.endpoint else None,
        "The offer's tag, unique within the model; unknown for the catalogue's own price.",
    ),
    field(
        "quantization",
        "text",
        lambda price: price.endpoint.quantization if price.endpoint else None,
        "The offer's precision of weights.",
    ),
    field("kind", "text", lambda price: price.kind, "What is priced: prompt, completion, input_cache_read …"),
    field(
        "price", "decimal", lambda price: price.amount, "The price as it was written; unknown where it varies.", "USD"
    ),
    field(
        "unit", "text", lambda price: f"US dollars per {price.piece}", "What the price is for: one token, one piece."
    ),
    field("variable", "boolean", lambda price: price.amount is None, "Whether the price varies from call to call."),
    field(
        "condition",
        "integer",
        lambda price: price.place or None,
        "The number of the condition under which this price holds instead; of those that apply the highest wins.",
    ),
    field(
        "min_prompt_tokens",
        "integer",
        lambda price: price.condition.min_prompt_tokens,
        "The condition: prompts of so many tokens and more.",
        "tokens",
    ),
    field("utc_start", "text", lambda price: price.condition.utc_start, "The condition: from this time of day, HHMM."),
    field("utc_end", "text", lambda price: price.condition.utc_end, "The condition: before this time of day, HHMM."),
    field("discount", "number", lambda price: price.discount, "The offer's discount as it is told.", "share, 0 to 1"),
)


def prices_table(publication: Publication) -> ExportTable:
    """The prices of every entry that stands in the catalogue: its own, then its endpoints'."""
    models = sorted(publication.models, key=lambda model: model.id)
    endpoints: dict[str, list[Endpoint]] = {}
    for endpoint in sorted(publication.endpoints, key=lambda endpoint: (endpoint.provider_name, endpoint.tag)):
        endpoints.setdefault(endpoint.model_id, []).append(endpoint)

    def prices() -> Iterator[Price]:
        for model in models:
            yield from _offered(model, None, model.prices)
            for endpoint in endpoints.get(model.id, ()):
                yield from _offered(model, endpoint, endpoint.prices)

    return assembled(
        "prices",
        _FIELDS,
        prices,
        cited=lambda price: Cited(*cited_model(price.model)),
        as_of=publication.catalog_seen_at,
    )


def _offered(model: CatalogModel, endpoint: Endpoint | None, prices: Prices) -> Iterable[Price]:
    for kind in kinds_of(prices.by_kind):
        yield Price(model, endpoint, kind, prices.by_kind[kind])
    for place, override in enumerate(prices.overrides, start=1):
        for kind in kinds_of(override.prices):
            yield Price(model, endpoint, kind, override.prices[kind], override, place)
