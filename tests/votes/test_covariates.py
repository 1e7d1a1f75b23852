"""Covariates are differences; what is no finite number is left out and counted."""

import json

import pyarrow as pa
import pytest
from tests.votes.reading_files import NOW, comma_separated, json_lines, parquet, read_table, read_text

from benchbook.errors import Malformed
from benchbook.votes.reading.chunks import read_rows
from benchbook.votes.reading.nouns import Mapping, Wanted

HEADER = "model_a,model_b,winner,length_a,length_b,gap\n"
SAID = Mapping(covariates=("length", "gap"))
LEFT_OUT = "covariates left out, being no number up to 10^12 or badly named: "


def test_a_person_names_differences_or_pairs_of_columns(tmp_path):
    found = read_text(tmp_path, HEADER + "x,y,a,10,4,-0.5\nx,y,a,,4, 2 \n", mapping=SAID)
    assert found.of("covariates") == [([("length", 6.0), ("gap", -0.5)],), ([("gap", 2.0)],)]
    assert not any(note.startswith(LEFT_OUT) for note in found.notes)
    assert "length_a and length_b and gap (covariates)" in found.notes[0]


def test_what_is_larger_than_any_effect_could_be_told_of_is_left_out(tmp_path):
    found = read_text(tmp_path, HEADER + "x,y,a,1e12,0,1e13\nx,y,a,-1e13,4,-1e308\n", mapping=SAID)
    assert found.of("covariates") == [([("length", 1e12)],), (None,)]
    assert f"{LEFT_OUT}3" in found.notes


def test_what_is_no_finite_number_is_left_out_of_its_vote_and_counted(tmp_path):
    rows = "x,y,a,nan,4,inf\nx,y,a,abc,4,1e999\nx,y,a,3,1,\n"
    found = read_text(tmp_path, HEADER + rows, mapping=SAID)
    assert found.of("covariates") == [(None,), (None,), ([("length", 2.0)],)]
    assert f"{LEFT_OUT}4" in found.notes


def test_columns_of_figures_that_nobody_named_are_no_covariates(tmp_path):
    assert read_text(tmp_path, HEADER + "x,y,a,10,4,1\n").of("covariates") == [(None,)]


def test_columns_that_call_themselves_covariates_are(tmp_path):
    text = "model_a,model_b,winner,covariate_tokens,covariates.bold\nx,y,a,7,-1\n"
    assert read_text(tmp_path, text).of("covariates") == [([("tokens", 7.0), ("bold", -1.0)],)]


@pytest.mark.parametrize("text", ['{"tokens": 7, "bold": null, "bad": "x"}', '{"tokens": "7", "bad": NaN}'])
def test_an_object_of_figures_is_read(tmp_path, text):
    found = read_text(tmp_path, '{"model_a": "x", "model_b": "y", "winner": "a", "covariates": ' + text + "}\n")
    assert found.of("covariates") == [([("tokens", 7.0)],)]
    assert f"{LEFT_OUT}1" in found.notes


def test_an_object_of_figures_may_be_a_text_in_any_format(tmp_path):
    cells = ['{"tokens": 7, "long": NaN}', "", "[1]", "{", "{}"]
    rows = [{"model_a": "x", "model_b": "y", "winner": "a", "covariates": cell} for cell in cells]
    written = (comma_separated(rows, list(rows[0])), json_lines(rows), parquet(pa.Table.from_pylist(rows)))
    for found in [read_text(tmp_path, text) for text in written]:
        assert found.of("covariates") == [([("tokens", 7.0)],), (None,), (None,), (None,), (None,)]
        assert f"{LEFT_OUT}3" in found.notes


def test_an_object_that_is_none_costs_its_row(tmp_path):
    rows = [{"model_a": "x", "model_b": "y", "winner": "a", "covariates": each} for each in ({"l": 1}, 5)]
    found = read_text(tmp_path, json_lines(rows))
    assert found.reasons == {2: "covariates is not an object of figures"}


@pytest.mark.parametrize(
    "column",
    [
        pa.array([[("tokens", 7.0), ("x" * 65, 1.0), ("n\na", 1.0)], None, []], pa.map_(pa.string(), pa.float64())),
        pa.array([{"tokens": 7, "bad": float("inf")}, None, {"tokens": None, "bad": None}]),
    ],
    ids=["map", "struct"],
)
def test_maps_and_structs_of_parquet_are_read(tmp_path, column):
    table = {"model_a": ["x"] * 3, "model_b": ["y"] * 3, "winner": ["a"] * 3, "covariates": column}
    assert read_table(tmp_path, table).of("covariates") == [([("tokens", 7.0)],), (None,), (None,)]


def test_a_part_of_a_file_has_the_covariates_of_its_own_rows(tmp_path, monkeypatch):
    monkeypatch.setattr("benchbook.votes.reading.files.parquet_file.MOST_ROWS", 2)
    column = pa.array([[("n", float(number))] for number in range(5)], pa.map_(pa.string(), pa.float64()))
    table = {"model_a": ["x"] * 5, "model_b": ["y"] * 5, "winner": ["a"] * 5, "covariates": column}
    assert read_table(tmp_path, table).of("covariates") == [([("n", float(number))],) for number in range(5)]


def test_rows_in_memory_have_theirs_as_an_object():
    row = {"model_a": "x", "model_b": "y", "winner": "a", "covariates": {"tokens": 3}}
    found = read_rows([row, {**row, "covariates": None}], Wanted(now=NOW))
    assert found.table.column("covariates").to_pylist() == [[("tokens", 3.0)], None]


def test_there_may_be_so_many_covariates_and_no_more(tmp_path):
    said = Mapping(covariates=tuple(f"c{number}" for number in range(51)))
    with pytest.raises(Malformed, match="at most 50 covariates, found 51"):
        read_text(tmp_path, HEADER + "x,y,a,1,2,3\n", mapping=said)
    figures = {f"c{number}": 1 for number in range(60)}
    found = read_text(tmp_path, json.dumps({"model_a": "x", "model_b": "y", "winner": "a", "covariates": figures}))
    assert len(found.votes[0]["covariates"]) == 50
    assert f"{LEFT_OUT}10" in found.notes
