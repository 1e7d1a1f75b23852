"""Nearest catalogue names, for a person to look at; never part of a match."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from benchbook.model import CatalogModel, Labels, Suggestion
from benchbook.resolve.catalog import CatalogIndex
from benchbook.resolve.facts import Facts
from benchbook.resolve.names import normalise
from benchbook.resolve.resolver import Resolver

_LEAST_LIKENESS_PERCENT = 60
_FURTHER = 5


class Suggester:
    """Finds the catalogue entries whose names are most alike a source's name.

    With ``facts`` a model is never suggested for a name that a person's rejection keeps from it.
    """

    def __init__(self, models: Iterable[CatalogModel], facts: Facts | None = None) -> None:
        entries = [model for model in models if not model.is_alias]
        groups = CatalogIndex(entries).groups
        self._resolver = None if facts is None else Resolver(entries, facts)
        self._groups = {group.base_id: group for group in groups}
        self._names = {group.base_id: normalise(group.name.partition(": ")[2] or group.name) for group in groups}

    def suggest(
        self, labels: Labels, count: int = 3, *, source: str = "", via: str | None = None
    ) -> tuple[Suggestion, ...]:
        """At most ``count`` suggestions for what ``source`` calls by these labels, the likest first.

        What a name says in brackets, mostly how a model was run, is left out of the comparison.
        """
        found = process.extract(
            normalise(labels.name.partition(" (")[0] or labels.name),
            self._names,
            scorer=fuzz.token_sort_ratio,
            score_cutoff=_LEAST_LIKENESS_PERCENT,
            limit=count + _FURTHER,
        )
        resolver = self._resolver
        fit = [one for one in found if resolver is None or not resolver.refuses(labels, one[2], source, via)]
        return tuple(
            Suggestion(model_id=base_id, name=self._groups[base_id].name, likeness_percent=round(likeness))
            for _, likeness, base_id in fit[:count]
        )


def alike(model: CatalogModel, names: Iterable[str], count: int) -> tuple[tuple[str, int], ...]:
    """Of some names those that are most alike a model's own, with the likeness in percent, the likest first."""
    spelled = {name: normalise(name.partition(" (")[0] or name) for name in sorted(names)}
    found = process.extract(
        normalise(model.short_name),
        spelled,
        scorer=fuzz.token_sort_ratio,
        score_cutoff=_LEAST_LIKENESS_PERCENT,
        limit=count,
    )
    return tuple((name, round(likeness)) for _, likeness, name in found)
