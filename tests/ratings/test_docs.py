"""The examples in ``docs/ratings.md`` run, every public name is told of there, and importing it all is light."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import benchbook.ratings
from benchbook.ratings import Ratings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "ratings.md"

in_checkout = pytest.mark.skipif(not PAGE.exists(), reason="not in a checkout")


@in_checkout
def test_the_examples_run():
    examples = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert len(examples) == 3
    for example in examples:
        exec(compile(example, str(PAGE), "exec"), {})


@in_checkout
def test_every_figure_and_function_is_explained():
    text = PAGE.read_text()
    figures = {field.name for field in fields(Ratings)} - {"method"}
    functions = {name for name in benchbook.ratings.__all__ if name.islower()}
    told = set(re.findall(r"`(\w+)", text)) | set(re.findall(r"(\w+)\(", text))
    assert (figures | functions) - told == set()


def test_importing_it_is_light():
    """Numpy and the standard library, and nothing of ours but the errors."""
    code = "import sys, benchbook.ratings; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"scipy", "pandas", "pyarrow", "msgspec", "sqlalchemy", "choix", "statsmodels", "altair"}
    assert heavy & set(loaded) == set()
    ours = {name.split(".")[1] for name in loaded if name.startswith("benchbook.")}
    assert ours == {"errors", "ratings"}
