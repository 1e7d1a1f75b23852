"""Votes with a known truth for the tests of audits."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # for simulated
