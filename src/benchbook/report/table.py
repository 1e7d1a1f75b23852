"""A report as CSV: one line an entry, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import datetime

from benchbook.model import Scalar
from benchbook.report.document import Entry, ModelFacts, Price, Report

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n")
_Cell = str | int | float | bool | None


class _Figure(str):
    """A decimal string that is a number, not text."""

    __slots__ = ()


_ENTRY_COLUMNS: dict[str, Callable[[Entry], _Cell]] = {
    "rank": lambda entry: entry.rank,
    "label": lambda entry: entry.label,
    "score": lambda entry: entry.score,
    "observed_at": lambda entry: _moment(entry.observed_at),
    "source": lambda entry: entry.source,
    "via": lambda entry: entry.via,
    "variant": lambda entry: entry.variant or None,
    "method_version": lambda entry: entry.method_version,
    "sample_size": lambda entry: entry.sample_size,
    "std_error": lambda entry: entry.std_error,
    "effort": lambda entry: entry.configuration.effort,
    "mode": lambda entry: entry.configuration.mode,
    "harness": lambda entry: entry.configuration.harness,
    "found": lambda entry: entry.found,
    "model_id": lambda entry: entry.model_id,
    "rule": lambda entry: entry.rule,
    "doubt": lambda entry: entry.doubt,
    "reason": lambda entry: entry.reason,
}

_MODEL_COLUMNS: dict[str, Callable[[ModelFacts], _Cell]] = {
    "permaslug": lambda model: model.permaslug,
    "name": lambda model: model.name,
    "short_name": lambda model: model.short_name,
    "author": lambda model: model.author,
    "listed": lambda model: model.listed,
    "providers": lambda model: _joined(model.providers),
    "description": lambda model: model.description,
    "context_length": lambda model: model.context_length,
    "max_completion_tokens": lambda model: model.max_completion_tokens,
    "input_modalities": lambda model: _joined(model.input_modalities),
    "output_modalities": lambda model: _joined(model.output_modalities),
    "supports_reasoning": lambda model: model.supports_reasoning,
    "reasoning_efforts": lambda model: _joined(_efforts(model)),
    "reasoning_default_effort": lambda model: model.reasoning.default_effort if model.reasoning else None,
    "reasoning_mandatory": lambda model: model.reasoning.mandatory if model.reasoning else None,
    "reasoning_note": lambda model: model.reasoning.note if model.reasoning else None,
    "prompt_usd_per_token": lambda model: _amount(model.prices, "prompt"),
    "completion_usd_per_token": lambda model: _amount(model.prices, "completion"),
    "cache_read_usd_per_token": lambda model: _amount(model.prices, "input_cache_read"),
    "prompt_usd_per_million": lambda model: _per_million(model.prices, "prompt"),
    "completion_usd_per_million": lambda model: _per_million(model.prices, "completion"),
    "cache_read_usd_per_million": lambda model: _per_million(model.prices, "input_cache_read"),
    "features": lambda model: _joined(model.features),
    "supported_parameters": lambda model: _joined(model.supported_parameters),
    "data_policy": lambda model: _joined(model.data_policy),
    "default_parameters": lambda model: _settings(model.default_parameters),
    "hugging_face_id": lambda model: model.hugging_face_id,
    "is_moe": lambda model: model.architecture.is_moe,
    "total_parameters": lambda model: model.architecture.total_parameters,
    "active_parameters": lambda model: model.architecture.active_parameters,
    "free_as": lambda model: _joined(model.free_as),
    "variants": lambda model: _joined(variant.id for variant in model.variants),
    "knowledge_cutoff": lambda model: model.knowledge_cutoff,
    "expiration_date": lambda model: model.expiration_date,
    "model_citation": lambda model: model.citation,
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
        text = cell.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
        return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
    return str(cell)


def _joined(words: Iterable[str]) -> str | None:
    return "; ".join(words) or None


def _efforts(model: ModelFacts) -> tuple[str, ...]:
    return (model.reasoning.supported_efforts or ()) if model.reasoning else ()


def _amount(prices: Iterable[Price], kind: str) -> str | None:
    amount = next((price.amount for price in prices if price.kind == kind), None)
    return _figure(amount)


def _per_million(prices: Iterable[Price], kind: str) -> str | None:
    return _figure(next((price.per_million for price in prices if price.kind == kind), None))


def _figure(amount: str | None) -> str | None:
    if amount is None:
        return None
    return _Figure(amount) if amount.isascii() and amount.replace(".", "", 1).isdecimal() else amount


def _settings(settings: dict[str, Scalar] | None) -> str | None:
    return _joined(f"{name}={value}" for name, value in (settings or {}).items() if value is not None)


def _moment(moment: datetime) -> str:
    return moment.isoformat()
