"""Which boards the Design Arena has, and how their categories are spelt: facts."""

from functools import cache
from importlib import resources

import msgspec

from benchbook.errors import FactsError


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class _Board(_Strict, frozen=True, kw_only=True):
    arena: str
    categories: tuple[str, ...]
    origin: str


class _Spelling(_Strict, frozen=True, kw_only=True):
    arena: str
    written: str
    meant: str
    origin: str


class _File(_Strict, frozen=True, kw_only=True):
    board: tuple[_Board, ...]
    spelling: tuple[_Spelling, ...] = ()


def read_boards(body: bytes, where: str) -> _File:
    """The facts of a TOML file; raises ``FactsError`` for anything unknown or missing in it."""
    try:
        return msgspec.toml.decode(body, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FactsError(where, str(error)) from error


@cache
def _packaged() -> _File:
    body = resources.files("benchbook").joinpath("facts", "boards.toml").read_bytes()
    return read_boards(body, "benchbook/facts/boards.toml")


def boards() -> tuple[tuple[str, str], ...]:
    """The (arena, category) pairs to ask for."""
    return tuple((board.arena, category) for board in _packaged().board for category in board.categories)


@cache
def _spellings() -> dict[tuple[str, str], str]:
    return {(spelling.arena, spelling.written): spelling.meant for spelling in _packaged().spelling}


def spelt(arena: str, category: str) -> str:
    """The category as the API spells it."""
    return _spellings().get((arena, category), category)
