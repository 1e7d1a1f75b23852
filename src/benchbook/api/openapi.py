"""The OpenAPI 3.1 document, built from the routes, their query nouns and the wire's shapes."""

import re
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from benchbook.api.query import Parameter, parameters
from benchbook.api.route import Route
from benchbook.api.shapes import (
    ArtificialAnalysisItem,
    DesignArenaItem,
    ErrorResponse,
    Model,
    OpenRouterItem,
    ProviderEntry,
    PublicEndpoint,
    SearchItem,
)
from benchbook.changes import Change
from benchbook.publication import ScoreRow

Json = dict[str, object]

REF = "#/components/schemas/{name}"
ROW_SHAPES = (ArtificialAnalysisItem, DesignArenaItem, OpenRouterItem, SearchItem)
_STATUS_WORDS = {
    "400": "A parameter has a value that it does not take, or a body another shape",
    "401": "No key, or one that is not valid",
    "403": "A key that may read, but not this",
    "404": "No such model, arena or board",
    "413": "More than may be sent at once",
    "422": "Nothing of it can be used",
    "429": "Too many requests",
    "500": "An error of the server",
    "503": "The store cannot be used at the moment",
}
_JSON = "application/json"
_TEXTS = ("text/", "application/x-ndjson")
_XML = "+xml"


def document(routes: Iterable[Route], version: str) -> bytes:
    """The document as JSON; it depends on the code alone."""
    listed = tuple(routes)
    shapes = [route.reply for route in listed if route.reply is not None]
    shapes += [shape for route in listed if route.post for shape in (route.post.takes, route.post.reply) if shape]
    _, components = msgspec.json.schema_components(
        [*shapes, *ROW_SHAPES, Model, PublicEndpoint, ProviderEntry, ScoreRow, Change, ErrorResponse], ref_template=REF
    )
    _fill_in_rows(components)
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {"title": "Benchbook", "version": version},
            "paths": {_plain(route): _operations(route) for route in listed},
            "components": {
                "schemas": components,
                "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            },
        }
    )


def _ref(name: str) -> Json:
    return {"$ref": REF.format(name=name)}


def _fill_in_rows(components: dict[str, dict[str, object]]) -> None:
    """Say what the encoded rows inside the replies are; to the shapes they are raw JSON."""
    rows: Json = {"anyOf": [_ref(shape.__name__) for shape in ROW_SHAPES]}
    for name, field, items in (
        ("BenchmarksResponse", "data", rows),
        ("ModelsResponse", "data", _ref(Model.__name__)),
        ("ModelEndpoints", "endpoints", _ref(PublicEndpoint.__name__)),
        ("ProvidersResponse", "data", _ref(ProviderEntry.__name__)),
        ("ScoresResponse", "data", _ref(ScoreRow.__name__)),
        ("ChangesResponse", "data", _ref(Change.__name__)),
    ):
        _fields(components, name)[field] = {"type": "array", "items": items}
    _fields(components, "ModelResponse")["data"] = _ref(Model.__name__)


def _fields(components: dict[str, dict[str, object]], name: str) -> Json:
    fields = components.get(name, {}).get("properties")
    return fields if isinstance(fields, dict) else {}


def _operations(route: Route) -> Json:
    """What may be done at a path, by the method in small letters."""
    operations: Json = {}
    if route.read is not None:
        in_path = _in_path(route)
        operations["get"] = _operation(route) | {
            "parameters": [_parameter(parameter, in_path) for parameter in parameters(route.query)],
            "responses": {"200": _ok(route)} | {status: _error(status) for status in _statuses(route)},
        }
    if route.post is not None:
        operations["post"] = _operation(route) | {
            "parameters": [],
            "requestBody": {"required": True, "content": _shaped(_JSON, route.post.takes)},
            "responses": {"200": {"description": route.summary, "content": _shaped(route.post.media, route.post.reply)}}
            | {status: _error(status) for status in sorted({*_statuses(route), *route.post.statuses})},
        }
    return operations


def _operation(route: Route) -> Json:
    operation: Json = {
        "operationId": re.sub(r"[^A-Za-z0-9]+", "_", _plain(route)).strip("_"),
        "summary": route.summary,
    }
    return operation | {"security": [{"bearer": []}]} if route.keyed else operation


def _shaped(media: str, shape: type[Struct] | None) -> Json:
    return {media: {"schema": {"type": "object"} if shape is None else _ref(shape.__name__)}}


def _plain(route: Route) -> str:
    """The path without what it says of a parameter's reach: one that may hold slashes is percent-encoded like any."""
    return route.path.replace(":path}", "}")


def _in_path(route: Route) -> frozenset[str]:
    return frozenset(re.findall(r"{(\w+)}", _plain(route)))


def _parameter(parameter: Parameter, in_path: frozenset[str]) -> Json:
    return {
        "name": parameter.name,
        "in": "path" if parameter.name in in_path else "query",
        "required": parameter.required,
        "description": parameter.description,
        "schema": _schema(parameter),
    }


def _schema(parameter: Parameter) -> Json:
    if parameter.kind == "number":
        return {"type": "number", "minimum": 0} | ({} if parameter.most is None else {"maximum": parameter.most})
    schema = msgspec.json.schema(parameter.takes)
    schema.pop("description", None)
    return schema


def _statuses(route: Route) -> list[str]:
    return [
        "400",
        *(["401"] if route.keyed else []),
        *(["404"] if _in_path(route) else []),
        *(["429"] if route.counted else []),
        "500",
        "503",
    ]


def _ok(route: Route) -> Json:
    return {
        "description": route.summary,
        "content": {media: _body(route, media) for media in (route.media, *route.also)},
    }


def _body(route: Route, media: str) -> Json:
    """What a reply of a media type is; of bytes there is nothing to say."""
    if media == _JSON:
        return {"schema": {"type": "object"} if route.reply is None else _ref(route.reply.__name__)}
    return {"schema": {"type": "string"}} if media.startswith(_TEXTS) or media.endswith(_XML) else {}


def _error(status: str) -> Json:
    schema = _ref(ErrorResponse.__name__)
    return {"description": _STATUS_WORDS[status], "content": {_JSON: {"schema": schema}}}
