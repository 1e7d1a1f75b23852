"""Catalogue entries as a report tells them: by the id that a score was joined to, with their variants."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from msgspec.structs import asdict

from benchbook.model import CatalogModel, Endpoint, PriceOverride, StoredModel
from benchbook.report.architecture import architecture
from benchbook.report.completion import completed, providers_by_model, with_providers
from benchbook.report.document import Completion, ModelFacts, Price, PriceCondition, ReasoningFacts, Variant

PER_PIECE = frozenset({"request", "image", "web_search"})
_PRICE_ORDER = ("prompt", "completion", "input_cache_read", "input_cache_write", "input_cache_write_1h")
_PLAIN_DECIMAL = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,40})?", re.ASCII)
_LAST_SECOND = 253_402_300_799


class Catalogue:
    """Entries by id and by permaslug; aliases are left out, they are other entries' names.

    ``endpoints`` tell who serves a model, ``documents`` (by id) what no catalogue says of it.
    """

    def __init__(
        self,
        models: Iterable[StoredModel],
        endpoints: Iterable[Endpoint] = (),
        documents: Mapping[str, CatalogModel] | None = None,
    ) -> None:
        self._providers = providers_by_model(endpoints)
        self._documents = documents or {}
        self._by_id: dict[str, StoredModel] = {}
        self._families: dict[str, list[StoredModel]] = defaultdict(list)
        for state in sorted(models, key=lambda state: (state.model.variant is not None, state.model.id)):
            if state.model.is_alias:
                continue
            self._by_id.setdefault(state.model.id, state)
            self._by_id.setdefault(state.model.base_id, state)
            self._families[state.model.permaslug].append(state)

    def find(self, model_id: str) -> StoredModel | None:
        """The entry with this id, else a variant of it where only variants are there."""
        return self._by_id.get(model_id)

    def facts(self, model_id: str) -> ModelFacts | None:
        """All that is known of the entry with this id."""
        state = self.find(model_id)
        if state is None:
            return None
        family = self._families[state.model.permaslug]
        model = with_providers(state.model, [other.model for other in family], self._providers)
        model, completion = completed(model, self._documents.get(model.base_id))
        return _facts(state, model, family, completion)


def _facts(
    state: StoredModel, model: CatalogModel, family: Sequence[StoredModel], completion: Completion | None
) -> ModelFacts:
    free_as = tuple(other.model.id for other in family if other.listed and other.model.free)
    return ModelFacts(
        id=model.id,
        permaslug=model.permaslug,
        name=model.name,
        short_name=short_name(model.name),
        author=model.author,
        listed=state.listed,
        last_seen=state.last_seen,
        providers=model.providers,
        description=model.description,
        created=_created(model.created),
        context_length=model.context_length,
        provider_context_length=model.provider_context_length,
        max_completion_tokens=model.max_completion_tokens,
        input_modalities=model.input_modalities,
        output_modalities=model.output_modalities,
        tokenizer=model.tokenizer,
        instruct_type=model.instruct_type,
        is_moderated=model.is_moderated,
        supports_reasoning=_supports_reasoning(state.model),
        reasoning=ReasoningFacts(**asdict(model.reasoning)) if model.reasoning else None,
        prices=_prices(model.prices.by_kind),
        price_conditions=tuple(_condition(override) for override in model.prices.overrides),
        features=model.features,
        supported_parameters=model.supported_parameters,
        data_policy=model.data_policy,
        default_parameters=model.default_parameters,
        hugging_face_id=model.hugging_face_id or None,
        architecture=architecture(model),
        free=True if free_as else _not_free(family),
        free_as=free_as,
        variants=tuple(
            Variant(id=other.model.id, free=other.model.free, listed=other.listed, last_seen=other.last_seen)
            for other in family
            if other is not state
        ),
        knowledge_cutoff=model.knowledge_cutoff,
        expiration_date=model.expiration_date,
        citation=model.citation,
        completion=completion,
    )


def short_name(name: str) -> str:
    """A name without the maker before its colon: ``Maker: Model 1`` is ``Model 1``."""
    return name.partition(": ")[2].strip() or name


def _created(seconds: int | None) -> datetime | None:
    if seconds is None or not 0 <= seconds <= _LAST_SECOND:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _supports_reasoning(model: CatalogModel) -> bool | None:
    silent = model.supports_reasoning is None and model.reasoning is None and not model.supported_parameters
    return None if silent else model.reasons


def _not_free(family: Iterable[StoredModel]) -> bool | None:
    """False when an entry says so or has prices, None when none says anything."""
    said = any(state.model.is_free is not None or state.model.prices.by_kind for state in family if state.listed)
    return False if said else None


def _prices(by_kind: Mapping[str, str]) -> tuple[Price, ...]:
    """What most will ask for first, then the other kinds as they came."""
    first = [kind for kind in _PRICE_ORDER if kind in by_kind]
    rest = [kind for kind in by_kind if kind not in _PRICE_ORDER]
    return tuple(_price(kind, by_kind[kind]) for kind in (*first, *rest))


def _price(kind: str, amount: str) -> Price:
    unit = "piece" if kind in PER_PIECE else "token"
    if amount.startswith("-"):
        return Price(kind=kind, amount=None, unit=unit)
    return Price(kind=kind, amount=amount, unit=unit, per_million=per_million(amount) if unit == "token" else None)


def per_million(amount: str) -> str | None:
    """A decimal string times a million, without needless zeros; None for what is not a plain decimal."""
    if not _PLAIN_DECIMAL.fullmatch(amount):
        return None
    sign, digits, exponent = Decimal(amount).as_tuple()
    if not isinstance(exponent, int):
        return None
    written = f"{Decimal((sign, digits, exponent + 6)):f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _condition(override: PriceOverride) -> PriceCondition:
    said = []
    if override.min_prompt_tokens is not None:
        said.append(f"prompts of {override.min_prompt_tokens:,} tokens and more")
    if override.utc_start is not None or override.utc_end is not None:
        said.append(f"between {override.utc_start or '0000'} and {override.utc_end or '2400'} UTC")
    return PriceCondition(condition=", ".join(said) or "unstated condition", prices=_prices(override.prices))
