"""Figures of another method than most of their column: they stand there, and say that they do not compare."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from benchbook.changes.methods import Method, rebased, version_at
from benchbook.leaderboard.figures import Told


def marked(told: Iterable[Told]) -> list[Told]:
    """The same figures, those of another method than most of their column marked with its version."""
    columns: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        columns[one.column].append(one)
    return [each for column in columns.values() for each in _marked(column)]


def usual_method(column: Sequence[Told]) -> str | None:
    """The version that most figures of a column are of, the newer one of two; None where none is known."""
    return version_at(_reference(column))


def _marked(column: Sequence[Told]) -> Iterable[Told]:
    reference = _reference(column)
    # Figures of the days on which the method changed may be of either version; the reference is apart from none.
    apart: dict[Method, str | None] = {reference: None}
    for one in column:
        method = _method(one)
        if method not in apart:
            older, newer = sorted((method, reference), key=lambda each: each.seen_at)
            apart[method] = None if rebased(older, newer) is None else version_at(method) or "?"
        yield one._replace(figure=replace(one.figure, other_method=apart[method])) if apart[method] else one


def _reference(column: Sequence[Told]) -> Method:
    """The newest figure's method among those of the most common version."""
    methods = Counter(_method(one) for one in column)
    versions: Counter[str | None] = Counter()
    newest: dict[str | None, Method] = {}
    for method, count in methods.items():
        version = version_at(method)
        versions[version] += count
        if version not in newest or newest[version].seen_at < method.seen_at:
            newest[version] = method
    usual = max(versions, key=lambda version: (version is not None, versions[version], newest[version].seen_at))
    return newest[usual]


def _method(one: Told) -> Method:
    figure = one.figure
    return Method(one.source, figure.via, one.board, one.metric, figure.method_version, figure.last_seen)
