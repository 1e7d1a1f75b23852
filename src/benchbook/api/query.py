"""Query strings: declared once as a noun, read strictly, described for people and for OpenAPI.

Each field of a query noun is a parameter; its type and ``Meta`` say what it takes.
On the contract's paths parameters that are not declared are ignored, as the real server does; on
Benchbook's own they are refused.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin
from urllib.parse import unquote_to_bytes

import msgspec
from msgspec import Meta
from msgspec.structs import FieldInfo

from benchbook.errors import BadParameter, RequestError
from benchbook.model import NOW, Moment, Noun
from benchbook.moments import read_moment

MAX_QUERY_BYTES = 8192

NOTHING_IN_PATH: Mapping[str, str] = MappingProxyType({})

_A_TIME = "a date (2026-07-22) or an instant (2026-07-22T10:00:00Z)"
_BROKEN_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_INTEGER = re.compile(r"-?[0-9]+")
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
_SHOWN_LENGTH = 80

Kind = Literal["choice", "text", "flag", "integer", "number", "list"]
Asked = TypeVar("Asked", bound=Noun)


class Parameter(Noun, frozen=True, kw_only=True):
    """One declared parameter; ``expected`` says in words what it takes, ``most`` bounds a number or a list."""

    name: str
    kind: Kind
    expected: str
    description: str
    takes: object
    required: bool = False
    most: int | None = None


class TimeQuery(Noun, frozen=True, kw_only=True):
    """The parameters that every read of the ledger takes, an extension on the contract's paths."""

    as_of: (
        Annotated[
            str,
            Meta(description="What was so then, UTC; a date is its last moment.", extra={"expected": _A_TIME}),
        ]
        | None
    ) = None
    known_at: (
        Annotated[
            str,
            Meta(description="Only by what had been recorded by then, UTC.", extra={"expected": _A_TIME}),
        ]
        | None
    ) = None


def moment_of(query: Noun) -> Moment:
    """The moment that a query asks about; raises ``NoSuchMoment``."""
    return read_moment(query.as_of, query.known_at) if isinstance(query, TimeQuery) else NOW


def read_query(
    raw: bytes,
    shape: type[Asked],
    in_path: Mapping[str, str] = NOTHING_IN_PATH,
) -> Asked:
    """Read a query string, and what of the question stands in the path, into its noun.

    A parameter without a default is required. Raises ``BadParameter`` for a value that is empty,
    contradictory or not taken, ``RequestError`` for a query that is too long, not percent-encoded UTF-8
    or lacks what is required.
    """
    given = {**_pairs(raw), **in_path}
    missing = next((each for each in parameters(shape) if each.required and each.name not in given), None)
    if missing is not None:
        raise RequestError(f"Missing parameter {missing.name!r}: expected {missing.expected}")
    values = {
        parameter.name: parameter_value(parameter, given[parameter.name])
        for parameter in parameters(shape)
        if parameter.name in given
    }
    return msgspec.convert(values, shape)


def read_own_query(raw: bytes, shape: type[Asked], in_path: Mapping[str, str] = NOTHING_IN_PATH) -> Asked:
    """Read the query string of a path of Benchbook's own; raises ``RequestError`` for a name it does not know, too."""
    known = [parameter.name for parameter in parameters(shape) if parameter.name not in in_path]
    unknown = next((name for name in _pairs(raw) if name not in known), None)
    if unknown is not None:
        expected = f"one of {', '.join(known)}" if known else "none"
        raise RequestError(f"Unknown parameter {unknown[:_SHOWN_LENGTH]!r}: expected {expected}")
    return read_query(raw, shape, in_path=in_path)


def canonical(query: Noun) -> str:
    """Equal for queries that ask the same; differs for others."""
    return msgspec.json.encode(query, order="sorted").decode()


def decoded_pairs(raw: bytes) -> Iterator[tuple[str, str]]:
    """Names and values in their order, empty ones too; raises ``RequestError`` for what is no query string."""
    if len(raw) > MAX_QUERY_BYTES:
        raise RequestError(f"The query string is longer than {MAX_QUERY_BYTES:,} bytes")
    for piece in raw.split(b"&"):
        if piece:
            name, _, value = (_decoded(part) for part in piece.partition(b"="))
            yield name, value


def _pairs(raw: bytes) -> Mapping[str, str]:
    """Name to value; the same name twice must mean the same."""
    found: dict[str, str] = {}
    for name, value in decoded_pairs(raw):
        if found.setdefault(name, value) != value:
            raise BadParameter(name[:_SHOWN_LENGTH], value, f"one value, but it was also given as {found[name][:80]!r}")
    return found


def _decoded(part: bytes) -> str:
    if _BROKEN_PERCENT.search(part):
        raise RequestError("The query string is not percent-encoded: a '%' is not followed by two hexadecimal digits")
    try:
        return unquote_to_bytes(part.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        raise RequestError("The query string is not percent-encoded UTF-8") from None


def parameter_value(parameter: Parameter, text: str) -> object:
    """One value of a parameter, or of one that is a list; raises ``BadParameter``."""
    refused = BadParameter(parameter.name, text, parameter.expected)
    if not text or (parameter.kind == "integer" and not _INTEGER.fullmatch(text)):
        raise refused
    if parameter.kind == "number":
        return _number(parameter, text)
    try:
        return msgspec.convert(text, parameter.takes, strict=False)
    except msgspec.ValidationError:
        raise refused from None


def _number(parameter: Parameter, text: str) -> Decimal:
    """An exact number without needless zeros, so that equal questions are asked in equal words."""
    if _NUMBER.fullmatch(text) is None or (parameter.most is not None and Decimal(text) > parameter.most):
        raise BadParameter(parameter.name, text, parameter.expected)
    whole, _, fraction = text.partition(".")
    return Decimal(f"{int(whole)}.{fraction}".rstrip("0").rstrip("."))


@cache
def parameters(shape: type[Noun]) -> tuple[Parameter, ...]:
    """What a query noun declares, in its order; the moment, which every read takes, comes last."""
    fields = sorted(msgspec.structs.fields(shape), key=lambda field: field.name in TimeQuery.__struct_fields__)
    return tuple(map(_parameter, fields))


def _parameter(field: FieldInfo) -> Parameter:
    takes = _without_none(field.type)
    meta = next((extra for extra in getattr(takes, "__metadata__", ()) if isinstance(extra, Meta)), None)
    bare = get_args(takes)[0] if get_origin(takes) is Annotated else takes
    listed = get_origin(bare) is tuple
    if listed:
        bare = takes = get_args(bare)[0]
    kind, expected = _in_words(bare, meta)
    expected = str(meta.extra.get("expected", expected)) if meta and meta.extra else expected
    description = (meta.description if meta else None) or ""
    return Parameter(
        name=field.name,
        kind="list" if listed else kind,
        expected=expected,
        description=description,
        takes=takes,
        required=field.required,
        most=_most(meta) if kind == "number" or listed else None,
    )


def _most(meta: Meta | None) -> int | None:
    return (meta.extra or {}).get("most") if meta else None


def _without_none(declared: Any) -> Any:  # noqa: ANN401 - a type expression is any object
    if get_origin(declared) not in {Union, UnionType}:
        return declared
    (only,) = (part for part in get_args(declared) if part is not NoneType)
    return only


def _in_words(bare: object, meta: Meta | None) -> tuple[Kind, str]:
    if get_origin(bare) is Literal:
        return "choice", "one of " + ", ".join(get_args(bare))
    if bare is bool:
        return "flag", "true, false, 1 or 0"
    if bare is int:
        bounds = [f"at least {meta.ge}"] if meta and meta.ge is not None else []
        bounds += [f"at most {meta.le}"] if meta and meta.le is not None else []
        return "integer", " ".join(["a whole number", " and ".join(bounds)]).strip()
    if bare is Decimal:
        greatest = _most(meta)
        upwards = "of 0 or more" if greatest is None else f"from 0 to {greatest:,}"
        return "number", f"a plain decimal number {upwards}, such as 0.5"
    most = f" and has at most {meta.max_length} characters" if meta and meta.max_length is not None else ""
    return "text", f"a text that is not empty{most}"
