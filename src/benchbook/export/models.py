"""The table ``models``: one row a catalogue entry with all that the catalogue says of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from benchbook.export.fields import Cited, Field, assembled, field
from benchbook.export.table import Cell, ColumnType, ExportTable
from benchbook.model import CatalogModel, PriceOverride
from benchbook.publication import Publication
from benchbook.report.catalogue import PER_PIECE
from benchbook.sources import source_by_id

PRICE_KINDS = (
    "prompt",
    "completion",
    "input_cache_read",
    "input_cache_write",
    "input_cache_write_1h",
    "input_audio_cache",
    "internal_reasoning",
    "audio",
    "audio_output",
    "image_token",
    "image_output",
    "request",
    "image",
    "web_search",
)
"""The kinds of prices that have a column; others stand in ``other_prices``."""

_CATALOGUE = "openrouter"
_LAST_SECOND = 253_402_300_799


class Entry(NamedTuple):
    """A catalogue entry, whether it still stands there, and who offers it."""

    model: CatalogModel
    listed: bool
    offered_by: tuple[str, ...] = ()


def kinds_of(prices: Iterable[str]) -> list[str]:
    """Kinds of prices in their order: those that are known, then others by name."""
    given = set(prices)
    return [*(kind for kind in PRICE_KINDS if kind in given), *sorted(given.difference(PRICE_KINDS))]


def cited_model(model: CatalogModel) -> Cited:
    """How to cite an entry: by its own document, else by the catalogue."""
    catalogue = source_by_id(_CATALOGUE)
    return Cited(model.citation or catalogue.citation, catalogue.licence)


def _told(name: str, kind: ColumnType, description: str, unit: str | None = None) -> Field[Entry]:
    """A field of the entry, as it is."""

    def read(entry: Entry) -> Cell:
        cell: Cell = getattr(entry.model, name)
        return cell

    return field(name, kind, read, description, unit)


def _listed(name: str, description: str) -> Field[Entry]:
    """A list of the entry; where entries have none, nobody told it."""

    def read(entry: Entry) -> Cell:
        cell: Cell = getattr(entry.model, name)
        return cell or None

    return field(name, "texts", read, description)


def _of_reasoning(name: str, kind: ColumnType, description: str) -> Field[Entry]:
    def read(entry: Entry) -> Cell:
        cell: Cell = getattr(entry.model.reasoning, name, None)
        return cell

    return field(f"reasoning_{name}", kind, read, description)


def _priced(kind: str) -> Field[Entry]:
    piece = "piece" if kind in PER_PIECE else "token"
    return field(
        f"{kind}_usd_per_{piece}",
        "decimal",
        lambda entry: entry.model.prices.known(kind),
        f"The price of one {piece}; unknown where it varies or is not told.",
        f"US dollars per {piece}",
    )


def _on_model(
    name: str, kind: ColumnType, read: Callable[[CatalogModel], Cell], description: str, unit: str | None = None
) -> Field[Entry]:
    return field(name, kind, lambda entry: read(entry.model), description, unit)


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (name.casefold(), name)))


def _created_at(model: CatalogModel) -> datetime | None:
    known = model.created is not None and 0 < model.created <= _LAST_SECOND
    return datetime.fromtimestamp(model.created or 0, UTC) if known else None


def _variable(model: CatalogModel) -> tuple[str, ...]:
    return tuple(kind for kind in kinds_of(model.prices.by_kind) if model.prices.known(kind) is None)


def _other_prices(model: CatalogModel) -> Cell:
    known = {kind: model.prices.known(kind) for kind in kinds_of(model.prices.by_kind) if kind not in PRICE_KINDS}
    return {kind: price for kind, price in known.items() if price is not None} or None


def _overrides(overrides: tuple[PriceOverride, ...]) -> Cell:
    cell: Cell = msgspec.to_builtins(overrides, order="deterministic")
    return list(cell) if overrides and isinstance(cell, tuple | list) else None


_NAMING: tuple[Field[Entry], ...] = (
    _told("id", "text", "The catalogue's id; variants and aliases are entries, too."),
    _told("permaslug", "text", "The id that all variants of the model share."),
    _told("name", "text", "What the catalogue calls it."),
    _told("author", "text", "Who made it, the id's first part."),
    _told("variant", "text", "The id's part after the colon, e.g. free."),
    field("listed", "boolean", lambda entry: entry.listed, "Whether the entry still stands in the catalogue."),
    _told("created", "integer", "When it came to the catalogue.", "seconds since 1970 UTC"),
    _on_model("created_at", "time", _created_at, "The same as a time."),
    _told("description", "text", "What the catalogue says of it."),
    _told("alias_slug", "text", "The entry that this one points at."),
    _told("alias_name", "text", "The name of the entry that this one points at."),
    field(
        "providers",
        "texts",
        lambda entry: entry.model.providers or entry.offered_by or None,
        "Who serves it, by the entry itself or else by its endpoints.",
    ),
    _told("hugging_face_id", "text", "The repository of its weights."),
    _told("details_path", "text", "Where the catalogue's API tells more."),
    _told("knowledge_cutoff", "text", "The day until which it knows the world, as it was written."),
    _told("expiration_date", "text", "The day on which the entry ends, as it was written."),
)

_ABILITIES: tuple[Field[Entry], ...] = (
    _told("context_length", "integer", "The longest context.", "tokens"),
    _told("provider_context_length", "integer", "The first provider's longest context.", "tokens"),
    _told("max_completion_tokens", "integer", "The first provider's longest completion.", "tokens"),
    _told("modality", "text", "What goes in and comes out, e.g. text+image->text."),
    _listed("input_modalities", "What goes in."),
    _listed("output_modalities", "What comes out."),
    _told("tokenizer", "text", "The family of its tokenizer."),
    _told("instruct_type", "text", "The format of its instructions."),
    _told("is_moderated", "boolean", "Whether the first provider moderates."),
    _told("supported_parameters", "texts", "The request's parameters that it takes."),
    _told("default_parameters", "json", "Their defaults."),
    _told("per_request_limits", "json", "Limits of one request."),
    _told("supported_voices", "texts", "Its voices."),
    _on_model("reasons", "boolean", lambda model: model.reasons, "Whether it reasons, by its word or its parameters."),
    _told("supports_reasoning", "boolean", "Whether it reasons, by its document's word."),
    _of_reasoning("mandatory", "boolean", "Whether reasoning cannot be turned off."),
    _of_reasoning("default_enabled", "boolean", "Whether it reasons unless told otherwise."),
    _of_reasoning("default_effort", "text", "The effort unless told otherwise."),
    _of_reasoning("supported_efforts", "texts", "The efforts that it takes."),
    _of_reasoning("supports_max_tokens", "boolean", "Whether it takes a budget of thinking tokens."),
    _of_reasoning("note", "text", "What else is said of its reasoning."),
    _told("is_moe", "boolean", "Whether it is a mixture of experts."),
    _told("total_parameters", "text", "How many parameters it has, as it was written."),
    _told("active_parameters", "text", "How many are active at a time, as it was written."),
    _listed("features", "What else it can do, as it was written."),
    _listed("data_policy", "What becomes of the data sent to it, as it was written."),
)

_PRICES: tuple[Field[Entry], ...] = (
    _on_model("free", "boolean", lambda model: model.free, "Whether prompt and completion are known to cost nothing."),
    _told("is_free", "boolean", "Whether it is free, by its document's word."),
    *map(_priced, PRICE_KINDS),
    _on_model("variable_prices", "texts", _variable, "The kinds of prices that vary from call to call."),
    _on_model("other_prices", "json", _other_prices, "Prices of other kinds, decimal strings by kind.", "US dollars"),
    _on_model(
        "price_overrides",
        "json",
        lambda model: _overrides(model.prices.overrides),
        "Prices that hold instead under conditions; of those that apply a later one wins.",
        "US dollars",
    ),
    _on_model("discount", "number", lambda model: model.prices.discount, "The discount as told.", "share, 0 to 1"),
)

_FIELDS = (*_NAMING, *_ABILITIES, *_PRICES)


def models_table(publication: Publication) -> ExportTable:
    """Every catalogue entry that was ever seen; ``listed`` tells which of them still stand there."""
    offered: dict[str, set[str]] = defaultdict(set)
    for endpoint in publication.endpoints:
        offered[endpoint.model_id].add(endpoint.provider_name)
    entries = [
        *(Entry(model, listed=True, offered_by=_sorted(offered.get(model.id, ()))) for model in publication.models),
        *(Entry(model, listed=False) for model in publication.departed),
    ]
    entries.sort(key=lambda entry: entry.model.id)
    return assembled(
        "models",
        _FIELDS,
        lambda: entries,
        cited=lambda entry: cited_model(entry.model),
        as_of=publication.catalog_seen_at,
    )
