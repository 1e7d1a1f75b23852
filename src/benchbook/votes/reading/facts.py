"""What files of votes call things, read strictly from ``facts/votes.toml``."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib import resources

import msgspec

from benchbook.resolve.facts import decode_facts

FILE = "votes.toml"

_SEPARATORS = re.compile(r"[\W_]+")
_WHOLE = re.compile(r"([-+]?\d+)\.0+")


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class _Pairs(_Strict, frozen=True, kw_only=True):
    plain: tuple[tuple[str, str], ...]
    sided: tuple[tuple[str, str], ...]
    decided: tuple[tuple[str, str], ...]


class _Doubtful(_Strict, frozen=True, kw_only=True):
    vote_id: tuple[str, ...]


class _Visible(_Strict, frozen=True, kw_only=True):
    shown: tuple[str, ...]
    hidden: tuple[str, ...]


class _Hot(_Strict, frozen=True, kw_only=True):
    columns: tuple[tuple[str, str, str, str], ...]


class _Placements(_Strict, frozen=True, kw_only=True):
    wide: tuple[tuple[str, ...], ...]
    listed: tuple[str, ...]


class _Answers(_Strict, frozen=True, kw_only=True):
    pairs: tuple[tuple[str, str], ...]
    speakers: frozenset[str]


class _Measures(_Strict, frozen=True, kw_only=True):
    prefixes: tuple[str, ...]
    pairs: dict[str, tuple[str, str]]


class _Unknown(_Strict, frozen=True, kw_only=True):
    written: tuple[str, ...]


class Identities(_Strict, frozen=True, kw_only=True):
    """Names by which an answer may call its model: ``coined`` in any case, ``written`` as they stand, ``makers``.

    ``endings`` may stand behind a name.
    """

    coined: tuple[str, ...]
    written: tuple[str, ...]
    endings: tuple[str, ...]
    makers: tuple[str, ...]


class VoteFacts(_Strict, frozen=True, kw_only=True):
    """The words as they stand in the file, by what they are of."""

    origin: str
    date: date
    pairs: _Pairs
    columns: dict[str, tuple[str, ...]]
    doubtful: _Doubtful
    visible: _Visible
    hot: _Hot
    placements: _Placements
    answers: _Answers
    measures: _Measures
    winners: dict[str, tuple[str, ...]]
    sides: dict[str, tuple[str, ...]]
    truths: dict[str, tuple[str, ...]]
    unknown: _Unknown
    identities: Identities


@cache
def vote_facts() -> VoteFacts:
    """The facts that ship with Benchbook; raises ``FactsError``."""
    return decode_facts(resources.files("benchbook.facts").joinpath(FILE).read_bytes(), FILE, VoteFacts)


def folded(text: str) -> str:
    """A column's name or a word as it is compared: lower case, with one underscore for what is no letter or digit.

    A sign is kept, since -1 is not 1; 1.0 is 1.
    """
    text = _WHOLE.sub(r"\1", text) if _WHOLE.fullmatch(text) else text
    if text.startswith(("-", "+")):
        return text.casefold()
    return _SEPARATORS.sub("_", text.casefold()).strip("_")


def meanings(words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Each word with what it means, from lists of words by their meaning."""
    return {word: meaning for meaning, listed in words.items() for word in listed}
