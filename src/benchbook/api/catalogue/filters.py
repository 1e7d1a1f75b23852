"""Which models a query asks for. A model whose value is unknown meets no condition on it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from operator import attrgetter

from benchbook.api.catalogue.query import ModelsQuery
from benchbook.catalogue import ModelLine
from benchbook.errors import BadParameter, Unanswerable

Lines = Sequence[ModelLine]
Narrowing = Callable[[Lines], Lines]
"""One condition: the lines that meet it, in their order."""

OUTPUTS = ("text", "image", "embeddings", "audio", "video", "rerank", "decisions", "speech", "transcription")
INPUTS = ("text", "image", "file", "audio", "video")
EVERYTHING = "all"

UNKNOWN_TO_ALL = {
    "category": "no source tells what models are used for",
    "distillable": "no source tells which models may be distilled",
    "zdr": "no source tells which endpoints retain no data",
    "region": "no source tells in which region an endpoint keeps data",
    "min_tool_success_rate": "no source tells how often calls of tools succeed",
    "max_tool_success_rate": "no source tells how often calls of tools succeed",
}
RANGES = {
    "price": "prompt",
    "output_price": "completion",
    "intelligence_index": "intelligence",
    "coding_index": "coding",
    "agentic_index": "agentic",
}
"""What ``min_`` and ``max_`` bound, and the column that holds it."""
INDICES = {
    "intelligence": "no model here has an intelligence index",
    "coding": "no model here has a coding index",
    "agentic": "no model here has an agentic index",
}
"""Columns of indices, and what is said where none is known."""


def select(lines: Lines, query: ModelsQuery, today: date) -> Lines:
    """The lines asked for, in the order in which they came.

    Raises ``Unanswerable`` for a condition on what no source gave, ``BadParameter`` for one that
    contradicts itself or names a modality that does not exist.
    """
    _refuse(lines, query)
    for narrowed in list(_conditions(lines, query, today)):
        lines = narrowed(lines)
    return lines


def words_of(name: str, text: str) -> frozenset[str]:
    """A comma list, case-folded; raises ``BadParameter`` for one without a word."""
    words = frozenset(word for part in text.split(",") if (word := part.strip().casefold()))
    if not words:
        raise BadParameter(name, text, "one or more words separated by commas")
    return words


def require(lines: Lines, column: str, name: str, value: str, missing: str) -> None:
    """Raise ``Unanswerable`` unless some line has a value in a column; nothing is asked of an empty catalogue."""
    known = attrgetter(column)
    if lines and all(known(line) in {None, frozenset()} for line in lines):
        raise Unanswerable(name, value, missing)


def _refuse(lines: Lines, query: ModelsQuery) -> None:
    for name, missing in UNKNOWN_TO_ALL.items():
        value = getattr(query, name)
        if value is not None:
            raise Unanswerable(name, str(value), missing)
    if query.providers is not None:
        require(lines, "providers", "providers", query.providers, "no endpoint here tells who serves what")
    for bounded, column in RANGES.items():
        for name, value in _bounds(query, bounded):
            if column in INDICES:
                require(lines, column, name, str(value), INDICES[column])


def _bounds(query: ModelsQuery, bounded: str) -> list[tuple[str, Decimal]]:
    named = ((name, getattr(query, name)) for name in (f"min_{bounded}", f"max_{bounded}"))
    return [(name, value) for name, value in named if value is not None]


def _conditions(lines: Lines, query: ModelsQuery, today: date) -> Iterator[Narrowing]:
    yield from _outputs(lines, query.output_modalities)
    yield from _texts(lines, query)
    for bounded, column in RANGES.items():
        yield from _range(query, bounded, column)
    yield from _ages(query, today)
    if (least := query.context) is not None:
        yield lambda lines: [line for line in lines if line.context is not None and line.context >= least]


def _outputs(lines: Lines, asked: str | None) -> Iterator[Narrowing]:
    if asked is None:
        yield lambda lines: [line for line in lines if line.usual]
        return
    words = words_of("output_modalities", asked)
    if EVERYTHING in words:
        return
    known = _modalities("output_modalities", words, OUTPUTS, frozenset().union(*(x.output_modalities for x in lines)))
    yield lambda lines: [line for line in lines if not known.isdisjoint(line.output_modalities)]


def _modalities(name: str, asked: frozenset[str], known: Sequence[str], seen: frozenset[str]) -> frozenset[str]:
    for word in sorted(asked - seen - set(known)):
        every = "" if name == "input_modalities" else f", or {EVERYTHING}"
        raise BadParameter(name, word, f"one or more of {', '.join(known)}{every}")
    return asked


def _texts(lines: Lines, query: ModelsQuery) -> Iterator[Narrowing]:
    if query.input_modalities is not None:
        words = words_of("input_modalities", query.input_modalities)
        seen: frozenset[str] = frozenset().union(*(line.input_modalities for line in lines))
        inputs = _modalities("input_modalities", words, INPUTS, seen)
        yield lambda lines: [line for line in lines if inputs <= line.input_modalities]
    if query.supported_parameters is not None:
        wanted = words_of("supported_parameters", query.supported_parameters)
        yield lambda lines: [line for line in lines if wanted <= line.parameters]
    if query.arch is not None:
        kinds = words_of("arch", query.arch)
        yield lambda lines: [line for line in lines if not kinds.isdisjoint(line.architectures)]
    if query.model_authors is not None:
        authors = words_of("model_authors", query.model_authors)
        yield lambda lines: [line for line in lines if line.author in authors]
    if query.providers is not None:
        providers = words_of("providers", query.providers)
        yield lambda lines: [line for line in lines if not providers.isdisjoint(line.providers)]
    yield from map(_says, (query.q or "").casefold().split())


def _says(word: str) -> Narrowing:
    return lambda lines: [line for line in lines if word in line.searched]


def _range(query: ModelsQuery, bounded: str, column: str) -> Iterator[Narrowing]:
    bounds: dict[str, Decimal | float] = dict(_bounds(query, bounded))
    least, most = bounds.get(f"min_{bounded}"), bounds.get(f"max_{bounded}")
    if least is not None and most is not None and least > most:
        raise BadParameter(f"min_{bounded}", str(least), f"at most max_{bounded}, which is {most}")
    if column in INDICES:
        # Indices are floats: 69.2 is at most 69.2, which the float is not of the decimal.
        least, most = least and float(least), most and float(most)
    value_of = attrgetter(column)
    if least is not None:
        yield lambda lines: [line for line in lines if (value := value_of(line)) is not None and value >= least]
    if most is not None:
        yield lambda lines: [line for line in lines if (value := value_of(line)) is not None and value <= most]


def _ages(query: ModelsQuery, today: date) -> Iterator[Narrowing]:
    least, most = query.min_age_days, query.max_age_days
    if least is not None and most is not None and least > most:
        raise BadParameter("min_age_days", str(least), f"at most max_age_days, which is {most}")
    if least is not None:
        last = today - timedelta(days=least)
        yield lambda lines: [line for line in lines if line.created_on is not None and line.created_on <= last]
    if most is not None:
        first = today - timedelta(days=most)
        yield lambda lines: [line for line in lines if line.created_on is not None and line.created_on >= first]
