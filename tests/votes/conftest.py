"""Votes are gathered in SQLite; tests marked ``either`` do the same in PostgreSQL."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for vote_files, reading_files and ballots

from tests.store.conftest import postgresql

from benchbook.store import open_store

__all__ = ["folder", "place", "postgresql", "store"]


@pytest.fixture
def place(request, tmp_path):
    """Where an empty store can be made."""
    if getattr(request, "param", "sqlite") == "postgresql":
        return str(request.getfixturevalue("postgresql"))
    return str(tmp_path / "böok.db")


@pytest.fixture
def store(place):
    """An empty store."""
    with open_store(place) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path):
    """Where the log of votes is to be."""
    return tmp_path / "votes"
