"""A report as CSV: one line an entry, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import datetime

from benchbook.model import Scalar
from benchbook.report.catalogue import PER_PIECE
from benchbook.report.document import Entry, ModelFacts, Price, PriceCondition, Report, Variant
from benchbook.report.spreadsheet import inert

_Cell = str | int | float | bool | None


class _Figure(str):
    """A decimal string that is a number, not text."""

    __slots__ = ()


_ENTRY_COLUMNS: dict[str, Callable[[Entry], _Cell]] = {
    "rank": lambda entry: entry.rank,
    "label": lambda entry: entry.label,
    "score": lambda entry: entry.score,
    "observed_at": lambda entry: _moment(entry.observed_at),
    "last_seen": lambda entry: _moment(entry.last_seen),
    "source": lambda entry: entry.source,
    "via": lambda entry: entry.via,
    "variant": lambda entry: entry.variant or None,
    "method_version": lambda entry: entry.method_version,
    "sample_size": lambda entry: entry.sample_size,
    "std_error": lambda entry: entry.std_error,
    "effort": lambda entry: entry.configuration.effort,
    "mode": lambda entry: entry.configuration.mode,
    "harness": lambda entry: entry.configuration.harness,
    "thinking_budget": lambda entry: entry.configuration.thinking_budget,
    "date": lambda entry: entry.configuration.date,
    "quantisation": lambda entry: entry.configuration.quantisation,
    "provider": lambda entry: entry.configuration.provider,
    "same_as": lambda entry: _joined(entry.same_as),
    "found": lambda entry: entry.found,
    "model_id": lambda entry: entry.model_id,
    "rule": lambda entry: entry.rule,
    "evidence": lambda entry: _joined(entry.evidence),
    "doubt": lambda entry: entry.doubt,
    "reason": lambda entry: entry.reason,
    "refused": lambda entry: _joined(entry.refused),
}

_PRICED = {
    "prompt": "prompt",
    "completion": "completion",
    "input_cache_read": "cache_read",
    "input_cache_write": "cache_write",
    "input_cache_write_1h": "cache_write_1h",
    "input_audio_cache": "audio_cache",
    "internal_reasoning": "internal_reasoning",
    "audio": "audio",
    "audio_output": "audio_output",
    "image_token": "image_token",
    "image_output": "image_output",
    "request": "request",
    "image": "image",
    "web_search": "web_search",
}
_PER_MILLION = ("prompt", "completion", "input_cache_read", "input_cache_write", "input_cache_write_1h")


def _priced(kind: str, *, million: bool) -> Callable[[ModelFacts], _Cell]:
    """A column of one kind of price; a price that varies is the word ``variable``."""

    def read(model: ModelFacts) -> _Cell:
        price = next((price for price in model.prices if price.kind == kind), None)
        if price is None:
            return None
        return _figure(price.per_million) if million else _figure(price.amount) or "variable"

    return read


_PRICE_COLUMNS: dict[str, Callable[[ModelFacts], _Cell]] = {
    f"{name}_usd_per_{'piece' if kind in PER_PIECE else 'token'}": _priced(kind, million=False)
    for kind, name in _PRICED.items()
} | {f"{_PRICED[kind]}_usd_per_million": _priced(kind, million=True) for kind in _PER_MILLION}

_MODEL_COLUMNS: dict[str, Callable[[ModelFacts], _Cell]] = {
    "permaslug": lambda model: model.permaslug,
    "name": lambda model: model.name,
    "short_name": lambda model: model.short_name,
    "author": lambda model: model.author,
    "listed": lambda model: model.listed,
    "model_last_seen": lambda model: _moment(model.last_seen),
    "created": lambda model: _moment(model.created) if model.created else None,
    "providers": lambda model: _joined(model.providers),
    "description": lambda model: model.description,
    "context_length": lambda model: model.context_length,
    "provider_context_length": lambda model: model.provider_context_length,
    "max_completion_tokens": lambda model: model.max_completion_tokens,
    "input_modalities": lambda model: _joined(model.input_modalities),
    "output_modalities": lambda model: _joined(model.output_modalities),
    "tokenizer": lambda model: model.tokenizer,
    "instruct_type": lambda model: model.instruct_type,
    "is_moderated": lambda model: model.is_moderated,
    "supports_reasoning": lambda model: model.supports_reasoning,
    "reasoning_efforts": lambda model: _joined(_efforts(model)),
    "reasoning_default_effort": lambda model: model.reasoning.default_effort if model.reasoning else None,
    "reasoning_default_enabled": lambda model: model.reasoning.default_enabled if model.reasoning else None,
    "reasoning_max_tokens": lambda model: model.reasoning.supports_max_tokens if model.reasoning else None,
    "reasoning_mandatory": lambda model: model.reasoning.mandatory if model.reasoning else None,
    "reasoning_note": lambda model: model.reasoning.note if model.reasoning else None,
    **_PRICE_COLUMNS,
    "other_prices": lambda model: _joined(_told(price) for price in model.prices if price.kind not in _PRICED),
    "price_conditions": lambda model: _joined(map(_condition, model.price_conditions)),
    "features": lambda model: _joined(model.features),
    "supported_parameters": lambda model: _joined(model.supported_parameters),
    "data_policy": lambda model: _joined(model.data_policy),
    "default_parameters": lambda model: _settings(model.default_parameters),
    "hugging_face_id": lambda model: model.hugging_face_id,
    "is_moe": lambda model: model.architecture.is_moe,
    "total_parameters": lambda model: model.architecture.total_parameters,
    "active_parameters": lambda model: model.architecture.active_parameters,
    "architecture_evidence": lambda model: model.architecture.evidence,
    "free": lambda model: model.free,
    "free_as": lambda model: _joined(model.free_as),
    "variants": lambda model: _joined(map(_variant, model.variants)),
    "knowledge_cutoff": lambda model: model.knowledge_cutoff,
    "expiration_date": lambda model: model.expiration_date,
    "model_citation": lambda model: model.citation,
    "earlier_document_fields": lambda model: _joined(model.completion.fields) if model.completion else None,
    "earlier_document": lambda model: model.completion.citation if model.completion else None,
}


def table(report: Report) -> str:
    """A header and a line for each entry; unknown is an empty cell, lists are joined by semicolons."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([*_ENTRY_COLUMNS, *_MODEL_COLUMNS, "citation"])
    for entry in report.entries:
        cells: list[_Cell] = [read(entry) for read in _ENTRY_COLUMNS.values()]
        cells += [read(entry.model) if entry.model else None for read in _MODEL_COLUMNS.values()]
        writer.writerow([_safe(cell) for cell in (*cells, _joined(entry.citations))])
    return written.getvalue()


def _safe(cell: _Cell) -> str:
    """A cell's text; text that a spreadsheet would take for a formula gets an apostrophe.

    Carriage returns become line feeds: ``csv`` leaves a lone one unquoted when lines end in a line feed.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and not isinstance(cell, _Figure):
        return inert(cell.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n"))
    return str(cell)


def _joined(words: Iterable[str]) -> str | None:
    return "; ".join(words) or None


def _efforts(model: ModelFacts) -> tuple[str, ...]:
    return (model.reasoning.supported_efforts or ()) if model.reasoning else ()


def _told(price: Price) -> str:
    return f"{price.kind}={price.amount or 'variable'} per {price.unit}"


def _condition(condition: PriceCondition) -> str:
    return f"{condition.condition}: {', '.join(map(_told, condition.prices))}"


def _variant(variant: Variant) -> str:
    notes = [
        *(["free"] if variant.free else []),
        *([] if variant.listed else [f"last seen {_moment(variant.last_seen)}"]),
    ]
    return f"{variant.id} ({', '.join(notes)})" if notes else variant.id


def _figure(amount: str | None) -> str | None:
    if amount is None:
        return None
    return _Figure(amount) if amount.isascii() and amount.replace(".", "", 1).isdecimal() else amount


def _settings(settings: dict[str, Scalar] | None) -> str | None:
    return _joined(f"{name}={value}" for name, value in (settings or {}).items() if value is not None)


def _moment(moment: datetime) -> str:
    return moment.isoformat()
