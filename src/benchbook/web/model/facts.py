"""All facts of a catalogue entry, in words; what no source says is a dash."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from benchbook.changes import ModelHistory
from benchbook.model import CatalogModel, Noun, Reasoning, Scalar
from benchbook.web.board.lines import model_address
from benchbook.web.model.found import Found
from benchbook.web.texts import texts
from benchbook.web.words import age, amount, day

MOST_DESCRIPTION = 4_000
MOST_WORDS = 60
DASH = "\N{EN DASH}"
_RARE = ("providers", "features", "data_policy", "supported_voices")


class Told(Noun, frozen=True, kw_only=True):
    """A text, and its words on hover."""

    text: str
    title: str = ""


class Fact(Noun, frozen=True, kw_only=True):
    """A fact: what it is of, how it is told, the reason of a dash, and where a name leads."""

    label: str
    text: str
    title: str = ""
    href: str | None = None


def facts(found: Found, history: ModelHistory, today: date, past: Noun | None) -> list[Fact]:
    """The facts that every entry has, then those that few have."""
    model = found.model
    return [*_names(found, past), *_dates(found, history, today), *_sizes(model), *_abilities(model), *_rare(model)]


def _fact(name: str, value: str | None, href: str | None = None) -> Fact:
    label = texts()(f"fact-{name}")
    if not value:
        return Fact(label=label, text=DASH, title=texts()("missing-unknown"))
    return Fact(label=label, text=value, href=href)


def _names(found: Found, past: Noun | None) -> Iterator[Fact]:
    model = found.model
    yield _fact("id", model.id)
    yield _fact("permaslug", model.permaslug)
    yield _fact("author", found.entry.author if found.entry else model.author)
    if model.variant:
        yield _fact("variant-of", model.base_id, model_address(model.base_id, past))
    if model.alias_slug:
        yield _fact("points-at", model.alias_slug, model_address(model.alias_slug, past))
    yield _fact("hugging_face_id", model.hugging_face_id)


def _dates(found: Found, history: ModelHistory, today: date) -> Iterator[Fact]:
    told = texts()
    if found.entry is not None and found.entry.created_on:
        created = found.entry.created_on
        yield _fact("created", f"{day(created)}, {age(created, today)}")
    else:
        yield _fact("created", None)
    if history.listings:
        yield _fact("first-seen", day(history.listings[0].begins))
        last = history.listings[-1]
        yield _fact("last-seen", f"{day(last.last_seen)}, {age(last.last_seen, today)}")
        if last.ends:
            yield _fact("left", told("left-between", seen=day(last.last_seen), gone=day(last.ends)))
    if found.listed and found.model.expiration_date:
        yield _fact("leaves", found.model.expiration_date)
    yield _fact("knowledge_cutoff", found.model.knowledge_cutoff)


def _sizes(model: CatalogModel) -> Iterator[Fact]:
    for name in ("context_length", "provider_context_length", "max_completion_tokens"):
        count = getattr(model, name)
        yield _fact(name, None if count is None else texts()("tokens-exact", count=amount(count)))
    yield _fact("input", ", ".join(model.input_modalities))
    yield _fact("output", ", ".join(model.output_modalities))
    yield _fact("tokenizer", model.tokenizer)
    yield _fact("instruct_type", model.instruct_type)


def _abilities(model: CatalogModel) -> Iterator[Fact]:
    yield _fact("is_moderated", _yes(value=model.is_moderated))
    yield _fact("reasoning", _reasoning(model))
    yield _fact("supported_parameters", _listed(model.supported_parameters))
    for name in ("default_parameters", "per_request_limits"):
        if pairs := _pairs(getattr(model, name) or {}):
            yield _fact(name, pairs)


def _rare(model: CatalogModel) -> Iterator[Fact]:
    for name in _RARE:
        if words := getattr(model, name):
            yield _fact(name, _listed(words))
    if model.is_moe is not None:
        yield _fact("is_moe", _yes(value=model.is_moe))
    for name in ("total_parameters", "active_parameters"):
        if text := getattr(model, name):
            yield _fact(name, text)


def _yes(*, value: bool | None) -> str | None:
    return None if value is None else texts()("yes" if value else "no")


def _listed(words: Iterable[str]) -> str:
    told = tuple(words)
    more = texts()("and-more", count=len(told) - MOST_WORDS) if len(told) > MOST_WORDS else ""
    return ", ".join(told[:MOST_WORDS]) + (f" {more}" if more else "")


def _pairs(values: Mapping[str, Scalar]) -> str:
    return _listed(f"{name} {value}" for name, value in values.items() if value is not None)


def _reasoning(model: CatalogModel) -> str | None:
    told = texts()
    if model.reasoning is None:
        known = model.supports_reasoning is not None or model.supported_parameters
        return _yes(value=model.reasons) if known else None
    return ", ".join([told("yes"), *_manner(model.reasoning)])


def _manner(reasoning: Reasoning) -> Iterator[str]:
    told = texts()
    if reasoning.mandatory:
        yield told("reasoning-mandatory")
    if reasoning.default_enabled is not None:
        yield told("reasoning-on" if reasoning.default_enabled else "reasoning-off")
    if reasoning.supported_efforts:
        yield told("reasoning-efforts", efforts=" ".join(reasoning.supported_efforts))
    if reasoning.default_effort:
        yield told("reasoning-default", effort=reasoning.default_effort)
    if reasoning.supports_max_tokens:
        yield told("reasoning-budget")
    if reasoning.note:
        yield reasoning.note


def description(model: CatalogModel) -> tuple[str, bool]:
    """The catalogue's description as plain text of a bounded length, and whether it was cut."""
    text = (model.description or "").strip()
    return text[:MOST_DESCRIPTION], len(text) > MOST_DESCRIPTION
