"""Bounds on the texts of upstream records."""

import re

import msgspec

from benchbook.sources._documents import RowProblem
from benchbook.sources._tally import check_characters

MOST_ITEMS = 200
MOST_DESCRIBED_CHARACTERS = 20_000
_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def check_texts(record: msgspec.Struct, but: frozenset[str] = frozenset()) -> None:
    """Raise ``RowProblem``, naming the field, for a text or a list that is too long and for control characters.

    Fields named in ``but`` are left to their own readers.
    """
    for name in record.__struct_fields__:
        if name not in but:
            _check(getattr(record, name), name)


def described(text: str | None) -> str | None:
    """A description with newlines and tabs, other control characters replaced, of 20,000 characters at most."""
    if text is None:
        return None
    text = text[: 2 * MOST_DESCRIBED_CHARACTERS].replace("\r\n", "\n")[:MOST_DESCRIBED_CHARACTERS]
    return _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _check(value: object, path: str) -> None:
    if isinstance(value, str):
        check_characters(path, value)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            _check(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, tuple):
        _check_length(path, len(value))
        for index, item in enumerate(value):
            _check(item, f"{path}[{index}]")
    elif isinstance(value, dict):
        _check_length(path, len(value))
        for name, item in value.items():
            check_characters(f"a name in {path}", name)
            if isinstance(item, str):
                check_characters(f"{path}.{name}", item)


def _check_length(path: str, length: int) -> None:
    if length > MOST_ITEMS:
        raise RowProblem(f"{path} has {length:,} items, expected at most {MOST_ITEMS}")
