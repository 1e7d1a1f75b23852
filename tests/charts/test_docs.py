"""The example in ``docs/charts.md`` runs, and its table names every reason for leaving something out."""

import re
from pathlib import Path
from typing import get_args

import pytest

from benchbook.charts import LeftOut

PAGE = Path(__file__).resolve().parents[2] / "docs" / "charts.md"

pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="not in a checkout")


def test_the_example_runs():
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    names = {}
    exec(compile(example, str(PAGE), "exec"), names)
    assert names["chart"].drawn == 3


def test_every_reason_is_explained():
    text = PAGE.read_text()
    assert [reason for reason in get_args(LeftOut.__annotations__["reason"]) if f"`{reason}`" not in text] == []
