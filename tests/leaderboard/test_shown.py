"""The table that is asked for: filters, order, ranks, gaps and the file."""

import csv
import io
import json
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from published import INDICES, arena, model, score

from benchbook.errors import UnknownThing
from benchbook.export import exported
from benchbook.leaderboard import Wanted, build_leaderboard, show, shown_table
from benchbook.leaderboard.wanted import FILTERS, kept, loosened
from benchbook.publication import Publication

CODING = f"{INDICES}/coding_index"
ELO = "design-arena/models/website/elo"


@pytest.fixture
def lot(board):
    """Four models: one unmeasured, one free, one of which two runs were measured, one that left."""
    models = [
        model("acme/atlas", hugging_face_id="acme/atlas", input_modalities=("text", "image")),
        model("acme/birch", prices={"prompt": "0", "completion": "0"}, context_length=8_000),
        model("zeta/comet", prices={"prompt": "0.00001", "completion": "-1"}, supported_parameters=("reasoning",)),
    ]
    scores = [
        score("acme/atlas", {"coding_index": 50, "intelligence_index": 40}),
        score("zeta/comet", {"coding_index": 70, "intelligence_index": 60}, effort="high"),
        score("zeta/comet", {"coding_index": 30, "intelligence_index": 20}, effort="low"),
        score("acme/gone", {"coding_index": 99}),
        arena("acme/atlas", 1300),
    ]
    return board(models, scores, departed=(model("acme/gone"),))


def ids(shown):
    return [entry.model.id for entry in shown.entries]


def cell(shown, model_id, column):
    line = next(line for line in shown.lines() if line.entry.model.id == model_id)
    return line.cells[shown.columns.index(column)]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, {"acme/atlas", "acme/birch", "zeta/comet"}),
        ({"q": "ACME at"}, {"acme/atlas"}),
        ({"q": "nothing"}, set()),
        ({"author": ("zeta",)}, {"zeta/comet"}),
        ({"input": ("image", "text")}, {"acme/atlas"}),
        ({"context": 100_000}, {"acme/atlas", "zeta/comet"}),
        ({"max_price": Decimal(1)}, {"acme/atlas", "acme/birch"}),
        ({"max_output_price": Decimal(100)}, {"acme/atlas", "acme/birch"}),
        ({"free": True}, {"acme/birch"}),
        ({"weights": True}, {"acme/atlas"}),
        ({"reasoning": True}, {"zeta/comet"}),
        ({"source": ("design-arena",)}, {"acme/atlas"}),
        ({"effort": ("low", "max")}, {"zeta/comet"}),
        ({"gone": True, "q": "gone"}, {"acme/gone"}),
    ],
)
def test_filters(lot, wanted, found):
    assert set(ids(show(lot, Wanted(**wanted)))) == found


def test_the_best_comes_first_and_the_unmeasured_last_either_way(lot):
    assert ids(show(lot, Wanted(sort=CODING))) == ["zeta/comet", "acme/atlas", "acme/birch"]
    assert ids(show(lot, Wanted(sort=CODING, order="asc"))) == ["acme/atlas", "zeta/comet", "acme/birch"]
    assert ids(show(lot, Wanted(sort="prompt"))) == ["acme/birch", "acme/atlas", "zeta/comet"]
    assert ids(show(lot, Wanted(sort="name", order="desc"))) == ["zeta/comet", "acme/birch", "acme/atlas"]


def test_ranks_are_places_among_all_and_equal_figures_share_one(board):
    models = [model(f"acme/{name}") for name in "abcd"]
    scores = [score(f"acme/{name}", {"coding_index": value}) for name, value in zip("abc", (5, 7, 5), strict=True)]
    found = board(models, scores)
    assert show(found, Wanted(sort=CODING)).ranks == {"acme/b": 1, "acme/a": 2, "acme/c": 2}
    assert show(found, Wanted(sort=CODING, order="asc", q="acme/c")).ranks["acme/c"] == 2
    assert show(found, Wanted(sort="author")).ranks == {}


def test_a_figure_of_another_method_stands_after_the_others_without_a_rank(board):
    scores = [score(f"acme/{name}", {"coding_index": 5}, method_version="4.1") for name in "ab"]
    scores.append(score("acme/c", {"coding_index": 90}, method_version="4.0"))
    shown = show(board([model(f"acme/{name}") for name in "abcd"], scores), Wanted(sort=CODING))
    assert ids(shown) == ["acme/a", "acme/b", "acme/c", "acme/d"]
    assert "acme/c" not in shown.ranks
    assert cell(shown, "acme/c", CODING).value == 90


def test_an_empty_cell_says_why(lot):
    shown = show(lot, Wanted(columns=(CODING, ELO, "completion", "cache_read")))
    assert cell(shown, "acme/birch", CODING).missing == "unmeasured"
    assert cell(shown, "zeta/comet", "completion").missing == "variable"
    assert cell(shown, "zeta/comet", "cache_read").missing == "unknown"
    assert cell(shown, "acme/birch", "completion").value == 0


def test_with_an_effort_only_its_runs_speak(lot):
    shown = show(lot, Wanted(effort=("low",), columns=(CODING,)))
    assert cell(shown, "zeta/comet", CODING).value == 30
    assert show(lot, Wanted(effort=("low",), columns=(ELO,))).ranks == {}


def test_an_unfolded_model_shows_each_run_and_offer(board):
    models = [model("acme/a"), model("acme/a:free", prices={"prompt": "0", "completion": "0"})]
    scores = [score("acme/a", {"coding_index": value}, effort=effort) for effort, value in (("high", 9), ("low", 3))]
    shown = show(board(models, scores), Wanted(open=("acme/a",), columns=(CODING, "prompt")))
    told = [(line.run and line.run.configuration.effort, line.offer and line.offer.id) for line in shown.lines()]
    assert told == [(None, None), ("high", None), ("low", None), (None, "acme/a:free")]
    assert [line.cells[0].value for line in shown.lines()] == [9, 9, 3, None]
    assert [line.cells[1].missing for line in shown.lines()] == [None, "of-the-model", "of-the-model", None]
    assert [line.cells[1].value for line in shown.lines()] == [1, None, None, 0]


def test_the_one_filter_to_loosen_is_the_one_that_gives_most(lot):
    assert loosened(lot.entries, Wanted(author=("acme",), reasoning=True)) == ("reasoning", 2)
    assert loosened(lot.entries, Wanted(q="gone")) == ("gone", 1)
    assert loosened(lot.entries, Wanted(q="nowhere", context=0)) == ("q", 3)
    assert loosened(lot.entries, Wanted(q="atlas", max_price=Decimal(0))) == ("max_price", 1)
    assert loosened(lot.entries, Wanted(q="x", author=("nobody",))) is None


def test_a_column_that_is_none_is_refused_with_the_nearest(lot):
    with pytest.raises(UnknownThing, match="no column 'promt'") as caught:
        show(lot, Wanted(sort="promt"))
    assert "prompt" in caught.value.hint


WANTED = st.builds(
    Wanted,
    q=st.sampled_from(["", "acme", "zeta comet", "o"]),
    author=st.sets(st.sampled_from(["acme", "zeta", "nobody"])).map(tuple),
    context=st.none() | st.integers(0, 200_000),
    max_price=st.none() | st.decimals(0, 20, places=2),
    free=st.booleans(),
    weights=st.booleans(),
    reasoning=st.booleans(),
    gone=st.booleans(),
    effort=st.sets(st.sampled_from(["low", "high"])).map(tuple),
    sort=st.sampled_from([None, "name", "author", "prompt", CODING, ELO]),
    order=st.sampled_from([None, "asc", "desc"]),
    all_open=st.booleans(),
)
LOT = build_leaderboard(
    Publication(
        models=(
            model("acme/atlas", hugging_face_id="acme/atlas"),
            model("acme/birch", prices={"prompt": "0", "completion": "0"}),
            model("zeta/comet", supported_parameters=("reasoning",)),
        ),
        departed=(model("acme/gone"),),
        scores=(
            score("acme/atlas", {"coding_index": 50}),
            score("zeta/comet", {"coding_index": 70}, effort="high"),
            score("zeta/comet", {"coding_index": 30}, effort="low"),
            arena("acme/atlas", 1300),
        ),
    )
)


@given(WANTED)
def test_what_is_shown_is_what_passes_in_one_order(wanted):
    shown = show(LOT, wanted)
    assert sorted(ids(shown)) == sorted(
        entry.model.id for entry in LOT.entries if all(passes(entry, wanted) for passes in FILTERS.values())
    )
    turned = show(LOT, Wanted(**{**{name: getattr(wanted, name) for name in Wanted.__struct_fields__}, "q": ""}))
    assert [each for each in ids(turned) if each in ids(shown)] == ids(shown)
    for name in FILTERS:
        assert set(ids(shown)) <= {entry.model.id for entry in kept(LOT.entries, wanted, without=name)}


@given(WANTED)
def test_the_file_is_the_table(wanted):
    shown = show(LOT, wanted)
    table = shown_table(shown)
    files = {form: b"".join(exported(table, form).chunks()) for form in ("csv", "json", "parquet")}
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode(), newline="")))
    lines = list(shown.lines())
    assert [row["model_id"] for row in rows] == [(line.offer or line.entry.model).id for line in lines]
    for row, line in zip(rows, lines, strict=True):
        for column, each in zip(shown.columns, line.cells, strict=True):
            assert row[column] == ("" if each.value is None else written(each.value))
    assert [row["model_id"] for row in json.loads(files["json"])["data"]] == [row["model_id"] for row in rows]
    assert pq.read_table(io.BytesIO(files["parquet"])).num_rows == len(rows)


def written(value):
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return json.dumps(list(value), separators=(",", ":")) if isinstance(value, tuple) else str(value)


def test_a_line_cites_whose_figures_it_shows(lot):
    table = shown_table(show(lot, Wanted(columns=(ELO,), q="acme")))
    licences = {row[0]: row[-2:] for row in ((row[2], *row) for row in table.rows())}
    assert licences["acme/atlas"][0] == "attribution"
    assert licences["acme/atlas"][1].endswith(" Arena")
    assert not licences["acme/birch"][1].endswith(" Arena")
    inner = shown_table(show(lot, Wanted(columns=(CODING,), q="atlas")))
    assert next(inner.rows())[-2] == "internal"
