"""The example in ``docs/leaderboard.md`` runs, and the page tells of everything that is exported."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import benchbook.leaderboard
from benchbook.pipeline import load_starter
from benchbook.store import open_store

PAGE = Path(__file__).resolve().parents[2] / "docs" / "leaderboard.md"

pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="not in a checkout")


def test_the_example_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with open_store("book.db") as store:
        load_starter(store, datetime.now(UTC))
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    names = {}
    exec(compile(example, str(PAGE), "exec"), names)
    assert len(capsys.readouterr().out.splitlines()) == len(names["rows"]) > 0


def test_every_name_is_told():
    text = PAGE.read_text()
    assert [name for name in benchbook.leaderboard.__all__ if f"`{name}" not in text] == []
