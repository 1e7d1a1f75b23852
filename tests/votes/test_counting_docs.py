"""The example in ``docs/counting.md`` runs, and its tables are complete."""

import re
from pathlib import Path

import pytest

from benchbook.votes.counting import count, engines, rows

PAGE = Path(__file__).resolve().parents[2] / "docs" / "counting.md"

pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="not in a checkout")


def test_the_example_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    example, _with_spark = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    found = {}
    exec(compile(example, str(PAGE), "exec"), found)
    assert found["counts"].votes == 3


def test_every_function_and_engine_stands_in_its_table():
    text = PAGE.read_text()
    functions = [
        name
        for module in (count, engines, rows)
        for name, value in vars(module).items()
        if callable(value)
        and getattr(value, "__module__", "") == module.__name__
        and re.match(r"(count|vote|file)_", name)
    ]
    assert len(functions) == 7
    assert [name for name in functions if f"`{name}(" not in text] == []
    assert [name for name in engines.OWN if f"| `{name}` |" not in text] == []
