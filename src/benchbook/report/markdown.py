"""A report as Markdown: one section an entry, then the summary."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from benchbook.model import Configuration, Reasoning, Scalar
from benchbook.publication import configuration_parts
from benchbook.report.document import Architecture, Entry, ModelFacts, Price, Report
from benchbook.report.summary_markdown import summary_lines
from benchbook.report.text import bullet, escaped, listed

_PRICE_WORDS = {
    "prompt": "Prompt",
    "completion": "Completion",
    "input_cache_read": "Cache read",
    "input_cache_write": "Cache write",
    "input_cache_write_1h": "Cache write (1 hour)",
}
_FIELD_WORDS = {"is_moe": "mixture of experts"}
_Field = tuple[str, str | None]


def markdown(report: Report) -> str:
    """The whole report; ends with a line break."""
    lines = [*_head(report)]
    for entry in report.entries:
        lines += ["", "---", "", *_section(entry, report.unit)]
    lines += ["", "---", "", *summary_lines(report)]
    return "\n".join(lines) + "\n"


def _head(report: Report) -> Iterator[str]:
    yield f"# {escaped(report.title)}"
    yield ""
    what = "configurations" if report.all_configurations else "entries, one a model"
    shown = len(report.entries)
    cut = f"the first {shown:,} of {report.available:,} {what}" if shown < report.available else f"{shown:,} {what}"
    better = "lowest" if report.lower_is_better else "highest"
    unit = f" Unit: {escaped(report.unit)}." if report.unit else ""
    yield f"{cut[0].upper()}{cut[1:]}, {better} first. As of {_day(report.as_of)}.{unit}"


def _section(entry: Entry, unit: str | None) -> Iterator[str]:
    unfound = "" if entry.found else " — not found"
    yield f"## {entry.rank}. {escaped(entry.label)} (Score: {entry.score}){unfound}"
    yield ""
    if entry.doubt is not None:
        yield f"> **Questionable join:** {escaped(entry.doubt)}"
        yield ""
    yield from _fields(_score_fields(entry, unit))
    yield from _fields(_identity_fields(entry))
    if entry.model is not None:
        yield ""
        yield from _model_lines(entry.model)
    if entry.citations:
        yield ""
        yield f"*Source of the score: {'; '.join(escaped(text, links=True) for text in entry.citations)}*"


def _score_fields(entry: Entry, unit: str | None) -> Iterable[_Field]:
    error = f" ± {entry.std_error:g} (standard error)" if entry.std_error is not None else ""
    yield "Score", f"{entry.score}{error}" + (f" ({escaped(unit)})" if unit else "")
    yield "Observed", _day(entry.observed_at)
    yield "Method version", _text(entry.method_version)
    yield "Sample size", _count(entry.sample_size)
    yield "Result", _text(entry.variant)
    yield "Configuration", _configuration(entry.configuration)
    yield "Very same figures as", "; ".join(escaped(text) for text in entry.same_as) or None


def _identity_fields(entry: Entry) -> Iterable[_Field]:
    if entry.rule is not None:
        yield "Identity", f"{escaped(entry.rule)}: {'; '.join(escaped(text) for text in entry.evidence)}"
    if entry.reason is not None:
        yield "Not found", escaped(entry.reason)
    yield "Refused", "; ".join(escaped(text) for text in entry.refused) or None


def _model_lines(model: ModelFacts) -> Iterator[str]:
    yield "**Catalogue entry**"
    yield ""
    yield from _fields(_naming_fields(model))
    yield from _fields(_ability_fields(model))
    if model.prices:
        yield "- **Pricing:**"
        yield from (f"  - {_price(price)}" for price in model.prices)
    for condition in model.price_conditions:
        yield f"- **Pricing for {escaped(condition.condition)}:**"
        yield from (f"  - {_price(price)}" for price in condition.prices)
    yield from _list_field("Features", model.features)
    yield from _list_field("Data policy", model.data_policy, links=True)
    yield from _fields(_other_fields(model))


def _naming_fields(model: ModelFacts) -> Iterable[_Field]:
    yield "Name", escaped(model.name)
    yield "Short name", escaped(model.short_name)
    yield "Slug", escaped(model.id)
    yield "Permaslug", escaped(model.permaslug)
    yield "Author", escaped(model.author)
    yield "Withdrawn", None if model.listed else f"no longer listed; last seen {_day(model.last_seen)}"
    yield "Providers", listed(model.providers) or None
    yield "Description", _text(model.description)


def _ability_fields(model: ModelFacts) -> Iterable[_Field]:
    yield "Context length", _tokens(model.context_length)
    if model.provider_context_length != model.context_length:
        yield "Context length at the top provider", _tokens(model.provider_context_length)
    yield "Max completion tokens", _count(model.max_completion_tokens)
    yield "Input modalities", listed(model.input_modalities) or None
    yield "Output modalities", listed(model.output_modalities) or None
    yield "Tokenizer", _text(model.tokenizer)
    yield "Instruct type", _text(model.instruct_type)
    yield "Moderated", _yes_no(model.is_moderated)
    mandatory = " (mandatory)" if model.reasoning is not None and model.reasoning.mandatory else ""
    yield "Supports reasoning", (_yes_no(model.supports_reasoning) or "Unknown") + mandatory
    yield "Reasoning config", _reasoning(model.reasoning)


def _other_fields(model: ModelFacts) -> Iterable[_Field]:
    yield "Supported parameters", listed(model.supported_parameters) or None
    yield "Default parameters", _settings(model.default_parameters)
    yield "Hugging Face model", _text(model.hugging_face_id)
    yield "Mixture of experts", _architecture(model.architecture)
    yield "Total parameters", _text(model.architecture.total_parameters)
    yield "Active parameters", _text(model.architecture.active_parameters)
    yield (
        "Free",
        f"Yes, as {listed(model.free_as)}" if model.free else _yes_no(model.free) or "Unknown",
    )
    yield "Variants", "; ".join(_variants(model)) or None
    yield "In the catalogue since", _day(model.created) if model.created else None
    yield "Knowledge cutoff", _text(model.knowledge_cutoff)
    yield "Expiration", _text(model.expiration_date)
    yield "Source of the entry", escaped(model.citation, links=True) if model.citation else None
    if model.completion is not None:
        fields = ", ".join(_FIELD_WORDS.get(name) or name.replace("_", " ") for name in model.completion.fields)
        yield f"From an earlier document ({fields})", escaped(model.completion.citation or "unnamed", links=True)


def _variants(model: ModelFacts) -> Iterator[str]:
    for variant in model.variants:
        notes = [
            *(["free"] if variant.free else []),
            *([] if variant.listed else [f"withdrawn, last seen {_day(variant.last_seen)}"]),
        ]
        yield escaped(variant.id) + (f" ({', '.join(notes)})" if notes else "")


def _fields(fields: Iterable[_Field]) -> Iterator[str]:
    """Bullets of the fields that are known; values are escaped already."""
    return (f"- **{name}:** {value}" for name, value in fields if value is not None)


def _list_field(name: str, items: Iterable[str], *, links: bool = False) -> Iterator[str]:
    bullets = [f"  - {bullet(item, links=links)}" for item in items]
    if bullets:
        yield f"- **{name}:**"
        yield from bullets


def _price(price: Price) -> str:
    kind = _PRICE_WORDS.get(price.kind) or escaped(price.kind.replace("_", " ").capitalize())
    if price.amount is None:
        return f"{kind}: variable"
    million = f" (${price.per_million} per million)" if price.per_million is not None else ""
    return f"{kind}: ${escaped(price.amount)} per {price.unit}{million}"


def _reasoning(reasoning: Reasoning | None) -> str | None:
    if reasoning is None:
        return None
    efforts = reasoning.supported_efforts
    said = [
        f"efforts: {listed(efforts)}" if efforts else None,
        f"default effort: {escaped(reasoning.default_effort)}" if reasoning.default_effort else None,
        f"mandatory: {str(reasoning.mandatory).lower()}" if reasoning.mandatory is not None else None,
        f"on by default: {str(reasoning.default_enabled).lower()}" if reasoning.default_enabled is not None else None,
        "a budget of reasoning tokens can be set" if reasoning.supports_max_tokens else None,
        _text(reasoning.note),
    ]
    return "; ".join(words for words in said if words) or None


def _configuration(configuration: Configuration) -> str | None:
    return ", ".join(f"{name} {escaped(value)}" for name, value in configuration_parts(configuration)) or None


def _architecture(known: Architecture) -> str:
    if known.is_moe is None:
        return "unknown"
    said = "Yes" if known.is_moe else "No"
    return f"{said} ({escaped(known.evidence)})" if known.evidence and known.evidence != "stated" else said


def _settings(settings: dict[str, Scalar] | None) -> str | None:
    known = [(name, value) for name, value in (settings or {}).items() if value is not None]
    return ", ".join(f"{escaped(name)}: {escaped(str(value))}" for name, value in known) or None


def _text(value: str | None) -> str | None:
    return (escaped(value) or None) if value else None


def _count(value: int | None) -> str | None:
    return None if value is None else f"{value:,}"


def _tokens(value: int | None) -> str | None:
    return None if value is None else f"{value:,} tokens"


def _yes_no(value: bool | None) -> str | None:  # noqa: FBT001 - a value to write, not a flag
    return None if value is None else ("Yes" if value else "No")


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
