"""Simulated boards for the tests of ratings."""

import os
import sys
from pathlib import Path

# Hundreds of small boards: threads cost them more than they bring, above all where other processes run.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for simulated_boards


@pytest.fixture
def rng():
    return np.random.default_rng(20260703)
