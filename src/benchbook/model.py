"""The nouns: what flows from a source's bytes to a published row.

All are immutable. Prices are decimal strings in US dollars, times are UTC, ``None`` is "unknown"
and never 0. Nothing here knows sockets, files, SQL or HTTP.

::

    Raw -> Parsed(CatalogModel, Provider, Endpoint, Claim, Rejected) -> Identity -> Stored* -> rows
"""

import hashlib
from datetime import datetime
from typing import Literal

import msgspec

Licence = Literal["open", "attribution", "internal"]
"""Who may see a source's rows: everyone, everyone with the citation, holders of a key."""

Number = int | float
Scalar = str | int | float | bool | None


class Noun(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An immutable record."""


# --- bytes that came in ----------------------------------------------------------------------


class TableDeclaration(Noun, frozen=True, kw_only=True):
    """What a person says of a table of names and scores, by options or a TOML file beside it.

    ``id`` names the table as a source of its own (``aider``); ``score_columns`` are the columns
    that hold figures; bounds are inclusive and in the figures' own unit.
    """

    id: str | None = None
    name_column: str | None = None
    score_columns: tuple[str, ...] = ()
    metric: str | None = None
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    date: str | None = None
    citation: str | None = None
    licence: Licence = "attribution"
    method_version: str | None = None


class Raw(Noun, frozen=True, kw_only=True):
    """One document exactly as it came: ``body`` is unpacked, ``origin`` a file name or URL.

    ``stated_at`` is the date that the user gave and beats any other; ``received_at`` is the date
    in the file's name or else the time of receipt, used when the document bears no date.
    """

    body: bytes
    origin: str
    received_at: datetime
    stated_at: datetime | None = None
    declaration: TableDeclaration | None = None

    @property
    def sha256(self) -> str:
        """The archive's key of this document."""
        return hashlib.sha256(self.body).hexdigest()

    def observed_at(self, document_date: datetime | None) -> datetime:
        """When the figures were so, by the best word there is."""
        return self.stated_at or document_date or self.received_at


# --- the catalogue ---------------------------------------------------------------------------


class PriceOverride(Noun, frozen=True, kw_only=True):
    """Prices that hold instead under a condition: a prompt of some size, or a UTC clock window."""

    prices: dict[str, str]
    min_prompt_tokens: int | None = None
    utc_start: str | None = None
    utc_end: str | None = None


class Prices(Noun, frozen=True, kw_only=True):
    """US dollars, decimal strings by kind (``prompt``, ``completion``, ``input_cache_read`` …).

    Token kinds are per token; ``request``, ``image`` and ``web_search`` per piece. ``"-1"`` means
    variable, ``"0"`` free, an absent kind unknown.
    """

    by_kind: dict[str, str] = {}
    overrides: tuple[PriceOverride, ...] = ()
    discount: float | None = None

    def known(self, kind: str) -> str | None:
        """The price of a kind, or None when it is unknown or variable."""
        price = self.by_kind.get(kind)
        return None if price is None or price.startswith("-") else price


class Reasoning(Noun, frozen=True, kw_only=True):
    """How a model reasons, as the catalogue says it."""

    mandatory: bool | None = None
    default_enabled: bool | None = None
    default_effort: str | None = None
    supported_efforts: tuple[str, ...] | None = None
    supports_max_tokens: bool | None = None
    note: str | None = None


class CatalogModel(Noun, frozen=True, kw_only=True):
    """One entry of OpenRouter's catalogue; variants (``:free``) and aliases are entries too.

    ``permaslug`` is shared by all variants of one model. ``created`` is unix seconds. The fields
    after ``providers`` stand only in documents that describe a model more closely than the
    catalogue does.
    """

    id: str
    permaslug: str
    name: str
    created: int | None = None
    description: str | None = None
    context_length: int | None = None
    modality: str | None = None
    input_modalities: tuple[str, ...] = ()
    output_modalities: tuple[str, ...] = ()
    tokenizer: str | None = None
    instruct_type: str | None = None
    prices: Prices = Prices()
    provider_context_length: int | None = None
    max_completion_tokens: int | None = None
    is_moderated: bool | None = None
    per_request_limits: dict[str, Scalar] | None = None
    supported_parameters: tuple[str, ...] = ()
    default_parameters: dict[str, Scalar] | None = None
    supported_voices: tuple[str, ...] | None = None
    details_path: str | None = None
    hugging_face_id: str | None = None
    knowledge_cutoff: str | None = None
    expiration_date: str | None = None
    reasoning: Reasoning | None = None
    alias_slug: str | None = None
    alias_name: str | None = None
    providers: tuple[str, ...] = ()
    supports_reasoning: bool | None = None
    is_free: bool | None = None
    is_moe: bool | None = None
    total_parameters: str | None = None
    active_parameters: str | None = None
    features: tuple[str, ...] = ()
    data_policy: tuple[str, ...] = ()
    citation: str | None = None

    @property
    def author(self) -> str:
        """The part of the id before the slash, without an alias' tilde."""
        return self.id.partition("/")[0].removeprefix("~")

    @property
    def base_id(self) -> str:
        """The id without its ``:variant``."""
        return self.id.partition(":")[0]

    @property
    def variant(self) -> str | None:
        """``free``, ``batch``, ``thinking`` … or None."""
        return self.id.partition(":")[2] or None

    @property
    def plain_name(self) -> str:
        """The name without its ``(variant)``."""
        return self.name.removesuffix(f"({self.variant})").rstrip() if self.variant else self.name

    @property
    def short_name(self) -> str:
        """The name without its ``(variant)`` and without the author before a colon."""
        return self.plain_name.partition(": ")[2] or self.plain_name

    @property
    def is_alias(self) -> bool:
        """Whether the entry only points at another (``~author/family-latest``)."""
        return self.id.startswith("~")

    @property
    def free(self) -> bool:
        """Whether prompt and completion cost nothing; unknown prices are not free."""
        if self.is_free is not None:
            return self.is_free
        return self.prices.by_kind.get("prompt") == "0" and self.prices.by_kind.get("completion") == "0"

    @property
    def reasons(self) -> bool:
        """Whether the model supports reasoning, by its own word or its parameters."""
        if self.supports_reasoning is not None:
            return self.supports_reasoning
        return self.reasoning is not None or "reasoning" in self.supported_parameters


class Provider(Noun, frozen=True, kw_only=True):
    """A company that serves models through OpenRouter."""

    slug: str
    name: str
    headquarters: str | None = None
    datacenters: tuple[str, ...] | None = None
    privacy_policy_url: str | None = None
    terms_of_service_url: str | None = None
    status_page_url: str | None = None


class Percentiles(Noun, frozen=True, kw_only=True):
    """How a figure was spread over the last half hour; ``p50`` is its median."""

    p50: float
    p75: float | None = None
    p90: float | None = None
    p99: float | None = None


class Endpoint(Noun, frozen=True, kw_only=True):
    """One provider's offer of one model; ``tag`` is unique within the model.

    Latency is the time to the first token in milliseconds, throughput is in tokens a second; both as
    the source writes them. ``tool_choices`` are the values of ``tool_choice`` that passed its tests,
    ``native_tools`` the provider's own name of each server tool that it runs itself.
    """

    model_id: str
    provider_name: str
    tag: str
    context_length: int | None = None
    max_completion_tokens: int | None = None
    max_prompt_tokens: int | None = None
    quantization: str | None = None
    prices: Prices = Prices()
    supported_parameters: tuple[str, ...] = ()
    status: int | None = None
    uptime_last_5m_percent: float | None = None
    uptime_last_30m_percent: float | None = None
    uptime_last_1d_percent: float | None = None
    latency_last_30m: Percentiles | None = None
    throughput_last_30m: Percentiles | None = None
    service_tier: str | None = None
    supports_implicit_caching: bool | None = None
    supports_diarization: bool | None = None
    tool_choices: tuple[str, ...] | None = None
    native_tools: dict[str, str] | None = None


# --- what benchmarks say ---------------------------------------------------------------------


class Labels(Noun, frozen=True, kw_only=True):
    """The words by which a source calls the thing it measured; nothing here is interpreted.

    ``stated_id`` is a catalogue id that came with the row. ``authority`` says whose word it is:
    the catalogue's own publisher's or that of a document that describes the catalogue (both decide
    the identity), or the measuring source's (a hint that never decides).
    """

    name: str
    slug: str | None = None
    creator: str | None = None
    hugging_face_id: str | None = None
    stated_id: str | None = None
    authority: Literal["catalogue", "source"] | None = None


class Result(Noun, frozen=True, kw_only=True):
    """Figures of one subject on one board that change together.

    ``board`` is e.g. ``indices``, ``models/website`` or ``gpqa_diamond``; ``measures`` are numbers
    by metric id; ``details`` whatever else the row says; ``std_error`` is that of the main measure.
    ``variant`` tells apart several results of one subject on one board (a search engine, say).
    """

    board: str
    measures: dict[str, Number]
    variant: str = ""
    details: dict[str, Scalar] = {}
    method_version: str | None = None
    sample_size: int | None = None
    std_error: float | None = None


class Scope(Noun, frozen=True, kw_only=True):
    """Whose rows a document holds: the source's own, or the source's as relayed by another.

    ``feed`` tells apart documents of different reach, e.g. two generations of one API.
    """

    source: str
    feed: str
    via: str | None = None


class Claim(Noun, frozen=True, kw_only=True):
    """One row of a source in its own words: no identity yet.

    ``subject`` is the source's stable key of what was measured; ``locator`` the place in the
    document, for messages.
    """

    scope: Scope
    subject: str
    labels: Labels
    results: tuple[Result, ...]
    locator: str


class Rejected(Noun, frozen=True, kw_only=True):
    """A row that cannot be used, why, and its beginning."""

    locator: str
    reason: str
    excerpt: str = ""


class Parsed(Noun, frozen=True, kw_only=True):
    """A document, read. ``rows_read`` counts the rows with figures and the rejected ones.

    ``complete`` lists the scopes of which the document holds every row: what is missing from it
    is gone from the source. ``facts_scope`` is the scope of catalogue entries.
    """

    source: str
    observed_at: datetime
    rows_read: int
    claims: tuple[Claim, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    models: tuple[CatalogModel, ...] = ()
    providers: tuple[Provider, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    facts_scope: Scope | None = None
    complete: tuple[Scope, ...] = ()
    licence: Licence | None = None
    citation: str | None = None


# --- identity --------------------------------------------------------------------------------


class Configuration(Noun, frozen=True, kw_only=True):
    """How a model was run and in which release, as far as a name says it.

    ``effort`` (``high``), ``mode`` (``reasoning``, ``non-reasoning``, ``adaptive``), ``thinking_budget``
    in tokens as written (``16k``), ``harness`` (``diff``), ``date`` as much of an ISO date as is known
    (``2025-09``; ``XXXX-09-05`` without the year), ``quantisation`` (``bf16``), ``provider`` who served it.
    """

    effort: str | None = None
    mode: str | None = None
    harness: str | None = None
    thinking_budget: str | None = None
    date: str | None = None
    quantisation: str | None = None
    provider: str | None = None


class Matched(Noun, frozen=True, kw_only=True, tag="matched"):
    """A name joined to a catalogue id, by which rule, on what evidence; ``doubt`` if questionable."""

    model_id: str
    rule: str
    evidence: tuple[str, ...] = ()
    configuration: Configuration = Configuration()
    doubt: str | None = None


class Unmatched(Noun, frozen=True, kw_only=True, tag="unmatched"):
    """A name that was joined to nothing, and why; ``pinned`` if a person's rejection kept it from a model."""

    reason: str
    configuration: Configuration = Configuration()
    refused: tuple[str, ...] = ()
    pinned: bool = False


Identity = Matched | Unmatched


class NameParts(Noun, frozen=True, kw_only=True):
    """A name as the grammar reads it; all words in lower case.

    ``family`` are the words that nothing else explains, run together (``gptoss``); ``versions`` in
    their order without trailing ``.0``; ``tiers`` (``mini``, ``pro``) and ``purposes`` (``coder``,
    ``instruct``) sorted; ``sizes`` are parameters (``30b``, ``8x22b``), ``active_sizes`` active ones
    (``a3b``); ``lineage`` is the model that this one was made from (``llama 3.3``); ``stages`` are
    ``preview``, ``experimental``, ``beta`` …; ``context`` a context size that is part of the name
    (``16k``); ``offering`` a variant of the offer (``free``).
    """

    author: str | None = None
    family: str = ""
    versions: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    active_sizes: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    lineage: tuple[str, ...] = ()
    context: str | None = None
    offering: str | None = None
    configuration: Configuration = Configuration()


class Considered(Noun, frozen=True, kw_only=True):
    """A catalogue entry that a name might have meant, and what became of it.

    ``contradicts`` tells that a part differs or a person refused it; otherwise parts are only missing.
    """

    model_id: str
    outcome: Literal["won", "refused", "undecided"]
    reasons: tuple[str, ...] = ()
    contradicts: bool = False


class Explanation(Noun, frozen=True, kw_only=True):
    """Why labels were joined as they were: the reading of the name, the answer and the other entries."""

    labels: Labels
    source: str
    via: str | None = None
    parts: NameParts
    identity: Identity
    considered: tuple[Considered, ...] = ()


class Suggestion(Noun, frozen=True, kw_only=True):
    """A catalogue id that a person may consider for a name; never a match."""

    model_id: str
    name: str
    likeness_percent: int


# --- what the ledger gives back --------------------------------------------------------------


class StoredModel(Noun, frozen=True, kw_only=True):
    """A catalogue entry as it was last seen; ``listed`` tells whether it still stands there.

    ``scope`` is that of the document which told it last.
    """

    model: CatalogModel
    observed_at: datetime
    last_seen: datetime
    listed: bool
    scope: Scope | None = None


class Origin(Noun, frozen=True, kw_only=True):
    """Where a single figure comes from: who relayed it, the source's dates, on which terms and how to cite it."""

    via: str | None
    observed_at: datetime
    last_seen: datetime
    licence: Licence | None = None
    citation: str | None = None


class StoredResult(Noun, frozen=True, kw_only=True):
    """One result with its subject, identity and dates; ``standing`` is False when it was withdrawn.

    ``citation`` and ``licence`` are those of the document that it came in. ``completed`` are the origins of
    measures that another result of the very same run told.
    """

    scope: Scope
    subject: str
    labels: Labels
    identity: Identity
    result: Result
    observed_at: datetime
    last_seen: datetime
    standing: bool
    citation: str | None = None
    licence: Licence | None = None
    completed: dict[str, Origin] = {}


class Refresh(Noun, frozen=True, kw_only=True):
    """When a scope was last read whole."""

    scope: Scope
    observed_at: datetime


class Moment(Noun, frozen=True, kw_only=True):
    """A point on both axes of time: what was so at ``as_of``, by what was recorded until ``known_at``; None is now."""

    as_of: datetime | None = None
    known_at: datetime | None = None


NOW = Moment()


class Times(Noun, frozen=True, kw_only=True):
    """Every instant at which something was observed, and at which something was recorded, ascending."""

    observed: tuple[datetime, ...] = ()
    recorded: tuple[datetime, ...] = ()


class LedgerState(Noun, frozen=True, kw_only=True):
    """What the ledger says at one moment, read in one transaction.

    ``models`` and ``results`` are all that were ever seen until then, listed and standing or not;
    ``providers`` and ``endpoints`` those that are listed; ``refreshes`` the newest complete readings.
    """

    models: tuple[StoredModel, ...] = ()
    results: tuple[StoredResult, ...] = ()
    refreshes: tuple[Refresh, ...] = ()
    providers: tuple[Provider, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()


class ImportSummary(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """What one import did. ``rows_read == scores + unresolved + rejected``."""

    origin: str
    source: str
    observed_at: datetime
    rows_read: int
    scores: int
    unresolved: int
    rejected: int
    models: int
    providers: int
    endpoints: int
    changed: int
    withdrawn: int
    repeated: bool
    rejections: tuple[Rejected, ...] = ()


class ApiKey(Noun, frozen=True, kw_only=True):
    """A key as it is stored: never the key itself.

    All may read; a ``reviewer``'s may decide about names, one for ``votes`` may post them.
    """

    id: str
    name: str
    account: str
    secret_sha256: str
    created_at: datetime
    revoked_at: datetime | None = None
    reviewer: bool = False
    votes: bool = False
