"""What a newest catalogue entry lacks, from elsewhere: providers of its endpoints, facts of an earlier document."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from benchbook.model import CatalogModel, Endpoint, Reasoning
from benchbook.report.document import Completion

_LISTS = ("providers", "features", "data_policy")
_ARCHITECTURE = ("is_moe", "total_parameters", "active_parameters")


def providers_by_model(endpoints: Iterable[Endpoint]) -> dict[str, set[str]]:
    """The providers' names by base id: variants are offers of the same model."""
    found: dict[str, set[str]] = defaultdict(set)
    for endpoint in endpoints:
        found[endpoint.model_id.partition(":")[0]].add(endpoint.provider_name)
    return dict(found)


def with_providers(
    model: CatalogModel, family: Iterable[CatalogModel], providers: Mapping[str, set[str]]
) -> CatalogModel:
    """The model with its endpoints' providers, sorted, unless it states its own."""
    if model.providers:
        return model
    ids = {other.base_id for other in (model, *family)}
    names = {name for model_id in ids for name in providers.get(model_id, ())}
    return replace(model, providers=tuple(sorted(names, key=lambda name: (name.casefold(), name))))


def completed(model: CatalogModel, document: CatalogModel | None) -> tuple[CatalogModel, Completion | None]:
    """The model with what only the document says; prices, lengths and names are never taken from it."""
    if document is None:
        return model, None
    taken: dict[str, object] = {
        name: getattr(document, name) for name in _LISTS if not getattr(model, name) and getattr(document, name)
    }
    if all(getattr(model, name) is None for name in _ARCHITECTURE):
        taken |= {name: value for name in _ARCHITECTURE if (value := getattr(document, name)) is not None}
    fields = list(taken)
    note = document.reasoning.note if document.reasoning else None
    if note and model.reasons and (model.reasoning is None or model.reasoning.note is None):
        taken["reasoning"] = replace(model.reasoning or Reasoning(), note=note)
        fields.append("reasoning_note")
    if not taken:
        return model, None
    return replace(model, **taken), Completion(fields=tuple(fields), citation=document.citation)
