"""The OpenAPI document -> what the reference shows. Nothing is told here that the document does not tell."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple
from urllib.parse import urlencode

import msgspec

import benchbook
from benchbook.api.openapi import document
from benchbook.api.routes import ROUTES
from benchbook.model import Noun
from benchbook.web.reference.types import Piece, Schema, list_of, mapping_of, type_words

_AREAS = (("wire", "/api/v1/"), ("own", "/api/benchbook/v1/"), ("server", "/"))
_OK = "200"


class Parameter(Noun, frozen=True, kw_only=True):
    """One parameter of an operation."""

    name: str
    in_path: bool
    required: bool
    takes: tuple[Piece, ...]
    description: str


class Reply(Noun, frozen=True, kw_only=True):
    """What comes back with a status, by media type."""

    status: str
    description: str
    bodies: tuple[tuple[str, tuple[Piece, ...]], ...]


class Operation(Noun, frozen=True, kw_only=True):
    """One path asked with one method; ``example`` is its address with placeholders, after the server's own.

    ``takes`` is the body that is posted to it, by media type.
    """

    method: str
    path: str
    anchor: str
    summary: str
    keyed: bool
    parameters: tuple[Parameter, ...]
    takes: tuple[tuple[str, tuple[Piece, ...]], ...]
    replies: tuple[Reply, ...]
    errors: tuple[Reply, ...]
    example: str
    searched: str


class Area(Noun, frozen=True, kw_only=True):
    """Operations that belong together: ``wire``, ``own`` or ``server``."""

    name: str
    operations: tuple[Operation, ...]


class Field(Noun, frozen=True, kw_only=True):
    """A field of a shape; ``default`` is JSON, None where there is none."""

    name: str
    holds: tuple[Piece, ...]
    required: bool
    default: str | None


class Shape(Noun, frozen=True, kw_only=True):
    """An object of replies."""

    name: str
    description: str
    fields: tuple[Field, ...]
    searched: str


class Described(NamedTuple):
    """The whole document."""

    areas: tuple[Area, ...]
    shapes: tuple[Shape, ...]


@cache
def described() -> Described:
    """The document of this program, read once."""
    return read(msgspec.json.decode(document(ROUTES, benchbook.__version__)))


def read(whole: Schema) -> Described:
    """An OpenAPI document, operation by operation."""
    operations = [
        _operation(method, path, mapping_of(item, method)) for path, item in _members(whole, "paths") for method in item
    ]
    areas: dict[str, list[Operation]] = {name: [] for name, _ in _AREAS}
    for operation in operations:
        areas[next(name for name, start in _AREAS if operation.path.startswith(start))].append(operation)
    shapes = [_shape(name, schema) for name, schema in _members(mapping_of(whole, "components"), "schemas")]
    return Described(
        areas=tuple(Area(name=name, operations=tuple(some)) for name, some in areas.items() if some),
        shapes=tuple(sorted(shapes, key=lambda shape: shape.name)),
    )


def _members(schema: Schema, name: str) -> Iterator[tuple[str, Schema]]:
    for key, value in mapping_of(schema, name).items():
        if isinstance(value, Mapping):
            yield key, value


def _operation(method: str, path: str, told: Schema) -> Operation:
    parameters = tuple(_parameter(each) for each in list_of(told, "parameters") if isinstance(each, Mapping))
    replies = tuple(_reply(status, each) for status, each in _members(told, "responses"))
    summary = str(told.get("summary", ""))
    return Operation(
        method=method.upper(),
        path=path,
        anchor=str(told.get("operationId", path)),
        summary=summary,
        keyed=bool(told.get("security")),
        parameters=parameters,
        takes=_bodies(mapping_of(told, "requestBody")),
        replies=tuple(reply for reply in replies if reply.status == _OK),
        errors=tuple(reply for reply in replies if reply.status != _OK),
        example=_example(path, parameters),
        searched=" ".join((path, summary, *(each.name for each in parameters))).lower(),
    )


def _example(path: str, parameters: tuple[Parameter, ...]) -> str:
    """The address with what must be given, in capitals for the reader to fill in; braces mean something to curl."""
    filled = re.sub(r"{(\w+)}", lambda found: found[1].upper(), path)
    needed = {each.name: each.name.upper() for each in parameters if each.required and not each.in_path}
    return f"{filled}?{urlencode(needed)}" if needed else filled


def _parameter(told: Schema) -> Parameter:
    return Parameter(
        name=str(told.get("name", "")),
        in_path=told.get("in") == "path",
        required=bool(told.get("required")),
        takes=type_words(mapping_of(told, "schema")),
        description=str(told.get("description", "")),
    )


def _reply(status: str, told: Schema) -> Reply:
    return Reply(
        status=status,
        description=str(told.get("description", "")),
        bodies=_bodies(told),
    )


def _bodies(told: Schema) -> tuple[tuple[str, tuple[Piece, ...]], ...]:
    return tuple(
        (media, type_words(mapping_of(body, "schema")) if mapping_of(body, "schema") else ())
        for media, body in _members(told, "content")
    )


def _shape(name: str, schema: Schema) -> Shape:
    required = set(list_of(schema, "required"))
    fields = tuple(
        Field(
            name=field,
            holds=type_words(told),
            required=field in required,
            default=msgspec.json.encode(told["default"]).decode() if "default" in told else None,
        )
        for field, told in _members(schema, "properties")
    )
    description = str(schema.get("description", ""))
    return Shape(
        name=name,
        description=description,
        fields=fields,
        searched=" ".join((name, *(field.name for field in fields))).lower(),
    )
