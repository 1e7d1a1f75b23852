"""The shape of a record of Every Eval Ever, schema 0.3.0: the parts of it that Benchbook can fill.

A record is checked by being read back: ``checked`` raises ``msgspec.ValidationError`` for one that the
schema would refuse.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

SCHEMA_VERSION: Literal["0.3.0"] = "0.3.0"

Text = Annotated[str, Meta(min_length=1)]
Texts = dict[str, str]
Bound = float | Literal["Infinity", "-Infinity"] | None


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A part of a record; what is not known is left out."""


class SourceMetadata(Part, frozen=True, kw_only=True):
    """Who evaluated, and where it was published."""

    source_type: Literal["documentation", "evaluation_run"]
    source_organization_name: Text
    evaluator_relationship: Literal["first_party", "third_party", "collaborative", "other"]
    source_name: Text | UnsetType = UNSET
    source_organization_url: Text | UnsetType = UNSET
    additional_details: Texts = {}


class Library(Part, frozen=True, kw_only=True):
    """What ran the evaluation."""

    name: Text
    version: Text


class ModelInfo(Part, frozen=True, kw_only=True):
    """What was evaluated; ``additional_details`` has ``deployment_type`` and ``model_availability``."""

    name: Text
    id: Text
    additional_details: Texts
    developer: Text | UnsetType = UNSET
    inference_platform: Text | UnsetType = UNSET

    def __post_init__(self) -> None:
        """Refuse details of which the schema says what they may be."""
        deployment = self.additional_details.get("deployment_type")
        availability = self.additional_details.get("model_availability")
        if deployment not in {"self_deployed", "externally_managed", "unknown"}:
            raise ValueError(f"deployment_type is {deployment!r}")
        if availability not in {"open_weights", "closed_weights", "unknown"}:
            raise ValueError(f"model_availability is {availability!r}")


class UrlData(Part, frozen=True, kw_only=True, tag_field="source_type", tag="url"):
    """Where the figures were published."""

    dataset_name: Text
    url: Annotated[tuple[Text, ...], Meta(min_length=1)]


class OtherData(Part, frozen=True, kw_only=True, tag_field="source_type", tag="other"):
    """Figures that stand at no address."""

    dataset_name: Text


class MetricConfig(Part, frozen=True, kw_only=True):
    """What is measured; a continuous metric tells its bounds, null where they are not known."""

    lower_is_better: bool
    metric_id: Text | UnsetType = UNSET
    metric_name: Text | UnsetType = UNSET
    metric_kind: Text | UnsetType = UNSET
    metric_unit: Text | UnsetType = UNSET
    score_type: Literal["continuous"] | UnsetType = UNSET
    min_score: Bound | UnsetType = UNSET
    max_score: Bound | UnsetType = UNSET
    additional_details: Texts = {}

    def __post_init__(self) -> None:
        """Refuse a continuous metric without bounds."""
        if self.score_type == "continuous" and UNSET in {self.min_score, self.max_score}:
            raise ValueError("a continuous metric needs min_score and max_score")


class StandardError(Part, frozen=True, kw_only=True):
    """The standard error of a score."""

    value: float


class Uncertainty(Part, frozen=True, kw_only=True):
    """How certain a score is."""

    standard_error: StandardError | UnsetType = UNSET
    num_samples: int | UnsetType = UNSET


class ScoreDetails(Part, frozen=True, kw_only=True):
    """A score with what the source says beside it."""

    score: int | float
    details: Texts = {}
    uncertainty: Uncertainty | UnsetType = UNSET


class GenerationArgs(Part, frozen=True, kw_only=True):
    """How the model was run, as far as the schema has fields for it."""

    reasoning: bool | UnsetType = UNSET


class GenerationConfig(Part, frozen=True, kw_only=True):
    """How the model was run."""

    generation_args: GenerationArgs | UnsetType = UNSET
    additional_details: Texts = {}


class EvaluationResult(Part, frozen=True, kw_only=True):
    """One figure."""

    evaluation_result_id: Text
    evaluation_name: Text
    source_data: UrlData | OtherData
    metric_config: MetricConfig
    score_details: ScoreDetails
    generation_config: GenerationConfig | UnsetType = UNSET


class EvaluationRecord(Part, frozen=True, kw_only=True):
    """Every figure of one model in one configuration by one source; times are unix seconds."""

    schema_version: Literal["0.3.0"]
    evaluation_id: Text
    retrieved_timestamp: Annotated[str, Meta(pattern=r"^-?[0-9]+$")]
    source_metadata: SourceMetadata
    eval_library: Library
    model_info: ModelInfo
    evaluation_results: Annotated[tuple[EvaluationResult, ...], Meta(min_length=1)]


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(EvaluationRecord).decode


def checked(record: EvaluationRecord) -> bytes:
    """The record as JSON, if it reads back as what it is."""
    written = _encode(record)
    _decode(written)
    return written
