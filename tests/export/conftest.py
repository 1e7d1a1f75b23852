"""Lets the modules beside this file import the readers and the synthetic publication by name."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from exported_publication import PUBLICATION


@pytest.fixture
def publication():
    return PUBLICATION
