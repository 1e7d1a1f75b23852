"""A catalogue for naming alone: what an entry must have, and what is said of those that lack it."""

import json
from datetime import UTC, datetime

import pytest

from benchbook.errors import InputError
from benchbook.resolve.catalog_file import read_catalogue

NOW = datetime(2026, 7, 22, tzinfo=UTC)
BARE = {"id": "acme/lumen-2:free", "name": "Acme: Lumen 2"}


@pytest.fixture
def read(tmp_path):
    def write(document):
        path = tmp_path / "models.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        return read_catalogue(str(path), now=NOW)

    return write


@pytest.mark.parametrize("wrapped", [{"data": [BARE]}, [BARE], {"models": [BARE]}, {"data": BARE}])
def test_an_id_and_a_name_are_enough(read, wrapped):
    (model,) = read(wrapped).models
    assert (model.id, model.permaslug, model.name) == ("acme/lumen-2:free", "acme/lumen-2", "Acme: Lumen 2")


def test_what_is_there_is_kept_and_prices_do_not_matter(read):
    told = {"canonical_slug": "acme/lumen-2-20260101", "hugging_face_id": "acme/L2", "supported_parameters": ["seed"]}
    odd = {"pricing": {"prompt": "3.0"}, "benchmarks": 7, "slug": "lumen", "endpoints": []}
    (model,) = read([BARE | told | odd]).models
    assert (model.permaslug, model.hugging_face_id) == ("acme/lumen-2-20260101", "acme/L2")
    assert model.supported_parameters == ("seed",)
    assert not model.prices.by_kind
    (model,) = read([BARE | {"canonical_slug": None, "pricing": None}]).models
    assert model.permaslug == "acme/lumen-2"


def test_numbers_that_are_not_finite_cost_nothing(read):
    assert len(read('{"data": [{"id": "acme/lumen", "name": "Lumen", "score": NaN}]}').models) == 1


def test_entries_that_cannot_be_read_are_counted(read):
    found = read([BARE, {"id": "acme/odd"}, 7, {"id": 7, "name": "x"}])
    assert len(found.models) == 1
    assert list(found.left_out.values()) == [3]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"data": [{"id": "acme/x"}] * 342}, "found 342 entries, none can be read; the first because of data[0]: "),
        ([{"id": "lumen", "name": "Lumen"}], "1 entry, which cannot be read because of [0]: id is 'lumen'"),
        ([{"slug": "acme", "name": "Acme"}], "missing required field `id`"),
        ({"data": []}, "found none in it"),
        ({"data": 7}, "a list of rows"),
        ({"rows": []}, "`data` or `models`"),
        ("name,score\nLumen,1\n", "a JSON object or list"),
        ("<html>", "HTML"),
        ("", "models.json"),
        ("[" * 100_000, "models.json"),
    ],
)
def test_a_document_without_entries_says_why(read, document, told):
    with pytest.raises(InputError) as caught:
        read(document)
    assert told in str(caught.value)
    assert "the store" not in str(caught.value)
