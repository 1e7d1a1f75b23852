"""Changes are told of ledgers in SQLite; that both databases read alike is tested with the store."""

import sys
from pathlib import Path

import pytest

from benchbook.store import open_store

sys.path.insert(0, str(Path(__file__).parent))  # for changed_ledger


@pytest.fixture
def store(tmp_path):
    with open_store(str(tmp_path / "book.db")) as opened:
        yield opened
