"""Which figures a report is about: from the word that a user gave to one metric on one source's board."""

from collections.abc import Callable, Iterable, Sequence

from benchbook.errors import NothingStored, UnknownThing
from benchbook.metrics import main_metric
from benchbook.model import Noun, StoredResult

PREFERRED_SOURCE = "artificial-analysis"
MOST_NAMES_LISTED = 60


class Chosen(Noun, frozen=True, kw_only=True):
    """One measure on one board of one source, and the results that have it."""

    source: str
    board: str
    measure: str
    results: tuple[StoredResult, ...]


def choose_metric(metric: str, results: Sequence[StoredResult], source: str | None) -> Chosen:
    """The results that a metric's name means.

    ``metric`` is a measure's id, that id without ``_index``, a board, or ``board:measure``. Raises
    ``NothingStored`` on an empty store and ``UnknownThing`` with the choices for what cannot be told.
    """
    if not results:
        raise NothingStored("results")
    pool = _of_source(results, source)
    meanings = _meanings(metric.strip(), pool)
    if not meanings:
        raise UnknownThing("metric", metric[:80], _listed(pool))
    chosen_source = _only_source(metric, {result.scope.source for result, _ in meanings})
    meanings = [(result, measure) for result, measure in meanings if result.scope.source == chosen_source]
    places = sorted({(result.result.board, measure) for result, measure in meanings})
    if len(places) > 1:
        raise UnknownThing("single board for metric", metric[:80], _capped(f"{b}:{m}" for b, m in places))
    board, measure = places[0]
    return Chosen(source=chosen_source, board=board, measure=measure, results=tuple(result for result, _ in meanings))


def _of_source(results: Sequence[StoredResult], source: str | None) -> list[StoredResult]:
    if source is None:
        return list(results)
    pool = [result for result in results if result.scope.source == source]
    if not pool:
        raise UnknownThing("source with results", source[:80], sorted({result.scope.source for result in results}))
    return pool


def _meanings(metric: str, pool: list[StoredResult]) -> list[tuple[StoredResult, str]]:
    """Each result that has the metric, with the measure meant; the first reading that fits any result holds."""
    board, colon, measure = metric.rpartition(":")
    readings: tuple[Callable[[StoredResult], str | None], ...] = (
        lambda _: metric,
        lambda _: f"{metric}_index",
        lambda result: measure if colon and result.result.board == board else None,
        lambda result: main_measure(result) if result.result.board == metric else None,
    )
    for reading in readings:
        found = [(result, name) for result in pool if (name := reading(result)) and name in result.result.measures]
        if found:
            return found
    return []


def main_measure(result: StoredResult) -> str | None:
    """The measure that is meant where only a board is named."""
    return main_metric(result.result.measures)


def _only_source(metric: str, sources: set[str]) -> str:
    if len(sources) == 1:
        return next(iter(sources))
    if PREFERRED_SOURCE in sources:
        return PREFERRED_SOURCE
    raise UnknownThing("single source for metric", metric[:80], sorted(sources))


def _listed(pool: list[StoredResult]) -> list[str]:
    """The names that would have been understood: a measure alone where one board has it."""
    boards: dict[str, set[str]] = {}
    for result in pool:
        for measure in result.result.measures:
            boards.setdefault(measure, set()).add(result.result.board)
    return _capped(
        name
        for measure, where in sorted(boards.items())
        for name in ([measure] if len(where) == 1 else [f"{board}:{measure}" for board in sorted(where)])
    )


def _capped(names: Iterable[str]) -> list[str]:
    listed = list(names)
    more = len(listed) - MOST_NAMES_LISTED
    return [*listed[:MOST_NAMES_LISTED], f"and {more} more"] if more > 0 else listed
