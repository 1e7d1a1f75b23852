"""A leaderboard of a few models."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from published import publication

from benchbook.leaderboard import build_leaderboard


@pytest.fixture
def board():
    """Makes a leaderboard of models and scores."""
    return lambda *args, **fields: build_leaderboard(publication(*args, **fields))
