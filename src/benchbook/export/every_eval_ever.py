"""Scores as records of Every Eval Ever: one of each source and model configuration.

What is not known is left out of a record or called ``unknown``, and what the schema needs but nobody
said keeps a score out: names that are joined to no model or questionably, metrics of which nobody wrote
down which way is better, and prices, which are no evaluations.
"""

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from benchbook.export.evaluation_record import (
    SCHEMA_VERSION,
    EvaluationRecord,
    EvaluationResult,
    GenerationArgs,
    GenerationConfig,
    Library,
    MetricConfig,
    ModelInfo,
    OtherData,
    ScoreDetails,
    SourceMetadata,
    StandardError,
    Uncertainty,
    UrlData,
    checked,
)
from benchbook.export.scores import Figure, ordered
from benchbook.metrics import MetricFacts, metric
from benchbook.model import CatalogModel, Configuration, Noun
from benchbook.publication import Publication, ScoreRow
from benchbook.sources import Source, all_sources

_UNKNOWN = "unknown"
_COUNTED = frozenset({"battles", "tournaments", "tasks"})
"""Units of figures that tell how much was measured, not how well."""

_SPREADS = frozenset({"accuracy_stddev"})
"""Figures about another figure of their board."""

_UNITS = {
    "share, 0 to 1": "proportion",
    "index points, 0 to 100": "points",
    "rating points": "points",
    "milliseconds": "ms",
}
_KINDS = {"accuracy": "accuracy", "elo": "elo", "win_rate": "win_rate"}
_PLAUSIBLE_ONLY = frozenset({"rating points"})
"""Units whose bounds in the facts are those of what can be believed, not of the metric."""

_UUID_BYTES = 16
_RUN = tuple(name for name in Configuration.__struct_fields__ if name != "provider")

Key = tuple[str | None, ...]


class LeftOut(Noun, frozen=True, kw_only=True):
    """Figures that no record holds, by why."""

    unresolved: int = 0
    questionable: int = 0
    prices: int = 0
    unknown_direction: int = 0


class Record(Noun, frozen=True, kw_only=True):
    """A record that was checked: its JSON, and the path that the data set gives such a file."""

    path: str
    body: bytes


class Evaluations(Noun, frozen=True, kw_only=True):
    """The scores that can be told as records, each group of rows making one."""

    groups: tuple[tuple[ScoreRow, ...], ...]
    entries: dict[str, CatalogModel]
    left_out: LeftOut

    def records(self) -> Iterator[Record]:
        """The records, the same for equal scores."""
        for rows in self.groups:
            yield _record(rows, self.entries)


def evaluations(publication: Publication) -> Evaluations:
    """What of a publication can be told, and how much cannot."""
    left: Counter[str] = Counter()
    told = []
    for row in ordered(publication):
        reason = "unresolved" if row.model_id is None else "questionable" if row.doubt is not None else None
        for name in row.measures:
            left[reason or _unfit(row, name) or "told"] += 1
        if reason is None and any(_is_result(row, name) for name in row.measures):
            told.append(row)
    told.sort(key=lambda row: [(part is not None, part or "") for part in _key(row)])
    counts = {name: left[name] for name in LeftOut.__struct_fields__}
    return Evaluations(
        groups=tuple(tuple(rows) for _, rows in groupby(told, _key)),
        entries={model.id: model for model in (*publication.departed, *publication.models)},
        left_out=LeftOut(**counts),
    )


def _unfit(row: ScoreRow, name: str) -> str | None:
    facts = metric(row.source, name)
    if facts is None:
        return "unknown_direction"
    return "prices" if "per million tokens" in facts.unit else None


def _is_result(row: ScoreRow, name: str) -> bool:
    facts = metric(row.source, name)
    return _unfit(row, name) is None and not _is_detail(name, facts)


def _is_detail(name: str, facts: MetricFacts | None) -> bool:
    return name in _SPREADS or (facts is not None and (facts.of is not None or facts.unit in _COUNTED))


def _key(row: ScoreRow) -> Key:
    """Equal for rows of one record."""
    run = tuple(getattr(row, name) for name in Configuration.__struct_fields__)
    return (row.source, row.via, row.model_id, row.name, *run, row.licence, row.citation)


def _record(rows: tuple[ScoreRow, ...], entries: dict[str, CatalogModel]) -> Record:
    row = rows[0]
    model_id = row.model_id or _UNKNOWN
    source = all_sources().get(row.source)
    retrieved = str(int(max(each.last_seen for each in rows).timestamp()))
    digest = hashlib.sha256("\0".join(map(repr, _key(row))).encode("utf-8", "replace")).digest()
    record = EvaluationRecord(
        schema_version=SCHEMA_VERSION,
        evaluation_id=f"{row.source}/{model_id.replace('/', '_')}-{digest.hex()[:8]}/{retrieved}",
        retrieved_timestamp=retrieved,
        source_metadata=_source_metadata(row, source),
        eval_library=Library(name=_UNKNOWN, version=_UNKNOWN),
        model_info=_model_info(row, entries.get(model_id)),
        evaluation_results=_results(rows, source),
    )
    developer, _, model = model_id.partition("/")
    folder = "/".join(map(_safe, (row.source, developer, model)))
    name = uuid.UUID(bytes=digest[:_UUID_BYTES], version=4)
    return Record(path=f"data/{folder}/{name}.json", body=checked(record))


def _safe(part: str) -> str:
    """A name that every file system takes and that leads nowhere else."""
    kept = "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "_" for char in part)
    return kept.lstrip(".")[:100] or _UNKNOWN


def _source_metadata(row: ScoreRow, source: Source | None) -> SourceMetadata:
    title = (source.title if source else None) or row.source
    developer = (row.model_id or "").partition("/")[0].removeprefix("~")
    told = {"source_id": row.source, "relayed_by": row.via, "licence": row.licence, "citation": row.citation}
    return SourceMetadata(
        source_name=title,
        source_type="documentation",
        source_organization_name=title,
        source_organization_url=(source.homepage or UNSET) if source else UNSET,
        evaluator_relationship="first_party" if developer == row.source else "third_party",
        additional_details=_known(told),
    )


def _model_info(row: ScoreRow, entry: CatalogModel | None) -> ModelInfo:
    """The model by its repository's name where the catalogue knows one, else by its catalogue id."""
    model_id = row.model_id or _UNKNOWN
    repository = entry.hugging_face_id if entry else None
    told = {"openrouter_id": model_id, "permaslug": row.permaslug, "joined_by_rule": row.rule, "release_date": row.date}
    return ModelInfo(
        name=row.name or model_id,
        id=repository or model_id,
        developer=model_id.partition("/")[0].removeprefix("~") or UNSET,
        inference_platform=row.provider or UNSET,
        additional_details={
            "deployment_type": _UNKNOWN,
            "model_availability": "open_weights" if repository else _UNKNOWN,
            **_known(told),
        },
    )


def _results(rows: tuple[ScoreRow, ...], source: Source | None) -> tuple[EvaluationResult, ...]:
    """Every figure; where a source gives two of one name, the later ones are numbered."""
    seen: Counter[str] = Counter()
    results = []
    for row in rows:
        for name in sorted(name for name in row.measures if _is_result(row, name)):
            result = _result(Figure(row, name, row.measures[name]), source)
            seen[result.evaluation_result_id] += 1
            number = seen[result.evaluation_result_id]
            numbered = f"{result.evaluation_result_id}.{number}"
            results.append(replace(result, evaluation_result_id=numbered) if number > 1 else result)
    return tuple(results)


def _result(figure: Figure, source: Source | None) -> EvaluationResult:
    row, facts = figure.row, figure.facts
    one_benchmark = any(known.main for name in row.measures if (known := metric(row.source, name)))
    parts = (row.source, row.board, row.variant, row.method_version, figure.metric)
    dataset = row.board if one_benchmark or facts is None else facts.title
    return EvaluationResult(
        evaluation_result_id=".".join(part for part in parts if part),
        evaluation_name=f"{row.source}.{row.board if one_benchmark else figure.metric}",
        source_data=UrlData(dataset_name=dataset, url=(source.homepage,))
        if source and source.homepage
        else OtherData(dataset_name=dataset),
        metric_config=_metric_config(figure),
        score_details=_score_details(figure),
        generation_config=_generation_config(row),
    )


def _metric_config(figure: Figure) -> MetricConfig:
    facts = figure.facts
    if facts is None:
        raise ValueError(f"nobody wrote down which way {figure.metric!r} is better")
    bounded = facts.unit not in _PLAUSIBLE_ONLY
    version = figure.row.method_version
    return MetricConfig(
        lower_is_better=facts.lower_is_better,
        metric_id=f"{figure.row.source}.{figure.metric}",
        metric_name=facts.title,
        metric_kind=_KINDS.get(figure.metric, UNSET),
        metric_unit=_UNITS.get(facts.unit, facts.unit),
        score_type="continuous",
        min_score=facts.minimum if bounded else None,
        max_score=facts.maximum if bounded else None,
        additional_details=_known({"method_version": version}),
    )


def _score_details(figure: Figure) -> ScoreDetails:
    row = figure.row
    counts = {
        name: f"{value}" for name, value in sorted(row.measures.items()) if _is_detail(name, metric(row.source, name))
    }
    return ScoreDetails(
        score=figure.value,
        details=counts | _known({"variant": row.variant, "observed_at": row.observed_at.date().isoformat()}),
        uncertainty=_uncertainty(figure),
    )


def _uncertainty(figure: Figure) -> Uncertainty | UnsetType:
    error, size = figure.std_error, figure.row.sample_size
    if error is None and size is None:
        return UNSET
    return Uncertainty(
        standard_error=UNSET if error is None else StandardError(value=error),
        num_samples=UNSET if size is None else size,
    )


def _generation_config(row: ScoreRow) -> GenerationConfig | UnsetType:
    run = _known({name: getattr(row, name) for name in _RUN})
    if not run:
        return UNSET
    reasons = {"reasoning": True, "non-reasoning": False}.get(row.mode or "")
    return GenerationConfig(
        generation_args=UNSET if reasons is None else GenerationArgs(reasoning=reasons),
        additional_details=run,
    )


def _known(told: dict[str, str | None]) -> dict[str, str]:
    return {name: text for name, text in told.items() if text}
