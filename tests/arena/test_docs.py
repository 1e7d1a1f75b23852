"""``docs/arena.md``: its document is one, with every key; its program runs; ``docs/api.md`` names every field."""

import json
import re
from pathlib import Path

import msgspec
import pytest
from tests.rated_board import board, raw

from benchbook.api.board_shapes import BoardAbout, BoardRow, WholeBoard
from benchbook.sources.arena import parse

DOCS = Path(__file__).resolve().parents[2] / "docs"


def block(language):
    if not DOCS.exists():
        pytest.skip("not in a checkout")
    return re.search(rf"```{language}\n(.*?)```", (DOCS / "arena.md").read_text(), re.DOTALL)[1]


def keys(value, path=""):
    """Every key of a document, with where it stands."""
    if isinstance(value, list):
        return {found for each in value for found in keys(each, path)}
    if not isinstance(value, dict):
        return set()
    return {f"{path}.{name}" for name in value} | {
        found for name, inner in value.items() for found in keys(inner, f"{path}.{name}")
    }


def test_the_document_is_one_and_has_every_key():
    document = json.loads(block("json"))
    document["counts"]["sha256"] = "0" * 64
    assert keys(document) == keys(board())
    (claim,) = parse((raw(document),)).claims
    assert claim.results[0].measures["elo"] == 1120.5


def test_the_program_runs():
    exec(block("python"), {})


@pytest.mark.parametrize("shape", [BoardAbout, BoardRow, WholeBoard])
def test_every_field_of_the_api_is_named(shape):
    if not DOCS.exists():
        pytest.skip("not in a checkout")
    told = (DOCS / "api.md").read_text()
    places = {"first_place", "second_place", "third_place", "fourth_place"}
    assert [
        each.name for each in msgspec.structs.fields(shape) if f"`{each.name}`" not in told and each.name not in places
    ] == []
