import pytest
from source_documents import page

from benchbook.errors import BadStatus, FactsError, Malformed, NothingToImport
from benchbook.model import Scope
from benchbook.sources import Glimpse
from benchbook.sources._boards import boards, read_boards, spelt
from benchbook.sources.design_arena import SOURCE, parse


def board(*rows, **fields):
    return page({"arena": "models", "category": "svg", "leaderboard": list(rows), **fields})


def row(model="quill-2", **fields):
    return {"modelId": model, "elo": 1200, "winRate": 50, **fields}


@pytest.mark.parametrize("name", ["modelId", "model_id", "id", "slug"])
@pytest.mark.parametrize("rating", ["elo", "rating"])
@pytest.mark.parametrize("won", ["winRate", "win_rate"])
@pytest.mark.parametrize("error", ["btStdErr", "std_err"])
def test_all_spellings_of_a_row_mean_the_same(name, rating, won, error):
    claim = parse((board({name: "quill-2", rating: 1201.5, won: 44, error: 9.5, "battles": 80}),)).claims[0]
    result = claim.results[0]
    assert (claim.subject, claim.labels.slug, result.std_error, result.sample_size) == ("quill-2", "quill-2", 9.5, 80)
    assert result.measures == {"elo": 1201.5, "win_rate": 44, "battles": 80}


def test_the_board_may_stand_in_the_url_alone():
    raw = page([row()], "https://arena.example/api/v1/leaderboard/agents/agon_webapps?limit=5")
    assert parse((raw,)).claims[0].scope == Scope(source="design-arena", feed="agents/webapps")


def test_rows_keyed_by_name_find_their_id_in_the_models():
    models = page(
        {
            "data": [
                {"id": "quill-2", "name": "Quill 2"},
                {"id": "twin-a", "name": "Twin"},
                {"id": "twin-b", "name": "Twin"},
            ]
        }
    )
    keyed = page(
        {
            "arena": "models",
            "category": "svg",
            "data": {"Quill 2": {"elo": 1200}, "Twin": {"elo": 1100}, "New": {"elo": 1000}},
        }
    )
    parsed = parse((models, keyed))
    assert [(claim.subject, claim.labels.name) for claim in parsed.claims] == [
        ("quill-2", "Quill 2"),
        ("Twin", "Twin"),
        ("New", "New"),
    ]


def test_each_board_is_complete_by_itself():
    other = page({"arena": "models", "category": "website", "data": [row(elo="high"), row("blot-1")]})
    empty = page({"arena": "models", "category": "image", "data": []})
    parsed = parse((board(row()), other, empty))
    assert parsed.complete == (Scope(source="design-arena", feed="models/svg"),)
    assert (parsed.rows_read, len(parsed.rejected)) == (3, 1)


def test_win_rates_of_the_wrong_scale_are_refused():
    parsed = parse((board(row("a", winRate=0.62), row("b", winRate=0), row("c", winRate=None)),))
    assert [claim.subject for claim in parsed.claims] == ["c"]
    assert all("expected percent" in rejected.reason for rejected in parsed.rejected)
    assert len(parse((board(row("a", winRate=0.62), row("b", winRate=40)),)).claims) == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"elo": None}, "no rating"),
        ({"elo": 99_999}, "elo is 99999"),
        ({"winRate": 100.1}, "win_rate is 100.1"),
        ({"wins": -1}, "wins"),
        ({"battles": 1.5}, "battles"),
        ({"btStdErr": -1}, "btStdErr"),
        ({"modelId": None}, "names no model"),
        ({"modelId": "x" * 600}, "600 characters"),
    ],
)
def test_bad_rows_say_what_is_wrong(fields, words):
    parsed = parse((board({**row(), **fields}, row("blot-1")),))
    assert words in parsed.rejected[0].reason
    assert len(parsed.claims) == 1


def test_a_model_twice_on_a_board_is_rejected():
    assert "second row" in parse((board(row(), row()),)).rejected[0].reason


def test_models_without_a_board_are_nothing():
    with pytest.raises(NothingToImport, match="no board"):
        parse((page({"models": [{"id": "quill-2", "name": "Quill 2"}]}),))


def test_a_leaderboard_must_say_which():
    with pytest.raises(Malformed, match="`arena` and `category`"):
        parse((page({"leaderboard": [row()]}),))


def test_spellings_and_boards_are_facts():
    assert spelt("agents", "agon_webapps") == "webapps"
    assert spelt("models", "agon_webapps") == "agon_webapps"
    assert len(boards()) == len(set(boards())) >= 16
    with pytest.raises(FactsError, match=r"boards\.toml"):
        read_boards(b"[[board]]\narena = 1\n", "boards.toml")


def fetched(answers):
    def get(path, query):
        assert query == {}
        if path not in answers:
            raise BadStatus(f"https://arena.example/{path}", answers.get("status", 404), "Not Found")
        return answers[path]

    return list(SOURCE.fetch(get))


def test_fetch_leaves_out_boards_that_have_ended():
    models = page({"models": [{"id": "quill-2", "name": "Quill 2"}]})
    (pages,) = fetched({"models": models, "leaderboard/models/svg": board(row())})
    assert [claim.labels.name for claim in parse(pages).claims] == ["Quill 2"]


def test_fetch_gives_up_when_no_board_is_there_or_the_service_fails():
    with pytest.raises(BadStatus, match="404"):
        fetched({"models": page([])})
    with pytest.raises(BadStatus, match="503"):
        fetched({"models": page([]), "leaderboard/models/svg": board(row()), "status": 503})


def test_recognises_dumps_and_replies():
    assert SOURCE.recognise(Glimpse(format="json", keys=frozenset({"leaderboards"})))
    assert SOURCE.recognise(Glimpse(format="json", keys=frozenset({"arena", "category", "data"})))
    assert not SOURCE.recognise(
        Glimpse(format="json", keys=frozenset({"data"}), row_keys=frozenset({"arena", "category"}))
    )
