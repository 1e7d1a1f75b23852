"""Lets the modules beside this file import the fixtures' reader by name."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
