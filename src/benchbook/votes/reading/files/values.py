"""From values of Python, as JSON or a caller gives them, to columns of Arrow."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from benchbook.json_repair import repaired
from benchbook.votes.reading.files.batch import MOST_COLUMNS, Batch, Kind, Read, Rows
from benchbook.votes.reading.nouns import Rejection
from benchbook.wording import shortened

_MISFITS = (pa.ArrowException, TypeError, ValueError, OverflowError, UnicodeError)
_WANTED = {
    "name": "a name",
    "word": "text",
    "label": "text or a number",
    "time": "a time",
    "list": "a list of names",
    "map": "an object of figures",
}


class _Misfit(Exception):
    """A value that is not of its column's kind."""


def fields_of(records: Iterable[Mapping[str, object]]) -> dict[str, frozenset[str]]:
    """The names of all fields in their order, each with those below it; no more than a file may have."""
    found: dict[str, set[str]] = {}
    for record in records:
        for name, value in record.items():
            if len(found) < MOST_COLUMNS or name in found:
                inside = found.setdefault(name, set())
                if isinstance(value, dict) and len(inside) < MOST_COLUMNS:
                    inside.update(value)
    return {name: frozenset(inside) for name, inside in found.items()}


def gather(values: Mapping[str, Sequence[object]], reads: Sequence[Read], rows: Rows) -> Batch:
    """Columns of what was read; a row with a value of the wrong type is refused."""
    columns: dict[Read, pa.Array] = {}
    wrong: dict[int, Rejection] = {}
    for read in reads:
        listed = values[read.column]
        if read.inside:
            listed = [value.get(read.inside) if isinstance(value, dict) else None for value in listed]
        columns[read], misfits = _column(read.kind, listed)
        for at in misfits:
            reason = f"{read.name} is not {_WANTED[read.kind]}"
            excerpt = f"{shortened(read.name)}: {shortened(written(listed[at]))}"
            wrong.setdefault(at, Rejection(row=int(rows[at]), reason=reason, excerpt=excerpt))
    if not wrong:
        return Batch(rows=rows, columns=columns)
    kept = np.ones(len(rows), bool)
    kept[list(wrong)] = False
    refused = tuple(wrong[at] for at in sorted(wrong))
    columns = {read: column.filter(pa.array(kept)) for read, column in columns.items()}
    return Batch(rows=rows[kept], columns=columns, refused=refused)


def written(value: object) -> str:
    """A value as JSON."""
    try:
        return msgspec.json.encode(value).decode("utf-8", "replace")
    except (TypeError, ValueError, RecursionError, OverflowError):
        return repr(type(value))


def _column(kind: Kind, values: Sequence[object]) -> tuple[pa.Array, list[int]]:
    """Values as a column, null in the places of those that do not fit."""
    if kind in _ONE_BY_ONE:
        read, arrow = _ONE_BY_ONE[kind]
        return _each(read, values, arrow)
    if kind == "time" and (times := _numbers(values)) is not None:
        return times, []
    try:
        return pa.array(values, pa.string()), []
    except _MISFITS:
        reader = _name if kind == "name" else _instant if kind == "time" else label
        return _each(reader, values, pa.string())


def _each(read: Callable[[Any], object], values: Sequence[object], kind: pa.DataType) -> tuple[pa.Array, list[int]]:
    found: list[object] = []
    misfits = []
    for at, value in enumerate(values):
        try:
            found.append(None if value is None else read(value))
        except (*_MISFITS, _Misfit):
            found.append(None)
            misfits.append(at)
    return pa.array(found, kind), misfits


def _numbers(values: Sequence[object]) -> pa.Array | None:
    """Values as figures, if they are nothing else."""
    first = next((value for value in values if value is not None), None)
    if isinstance(first, str | bool) or first is None:
        return None
    try:
        found = pa.array(values)
    except _MISFITS:
        return None
    return found if pa.types.is_integer(found.type) or pa.types.is_float64(found.type) else None


def _name(value: object) -> str:
    if not isinstance(value, str):
        raise _Misfit
    value.encode()  # half of a surrogate pair is no text
    return value


def label(value: object) -> str:
    """A text, a number or a truth as text; raises for anything else."""
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, Decimal):
        plain = int(plain) if plain == plain.to_integral_value() else float(plain)
    if isinstance(plain, bool):
        return str(plain).lower()
    if isinstance(plain, float):
        return str(int(plain)) if plain.is_integer() else repr(plain)
    return str(plain) if isinstance(plain, int) else _name(plain)


def _instant(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else label(value)


def figure(value: object) -> float | None:
    """A figure, or the sum of those below, None where there are none; what is no figure is NaN."""
    if isinstance(value, Mapping | list):
        below = [figure(each) for each in (value.values() if isinstance(value, Mapping) else value)]
        told = [each for each in below if each is not None]
        return sum(told) if told else None
    try:
        return None if value is None else float(value)  # type: ignore[arg-type]  # refused below
    except (TypeError, ValueError, OverflowError):
        return math.nan


def _answer(value: object) -> str:
    if isinstance(value, msgspec.Raw) and bytes(value).startswith(b'"'):
        return msgspec.json.decode(value, type=str)
    return value if isinstance(value, str) else written(value)


def _names(value: object) -> list[str]:
    if isinstance(value, str):
        return listed(value)
    if not isinstance(value, list | tuple):
        raise _Misfit
    return [_name(each) for each in value]


def listed(text: str) -> list[str]:
    """The names in a text: a JSON list, or names between marks of ``>``; raises ``ValueError`` for other lists."""
    if text.lstrip().startswith("["):
        return msgspec.json.decode(text, type=list[str])
    if " = " in text:
        raise ValueError(text)  # models that share a place, for which a list has no room
    return [name.strip() for name in text.split(">")]


def figures_in(text: str | None) -> list[tuple[str, float | None]]:
    """Figures by name out of a JSON object; NaN for a text that is none, so that it is counted."""
    body = (text or "").strip().encode()
    try:
        found = msgspec.json.decode(repaired(body) or body) if body else {}
        return [(name, figure(value)) for name, value in found.items() if value is not None]
    except (msgspec.DecodeError, AttributeError, RecursionError):
        return [("?", math.nan)]


def _map(value: object) -> list[tuple[str, float | None]]:
    if isinstance(value, str):
        return figures_in(value)
    if not isinstance(value, Mapping):
        raise _Misfit
    return [(_name(name), figure(each)) for name, each in value.items() if each is not None]


_ONE_BY_ONE: dict[Kind, tuple[Callable[[Any], object], pa.DataType]] = {
    "number": (figure, pa.float64()),
    "answer": (_answer, pa.string()),
    "prompt": (_answer, pa.string()),
    "list": (_names, pa.list_(pa.string())),
    "map": (_map, pa.map_(pa.string(), pa.float64())),
}
