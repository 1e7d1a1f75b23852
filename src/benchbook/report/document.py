"""The nouns of a report. Their JSON form is the report's JSON: every field is always there.

Prices are US dollars as decimal strings, lengths are tokens, times are UTC, None is unknown.
"""

from datetime import datetime

from benchbook.model import Configuration, Noun, Number, Reasoning, Scalar


class RunWords(Configuration, frozen=True, kw_only=True, omit_defaults=False):
    """How the model was run, as far as the source says."""


class ReasoningFacts(Reasoning, frozen=True, kw_only=True, omit_defaults=False):
    """How a model reasons, as the catalogue says it."""


class Price(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """One price: ``amount`` for one ``unit`` (``token`` or ``piece``), and for a million tokens.

    ``amount`` is None when the price varies.
    """

    kind: str
    amount: str | None
    unit: str
    per_million: str | None = None


class PriceCondition(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """Prices that hold instead under a condition, e.g. ``prompts of 200,000 tokens and more``."""

    condition: str
    prices: tuple[Price, ...]


class Variant(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """Another catalogue entry of the same model; ``last_seen`` tells when a withdrawn one still stood there."""

    id: str
    free: bool
    listed: bool
    last_seen: datetime


class Architecture(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """Mixture of experts or not (None: unknown), its sizes (``120B``), and how that is known."""

    is_moe: bool | None = None
    total_parameters: str | None = None
    active_parameters: str | None = None
    evidence: str | None = None


class Completion(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """Fields that the newest entry lacks and an earlier document gives, with that document's citation."""

    fields: tuple[str, ...]
    citation: str | None


class ModelFacts(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """Everything that the store knows of one catalogue entry.

    ``free_as`` are the listed ids under which prompt and completion cost nothing;
    ``supports_reasoning`` and ``free`` are None when the catalogue says neither yes nor no.
    ``completion`` says which fields come from an earlier document than the entry.
    """

    id: str
    permaslug: str
    name: str
    short_name: str
    author: str
    listed: bool
    last_seen: datetime
    providers: tuple[str, ...]
    description: str | None
    created: datetime | None
    context_length: int | None
    provider_context_length: int | None
    max_completion_tokens: int | None
    input_modalities: tuple[str, ...]
    output_modalities: tuple[str, ...]
    tokenizer: str | None
    instruct_type: str | None
    is_moderated: bool | None
    supports_reasoning: bool | None
    reasoning: ReasoningFacts | None
    prices: tuple[Price, ...]
    price_conditions: tuple[PriceCondition, ...]
    features: tuple[str, ...]
    supported_parameters: tuple[str, ...]
    data_policy: tuple[str, ...]
    default_parameters: dict[str, Scalar] | None
    hugging_face_id: str | None
    architecture: Architecture
    free: bool | None
    free_as: tuple[str, ...]
    variants: tuple[Variant, ...]
    knowledge_cutoff: str | None
    expiration_date: str | None
    citation: str | None
    completion: Completion | None


class Entry(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """One line of the ranking: a score and what it is joined to.

    ``reason`` says why there is no model, ``doubt`` why the join is questionable; ``same_as`` are the
    names of other efforts of the model with the very same figures, one of which may be a copy.
    """

    rank: int
    label: str
    score: Number
    observed_at: datetime
    last_seen: datetime
    source: str
    via: str | None
    subject: str
    variant: str
    method_version: str | None
    sample_size: int | None
    std_error: float | None
    configuration: RunWords
    same_as: tuple[str, ...]
    rule: str | None
    evidence: tuple[str, ...]
    doubt: str | None
    found: bool
    model_id: str | None
    reason: str | None
    refused: tuple[str, ...]
    citations: tuple[str, ...]
    model: ModelFacts | None


class Bucket(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """Models of like context length: ``bounds`` are fixed, ``label`` gives the members' own range."""

    bounds: str
    label: str
    shortest: int | None
    longest: int | None
    models: tuple[str, ...]


class MoeModel(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """A mixture of experts in the summary."""

    label: str
    total_parameters: str | None
    active_parameters: str | None


class FreeModel(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """A model that costs nothing, by its catalogue name and the ids under which it does."""

    name: str
    ids: tuple[str, ...]


class Questionable(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """A join that is stated somewhere but may be wrong."""

    label: str
    model_id: str
    reason: str


class Citation(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """Whose figures stand in the report and how to cite them."""

    source: str
    title: str
    citation: str | None
    licence: str | None


class Summary(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """Counts of the entries; the lists hold labels.

    ``models`` to ``free`` count a model once, also where two entries share it. ``cautions`` say why
    figures may not be comparable, ``corrections`` what was wrong in a document that entries come from.
    """

    entries: int
    found: int
    not_found: tuple[str, ...]
    models: int
    reasoning: tuple[str, ...]
    no_reasoning: tuple[str, ...]
    reasoning_unknown: tuple[str, ...]
    contexts: tuple[Bucket, ...]
    moe: tuple[MoeModel, ...]
    free: tuple[FreeModel, ...]
    questionable: tuple[Questionable, ...]
    cautions: tuple[str, ...]
    corrections: tuple[str, ...]


class Report(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """A ranking by one metric with all that is known of its models; ``as_of`` is its newest observation."""

    title: str
    metric: str
    metric_title: str
    unit: str | None
    lower_is_better: bool
    source: str
    board: str
    as_of: datetime
    all_configurations: bool
    available: int
    entries: tuple[Entry, ...]
    summary: Summary
    sources: tuple[Citation, ...]
