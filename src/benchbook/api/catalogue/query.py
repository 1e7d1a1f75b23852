"""The parameters of ``/api/v1/models``."""

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta

from benchbook.api.query import TimeQuery

MODELS_PATH = "/api/v1/models"
MODEL_PATH = "/api/v1/model"
PROVIDERS_PATH = "/api/v1/providers"
DEFAULT_PAGE = 500
LARGEST_PAGE = 1000
OLDEST_DAYS = 36_500
HIGHEST_PRICE_PER_MILLION = 1_000_000
HIGHEST_INDEX = 100

Sort = Literal[
    "pricing-low-to-high",
    "pricing-high-to-low",
    "context-high-to-low",
    "throughput-high-to-low",
    "latency-low-to-high",
    "most-popular",
    "top-weekly",
    "newest",
    "intelligence-high-to-low",
    "coding-high-to-low",
    "agentic-high-to-low",
    "design-arena-elo-high-to-low",
]
_LEAST_PRICE = {"most": HIGHEST_PRICE_PER_MILLION}
_INDEX = {"most": HIGHEST_INDEX}
_SHARE = {"most": 1}
_NOT_ANSWERED = "Not answered: no source gives it."


class ModelsQuery(TimeQuery, frozen=True, kw_only=True):
    """The parameters of the list of models; None is not given, and the list is paged only when asked to be.

    Prices are dollars per million tokens. Lists are separated by commas.
    """

    q: Annotated[str, Meta(max_length=200, description="Words that all occur in id or name, in any case.")] | None = (
        None
    )
    category: Annotated[str, Meta(description=_NOT_ANSWERED)] | None = None
    supported_parameters: Annotated[str, Meta(description="Parameters, all of which the model takes.")] | None = None
    input_modalities: Annotated[str, Meta(description="Modalities, all of which the model takes.")] | None = None
    output_modalities: (
        Annotated[
            str,
            Meta(description="Modalities, one of which the model gives, or all; omitted: text, and unknown ones."),
        ]
        | None
    ) = None
    context: Annotated[int, Meta(ge=0, description="The least context length in tokens.")] | None = None
    min_price: (
        Annotated[Decimal, Meta(extra=_LEAST_PRICE, description="The least price of a million prompt tokens.")] | None
    ) = None
    max_price: (
        Annotated[Decimal, Meta(extra=_LEAST_PRICE, description="The highest price of a million prompt tokens.")] | None
    ) = None
    min_output_price: (
        Annotated[Decimal, Meta(extra=_LEAST_PRICE, description="The least price of a million completion tokens.")]
        | None
    ) = None
    max_output_price: (
        Annotated[Decimal, Meta(extra=_LEAST_PRICE, description="The highest price of a million completion tokens.")]
        | None
    ) = None
    arch: Annotated[str, Meta(description="Architectures, such as GPT or Llama, one of which it is.")] | None = None
    model_authors: Annotated[str, Meta(description="Authors' slugs, one of which made the model.")] | None = None
    providers: Annotated[str, Meta(description="Providers' names or slugs, one of which serves the model.")] | None = (
        None
    )
    distillable: Annotated[Literal["true", "false"], Meta(description=_NOT_ANSWERED)] | None = None
    zdr: Annotated[Literal["true"], Meta(description=_NOT_ANSWERED)] | None = None
    region: Annotated[str, Meta(description=_NOT_ANSWERED)] | None = None
    min_age_days: Annotated[int, Meta(ge=0, le=OLDEST_DAYS, description="The least age in whole UTC days.")] | None = (
        None
    )
    max_age_days: (
        Annotated[int, Meta(ge=0, le=OLDEST_DAYS, description="The greatest age in whole UTC days.")] | None
    ) = None
    min_intelligence_index: (
        Annotated[Decimal, Meta(extra=_INDEX, description="The least intelligence index.")] | None
    ) = None
    max_intelligence_index: (
        Annotated[Decimal, Meta(extra=_INDEX, description="The highest intelligence index.")] | None
    ) = None
    min_coding_index: Annotated[Decimal, Meta(extra=_INDEX, description="The least coding index.")] | None = None
    max_coding_index: Annotated[Decimal, Meta(extra=_INDEX, description="The highest coding index.")] | None = None
    min_agentic_index: Annotated[Decimal, Meta(extra=_INDEX, description="The least agentic index.")] | None = None
    max_agentic_index: Annotated[Decimal, Meta(extra=_INDEX, description="The highest agentic index.")] | None = None
    min_tool_success_rate: Annotated[Decimal, Meta(extra=_SHARE, description=_NOT_ANSWERED)] | None = None
    max_tool_success_rate: Annotated[Decimal, Meta(extra=_SHARE, description=_NOT_ANSWERED)] | None = None
    sort: Annotated[Sort, Meta(description="The order; models without the value come last.")] | None = None
    use_rss: Annotated[bool, Meta(description="The list as an RSS feed.")] = False
    use_rss_chat_links: Annotated[
        bool, Meta(description="Taken and without effect: there is no chat here to link to.")
    ] = False
    offset: Annotated[int, Meta(ge=0, description="How many entries to skip.")] | None = None
    limit: (
        Annotated[
            int,
            Meta(ge=1, le=LARGEST_PAGE, description=f"Entries a page; {DEFAULT_PAGE} when only offset is given."),
        ]
        | None
    ) = None


class ModelQuery(TimeQuery, frozen=True, kw_only=True):
    """Which model, by the two parts of its path."""

    author: Annotated[str, Meta(description="Who made the model, e.g. openai; an alias has a tilde before it.")]
    slug: Annotated[str, Meta(description="The rest of its id, with a variant such as :free where it has one.")]
