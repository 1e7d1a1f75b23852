"""From the places of a tournament to its pairs."""

import json
import random
from itertools import combinations

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.votes.reading_files import NOW, json_lines, read_table, read_text

from benchbook.errors import Malformed
from benchbook.votes.reading import tournaments
from benchbook.votes.reading.chunks import read_rows
from benchbook.votes.reading.nouns import Mapping, Wanted

WIDE = "tournament_id,first,second,third,fourth,voter,category\n"


def outcomes(found):
    return found.of("row", "tournament", "model_a", "model_b", "winner")


def test_four_places_are_six_pairs(tmp_path):
    found = read_text(tmp_path, WIDE + "t1,a,b,c,d,anna,web\n")
    assert outcomes(found) == [(1, "t1", a, b, "model_a") for a, b in combinations("abcd", 2)]
    assert {(vote["kind"], vote["voter"], vote["category"]) for vote in found.votes} == {("placement", "anna", "web")}
    assert found.rows == 6
    assert "tournaments broken into pairs: 1" in found.notes


@pytest.mark.parametrize("name", ["place_{}", "Rank {}"])
def test_as_many_places_are_found_as_a_tournament_may_have(tmp_path, name):
    header = ",".join(name.format(place) for place in range(1, 17))
    found = read_text(tmp_path, f"{header}\n{','.join(f'm{place}' for place in range(1, 17))}\n")
    assert found.of("model_a", "model_b", "winner") == [
        (f"m{first}", f"m{second}", "model_a") for first, second in combinations(range(1, 17), 2)
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("t,a,b,c,,v,w", "fourth is missing, so the tournament is not complete"),
        ("t,a,b,a,c,v,w", "'a' has two places in it"),
        ("t,a,b,c," + "m" * 201 + ",v,w", "fourth is longer than 200 characters"),
        (",a,b,c,d,v,w", "tournament_id is missing"),
        ("t,a,b,c,d,v,overall", "the category 'overall' means all votes, and none is in it"),
        ("t,a,b,c", "has 4 cells where the header has 7"),
    ],
)
def test_a_tournament_that_cannot_be_is_refused_as_one_row(tmp_path, row, reason):
    found = read_text(tmp_path, f"{WIDE}{row}\nt2,a,b,c,d,v,w\n")
    assert found.reasons == {1: reason}
    assert {vote["row"] for vote in found.votes} == {2}
    assert found.rows == 7


def test_without_a_name_of_its_own_a_tournament_is_called_by_its_row(tmp_path):
    found = read_text(tmp_path, "first,second,third\na,b,c\nb,a,c\n")
    assert [tournament for (tournament,) in found.of("tournament")] == ["1"] * 3 + ["2"] * 3
    assert all(chunk.numbered for chunk in found.chunks)
    assert not any(chunk.numbered for chunk in read_text(tmp_path, WIDE + "t1,a,b,c,d,v,w\n").chunks)


def test_a_vote_s_id_names_its_tournament_where_nothing_else_does(tmp_path):
    found = read_text(tmp_path, "id,first,second,third\n7,a,b,c\n9,b,a,c\n")
    assert {tournament for (tournament,) in found.of("tournament")} == {"7", "9"}
    assert not found.chunks[0].numbered


def test_two_places_beside_a_winner_are_two_models(tmp_path):
    assert read_text(tmp_path, "first,second,winner\nx,y,2\n").of("kind", "winner") == [("vote", "model_b")]
    assert read_text(tmp_path, "first,second\nx,y\n").of("kind", "winner") == [("placement", "model_a")]


@pytest.mark.parametrize(
    "ranking",
    ["a > b > c", ' a>b > c"'.strip('"'), '["a", "b", "c"]'],
)
def test_a_list_of_models_may_be_the_text_of_a_cell(tmp_path, ranking):
    quoted = ranking.replace('"', '""')
    found = read_text(tmp_path, f'tournament,ranking\nt,"{quoted}"\n')
    assert outcomes(found) == [(1, "t", a, b, "model_a") for a, b in combinations("abc", 2)]


def test_lists_that_are_none_are_refused(tmp_path):
    rows = ["a", "[1]", "", "[[]]", "a > > b", '"[""a"",""\x07""]"', "a > a", "a > b = c"]
    found = read_text(tmp_path, "tournament,ranking\n" + "".join(f"t,{row}\n" for row in rows))
    assert list(found.reasons.values()) == [
        "a tournament of one model",
        "ranking is no list of names",
        "ranking is missing",
        "ranking is no list of names",
        "a place without a model",
        "ranking is no list of names",
        "'a' has two places in it",
        "ranking is no list of names",
    ]


@pytest.mark.parametrize("write", [json_lines, json.dumps, None], ids=["JSON Lines", "a JSON list", "Parquet"])
def test_lists_are_lists_where_a_format_has_them(tmp_path, write):
    rows = [{"ranking": ["a", "b"], "tournament_id": 1}, {"ranking": ["c"], "tournament_id": 2}]
    rows += [{"ranking": None, "tournament_id": 3}, {"ranking": ["b", "a", "\x07"], "tournament_id": 4}]
    rows += [{"ranking": [f"m{number}" for number in range(size)], "tournament_id": size} for size in (16, 17)]
    found = read_text(tmp_path, write(rows)) if write else read_table(tmp_path, pa.Table.from_pylist(rows))
    assert len(found.votes) == 1 + 120
    assert found.reasons == {
        2: "a tournament of one model",
        3: "ranking is missing",
        4: "ranking has a name that holds control characters or is not UTF-8",
        6: "a tournament of 17 models, more than 16",
    }


def test_a_person_may_name_the_columns_of_places(tmp_path):
    text = "gold,silver,when\nx,y,2026-01-02\n"
    assert read_text(tmp_path, text, mapping=Mapping(placements=("gold", "silver"))).of("model_a") == [("x",)]
    listed = read_text(tmp_path, "podium,nr\nx>y,1\n", mapping=Mapping(placements=("podium",), tournament="nr"))
    assert listed.of("tournament", "model_b") == [("1", "y")]
    with pytest.raises(Malformed, match="at most 16 columns of places, found 17"):
        read_text(tmp_path, text, mapping=Mapping(placements=("gold",) * 17))


def test_places_in_memory_are_read_alike():
    found = read_rows([{"ranking": ["a", "b"], "tournament_id": "t", "names_visible": True}], Wanted(now=NOW))
    (vote,) = found.table.to_pylist()
    assert (vote["tournament"], vote["winner"], vote["flag"]) == ("t", "model_a", "names_visible")


# --- a model a row ---------------------------------------------------------------------------

LONG = "tournament_id,model,place,voter,time\n"


def test_rows_of_a_tournament_may_lie_apart(tmp_path):
    rows = "t1,a,1,v,2026-01-02\nt2,x,2,w,\nt1,b,3,v,2026-01-03\nt1,c,2,v,\nt2,y,1,w,\n"
    found = read_text(tmp_path, LONG + rows)
    assert outcomes(found) == [
        (1, "t1", "a", "b", "model_a"),
        (1, "t1", "a", "c", "model_a"),
        (1, "t1", "b", "c", "model_b"),
        (2, "t2", "x", "y", "model_b"),
    ]
    assert [str(vote["cast_at"])[:10] for vote in found.votes] == ["2026-01-03"] * 3 + ["None"]


@pytest.mark.parametrize(
    ("places", "winners"),
    [
        ((1, 2, 2), ["model_a", "model_a", "tie"]),
        ((1, 1, 3), ["tie", "model_a", "model_a"]),
        ((1, 1, 2), ["tie", "model_a", "model_a"]),
        ((1, 1, 1), ["tie"] * 3),
    ],
)
def test_equal_places_are_ties(tmp_path, places, winners):
    rows = "".join(f"t,{model},{place},v,\n" for model, place in zip("abc", places, strict=True))
    assert [winner for (winner,) in read_text(tmp_path, LONG + rows).of("winner")] == winners


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (["t,a,1,v,", "t,b,3,v,"], "its places are 1, 3, not one for each of 2"),
        (["t,a,2,v,", "t,b,3,v,"], "its places are 2, 3, not one for each of 2"),
        (["t,a,1,v,", "t,b,1,v,", "t,c,4,v,"], "its places are 1, 1, 4, not one for each of 3"),
        (["t,a,1,v,"], "a tournament of one model"),
        (["t,a,1,v,", "t,a,2,v,"], "'a' has two places in it"),
        (["t,a,1,v,", "t,b,2,w,"], "its rows are of several voters"),
        (["t,a,1,v,", "t,b,second,v,"], "row 2: place is no place from 1 to 16"),
        (["t,a,1,v,", "t,,2,v,"], "row 2: model is missing"),
        (["t,a,1,v,", "t,b,2,v,", "t,c\x07,3,v,"], "row 3: model holds control characters or is not UTF-8"),
        (["t,a,1,v,never", "t,b,2,v,"], "row 1: time 'never' is no date or time"),
    ],
)
def test_tournaments_that_contradict_themselves_are_refused_as_one(tmp_path, rows, reason):
    found = read_text(tmp_path, LONG + "\n".join([*rows, "u,x,1,,", "u,y,2,,"]) + "\n")
    assert found.reasons == {1: reason}
    assert found.of("tournament") == [("u",)]
    assert found.rejected[0].excerpt == "tournament: t"


def test_an_entry_without_a_tournament_is_refused_alone(tmp_path):
    found = read_text(tmp_path, LONG + "t,a,1,v,\n,b,2,v,\nt,b,2,v,\nt\n")
    assert found.reasons == {2: "tournament_id is missing", 4: "has 1 cell where the header has 5"}
    assert len(found.votes) == 1


def test_names_seen_by_one_entry_flag_its_tournament(tmp_path):
    text = "tournament_id,model,place,names_visible\nt,a,1,no\nt,b,2,yes\nu,a,1,no\nu,b,2,\n"
    assert read_text(tmp_path, text).of("tournament", "flag") == [("t", "names_visible"), ("u", None)]


def test_places_may_be_written_as_whole_figures(tmp_path):
    text = "tournament,model,place\nt,x,2.0\nt,y,1.0\nu,x,1\nu,y,1.5\n"
    found = read_text(tmp_path, text)
    assert outcomes(found) == [(1, "t", "x", "y", "model_b")]
    assert found.reasons == {3: "row 4: place is no place from 1 to 16"}


def test_many_entries_are_gathered_on_the_disk_with_the_same_result(tmp_path, monkeypatch):
    chance = random.Random(3)
    entries = [(f"t{number}", model, place) for number in range(300) for place, model in enumerate("abcd", 1)]
    entries += [("broken", "a", 2), ("broken", "b", 3)]
    chance.shuffle(entries)
    text = LONG + "".join(f"{tournament},{model},{place},v,2026-01-02\n" for tournament, model, place in entries)
    monkeypatch.setattr("benchbook.votes.reading.files.csv_file.MOST_ROWS", 50)
    whole = read_text(tmp_path, text)
    monkeypatch.setattr(tournaments, "MOST_HELD", 100)
    monkeypatch.setattr(tournaments, "MOST_ROWS", 60)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    shelved = read_text(tmp_path, text)
    by_row = lambda found: sorted(outcomes(found))  # noqa: E731
    assert by_row(shelved) == by_row(whole)
    assert shelved.reasons == whole.reasons
    assert len(whole.votes) == 1800
    assert [path.name for path in tmp_path.iterdir()] == ["votes"]


TOURNAMENTS = st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=5), min_size=1, max_size=8)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TOURNAMENTS)
def test_pairs_are_what_the_places_say(tmp_path, standings):
    entries = [(f"t{t}", f"m{m}", place) for t, places in enumerate(standings) for m, place in enumerate(places)]
    found = read_text(tmp_path, "tournament,model,place\n" + "".join(f"{t},{m},{p}\n" for t, m, p in entries))
    expected = []
    for number, places in enumerate(standings):
        counted = all(place == 1 + sum(other < place for other in places) for place in places)
        dense = set(places) == set(range(1, max(places) + 1))
        if len(places) > 1 and (counted or dense):
            for (a, first), (b, second) in combinations(enumerate(places), 2):
                winner = "tie" if first == second else "model_a" if first < second else "model_b"
                expected.append((f"t{number}", f"m{a}", f"m{b}", winner))
    assert sorted(found.of("tournament", "model_a", "model_b", "winner")) == sorted(expected)
    assert len(found.rejected) == len(standings) - len({tournament for tournament, *_ in expected})
