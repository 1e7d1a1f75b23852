"""The addresses of pages: what forms send is read as strictly as the API reads it, and written back in one way.

A list is a parameter given several times, as a form's checkboxes give it. Empty fields of a form are not given.
"""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import TypeVar
from urllib.parse import quote, urlencode

import msgspec

from benchbook.api.query import NOTHING_IN_PATH, Parameter, decoded_pairs, parameter_value, parameters
from benchbook.errors import BadParameter, RequestError
from benchbook.model import Noun

MOST_VALUES = 60
_SHOWN_LENGTH = 80

Query = TypeVar("Query", bound=Noun)


def read_page_query(raw: bytes, shape: type[Query], in_path: Mapping[str, str] = NOTHING_IN_PATH) -> Query:
    """Read a page's query string into its noun.

    Raises ``BadParameter`` for a value that is not taken, ``RequestError`` for a name that the page does not know.
    """
    known = {parameter.name: parameter for parameter in parameters(shape)}
    given: dict[str, list[str]] = defaultdict(list)
    for name, text in decoded_pairs(raw):
        if name not in known or name in in_path:
            told = ", ".join(each for each in known if each not in in_path) or "none"
            raise RequestError(f"Unknown parameter {name[:_SHOWN_LENGTH]!r}: expected one of {told}")
        if text and text not in given[name]:
            given[name].append(text)
    given |= {name: [text] for name, text in in_path.items()}
    return msgspec.convert({name: _value(known[name], texts) for name, texts in given.items() if texts}, shape)


def _value(parameter: Parameter, texts: list[str]) -> object:
    if parameter.kind == "list":
        most = parameter.most or MOST_VALUES
        if len(texts) > most:
            raise BadParameter(parameter.name, texts[most], f"at most {most} values")
        return tuple(parameter_value(parameter, text) for text in texts)
    if len(texts) > 1:
        raise BadParameter(parameter.name, texts[1], f"one value, but it was also given as {texts[0][:80]!r}")
    return parameter_value(parameter, texts[0])


def address(path: str, query: Noun | None = None, **changed: object) -> str:
    """A page's address with what its query differs in from a blank one; ``changed`` are other values of some fields.

    Equal questions have equal addresses.
    """
    values = {} if query is None else {name: getattr(query, name) for name in query.__struct_fields__}
    pairs: list[tuple[str, str]] = []
    defaults = {} if query is None else _defaults(type(query))
    for name, value in (values | changed).items():
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", quote(str(value), safe="~:@"))
        elif (
            not _same(value, defaults.get(name)) and value is not None and value is not False and value not in {"", ()}
        ):
            pairs += [(name, _written(each)) for each in (value if isinstance(value, tuple) else (value,))]
    return f"{path}?{urlencode(pairs, safe='/:,@=')}" if pairs else path


def _same(value: object, default: object) -> bool:
    """Whether a value is the one that is meant where none is given; 0 is not False."""
    return value == default and isinstance(value, bool) == isinstance(default, bool)


def _written(value: object) -> str:
    if value is True:
        return "1"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


@cache
def _defaults(shape: type[Noun]) -> dict[str, object]:
    fields = msgspec.structs.fields(shape)
    return {field.name: field.default for field in fields if field.default is not msgspec.NODEFAULT}
