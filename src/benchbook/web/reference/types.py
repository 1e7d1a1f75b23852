"""A JSON schema in words: what a value is, with links to the shapes that it is made of."""

from collections.abc import Iterator, Mapping, Sequence

from benchbook.model import Noun
from benchbook.web.texts import texts

Schema = Mapping[str, object]

_REF = "#/components/schemas/"
_BOUNDS = ("minimum", "maximum", "minLength", "maxLength")


class Piece(Noun, frozen=True, kw_only=True):
    """A part of a sentence: a text, a literal ``code``, or the name of the shape that it links to."""

    text: str
    shape: bool = False
    code: bool = False


def type_words(schema: Schema) -> tuple[Piece, ...]:
    """What a value is, in pieces."""
    return tuple(_pieces(schema))


def _pieces(schema: Schema) -> Iterator[Piece]:
    told = texts()
    if isinstance(ref := schema.get("$ref"), str):
        yield Piece(text=ref.removeprefix(_REF), shape=True)
    elif choices := list_of(schema, "anyOf"):
        yield from _joined(choices)
    elif values := list_of(schema, "enum"):
        yield Piece(text=told("type-enum"))
        yield from (Piece(text=str(value), code=True) for value in values)
    elif schema.get("type") == "array":
        yield Piece(text=told("type-array"))
        yield from _pieces(mapping_of(schema, "items"))
    elif schema.get("type") == "object" and mapping_of(schema, "additionalProperties"):
        yield Piece(text=told("type-mapping"))
        yield from _pieces(mapping_of(schema, "additionalProperties"))
    else:
        kind = schema.get("type")
        yield Piece(text=told(f"type-{kind}") if isinstance(kind, str) else told("type-any"))
        yield from _bounds(schema)


def _joined(choices: Sequence[object]) -> Iterator[Piece]:
    for index, choice in enumerate(choices):
        if index:
            yield Piece(text=texts()("type-or"))
        if isinstance(choice, Mapping):
            yield from _pieces(choice)


def _bounds(schema: Schema) -> Iterator[Piece]:
    for name in _BOUNDS:
        if name in schema:
            yield Piece(text=texts()(f"type-{name.lower()}", bound=f"{schema[name]}"))


def mapping_of(schema: Schema, name: str) -> Schema:
    """A member that is an object; empty where there is none."""
    found = schema.get(name)
    return found if isinstance(found, Mapping) else {}


def list_of(schema: Schema, name: str) -> Sequence[object]:
    """A member that is a list; empty where there is none."""
    found = schema.get(name)
    return found if isinstance(found, list) else ()
