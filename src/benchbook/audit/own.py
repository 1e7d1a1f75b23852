"""Our side of a comparison of scores: what the sources' own rows say, relays left out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from benchbook.model import Matched, Number, Refresh, StoredModel, StoredResult
from benchbook.publication import headline_order, standing_results

COMPARED: Mapping[str, tuple[str, ...]] = {
    "artificial-analysis": ("intelligence_index", "coding_index", "agentic_index"),
    "design-arena": ("elo", "win_rate"),
}
"""The metrics that are compared, by source."""

INDICES = "indices"
_LEAST_SHARED = 2
_NEAR = 0.01

Place = tuple[str, str]
"""A source and one of its boards."""


class Families:
    """Models by any of their ids; variants and permaslugs of one model are one family, told by its permaslug."""

    def __init__(self, models: Iterable[StoredModel]) -> None:
        self._permaslugs: dict[str, str] = {}
        self._base_ids: dict[str, str] = {}
        for state in sorted(models, key=lambda state: (state.model.variant is not None, state.model.id)):
            model = state.model
            if not model.is_alias:
                self._permaslugs.setdefault(model.permaslug, model.permaslug)
                self._permaslugs.setdefault(model.base_id, model.permaslug)
                self._base_ids.setdefault(model.permaslug, model.base_id)

    def family(self, model_id: str) -> str:
        """The permaslug of a model, or the id without its variant where the catalogue lacks it."""
        base = model_id.partition(":")[0]
        return self._permaslugs.get(base, base)

    def base_id(self, family: str) -> str:
        """The id by which a family is called."""
        return self._base_ids.get(family, family)

    def knows(self, family: str) -> bool:
        """Whether the catalogue ever had the model."""
        return family in self._base_ids


class OwnRows:
    """The sources' own rows that speak today, by board, by model and by figure."""

    def __init__(self, results: Iterable[StoredResult], refreshes: Iterable[Refresh], families: Families) -> None:
        direct = [result for result in results if result.scope.via is None and result.scope.source in COMPARED]
        whole = [refresh for refresh in refreshes if refresh.scope.via is None]
        rows = [row for row in standing_results(direct, whole) if _is_compared(row)]
        self.metrics: dict[Place, set[str]] = defaultdict(set)
        self.by_model: dict[tuple[Place, str], list[StoredResult]] = defaultdict(list)
        self._by_figure: dict[tuple[Place, str, Number], list[StoredResult]] = defaultdict(list)
        for row in sorted(rows, key=_first_first):
            place = (row.scope.source, row.result.board)
            for name, value in figures(row).items():
                self.metrics[place].add(name)
                self._by_figure[place, name, value].append(row)
            model_id = joined_to(row)
            if model_id is not None:
                self.by_model[place, families.family(model_id)].append(row)

    def bearing(self, place: Place, published: Mapping[str, Number]) -> list[StoredResult]:
        """The rows that bear all of the published figures which they have, two at least if two are comparable."""
        known = {name: value for name, value in published.items() if name in self.metrics.get(place, ())}
        found = {id(row): row for name, value in known.items() for row in self._by_figure.get((place, name, value), ())}
        return [row for row in found.values() if bears(row, known)]

    def published(self, place: Place, family: str) -> list[StoredResult]:
        """The rows that the wire has for a model: of the indices one, of an arena all."""
        rows = self.by_model.get((place, family), [])
        return rows[:1] if place[1] == INDICES else rows


def bears(row: StoredResult, known: Mapping[str, Number]) -> bool:
    """Whether a row agrees with all of these figures that it has, and has enough of them."""
    shared = figures(row).keys() & known.keys()
    enough = len(shared) >= min(_LEAST_SHARED, len(known))
    return bool(shared) and enough and all(row.result.measures[name] == known[name] for name in shared)


def is_near(row: StoredResult, published: Mapping[str, Number]) -> bool:
    """Whether a row has figures within one percent of these, as the same row has at another moment of a day."""
    mine = figures(row)
    shared = mine.keys() & published.keys()
    return len(shared) >= _LEAST_SHARED and all(
        abs(mine[name] - published[name]) <= _NEAR * abs(mine[name]) for name in shared
    )


def figures(row: StoredResult) -> dict[str, Number]:
    """The figures of a row that are compared."""
    return {name: row.result.measures[name] for name in COMPARED[row.scope.source] if name in row.result.measures}


def joined_to(row: StoredResult) -> str | None:
    """The model that a row is joined to, None also for a questionable join, which is not published."""
    identity = row.identity
    return identity.model_id if isinstance(identity, Matched) and identity.doubt is None else None


def _is_compared(row: StoredResult) -> bool:
    if not figures(row):
        return False
    return "/" in row.result.board if row.scope.source == "design-arena" else row.result.board == INDICES


def _first_first(row: StoredResult) -> tuple[object, ...]:
    """The order in which one row a model is picked, as it is published."""
    measures = row.result.measures
    coding, intelligence = measures.get("coding_index"), measures.get("intelligence_index")
    order = headline_order(coding, intelligence)
    return (*order, -(coding or 0), -(measures.get("elo") or 0), row.labels.name)
