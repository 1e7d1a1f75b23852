"""``/api/benchbook/v1/arena`` and one board: facts, rows, chances, moments, licences and what is not there."""

import json
import sys
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from starlette.testclient import TestClient
from tests.rated_board import METHOD, RATED_AT, VERSION, board, publish_board, rated

import benchbook
from benchbook.api import openapi
from benchbook.api.app import create_app
from benchbook.api.board_shapes import BoardResponse, BoardsResponse
from benchbook.api.keys import new_key
from benchbook.api.live import Live
from benchbook.api.route import Settings
from benchbook.api.routes import ROUTES
from benchbook.store import open_store

sys.path.insert(0, str(Path(__file__).parents[1] / "changes"))  # for changed_ledger
from changed_ledger import catalogue, day, entry

BOARDS = "/api/benchbook/v1/arena"
MINE = f"{BOARDS}/mine/overall"
TOKEN, KEY = new_key("tests", "team", RATED_AT)
TWO = (rated("Lumen", 1010.5, 400), rated("yoda", 989.5, 120, merged=["grogu"]))


@pytest.fixture
def store(tmp_path):
    with open_store(str(tmp_path / "book.db")) as opened:
        catalogue(opened, 1, entry("lumen", arena=1300))
        publish_board(opened, *TWO, rated_at=day(3))
        with opened.writing() as writer:
            writer.add_key(KEY)
        yield opened


def client(store, public=False):
    live = Live(store, poll_seconds=60.0, audiences=("keyholders", "everyone"))
    return TestClient(create_app(live, Settings(public=public)), raise_server_exceptions=True)


def data(reply):
    assert reply.status_code == 200, reply.text
    return reply.json()["data"]


def test_every_board_is_listed_with_its_facts_and_its_path(store):
    publish_board(store, rated("Lumen", 1000), category="code/a b", rated_at=day(4))
    asked = client(store)
    found = data(asked.get(BOARDS))
    assert [(each["source"], each["arena"], each["category"], each["models"]) for each in found] == [
        ("arena", "mine", "overall", 2),
        ("arena", "mine", "code/a b", 1),
        ("design-arena", "models", "website", 1),
    ]
    assert (found[0]["first"], found[0]["first_rating"]) == ("Lumen", 1010.5)
    assert found[0]["counts"]["sha256"] == board(*TWO)["counts"]["sha256"]
    assert (found[2]["method"], found[2]["counts"], found[2]["basis"]) == (None, None, None)
    for each in found:
        assert data(asked.get(each["path"]))["category"] == each["category"]
    assert found[1]["path"] == f"{BOARDS}/mine/code%2Fa%20b"


def test_a_board_tells_its_method_its_counts_and_what_it_leaves_out(store):
    out = (rated("Nib", 1, 3, listed=False), rated("Far", 1, 90, component=2), rated("Off", 1, 90, component=2))
    publish_board(store, *TWO, *out, rated_at=day(4))
    found = data(client(store).get(MINE))
    assert found["method"] == METHOD
    assert (found["method_version"], found["basis"], found["as_of"]) == (VERSION, "votes", "2026-01-04T00:00:00Z")
    assert found["left_out"] == {"few": 1, "apart": 2}
    assert (found["components"]["count"], found["components"]["others"]) == (2, [2])
    assert found["components"]["main"]["strongly_connected"] is True
    assert (found["licences"], found["votes_until"]) == (["attribution"], "2026-11-21T09:30:00Z")
    assert found["citations"] == ["Source: own arena (rated by Benchbook) The house arena (invented)."]


def test_a_row_has_every_field(store):
    first, second = data(client(store).get(MINE))["rows"]
    assert {name: first[name] for name in ("rank", "rank_low", "rank_high", "name", "model_id", "permaslug")} == {
        "rank": 1,
        "rank_low": 1,
        "rank_high": 2,
        "name": "Lumen",
        "model_id": "acme/lumen",
        "permaslug": "acme/lumen-20251201",
    }
    assert (first["rating"], first["std_error"], first["low"], first["high"]) == (1010.5, 10.0, 990.9, 1030.1)
    assert [first[name] for name in ("battles", "wins", "losses", "ties", "both_bad")] == [400, 200, 100, 100, 40]
    assert first["win_rate_low"] < first["win_rate"] < first["win_rate_high"]
    assert (first["preliminary"], second["preliminary"]) == (False, True)
    assert (second["model_id"], second["merged"], second["tournaments"]) == (None, ["grogu"], None)
    assert first.keys() == second.keys()
    assert second["licence"] == "attribution"


def test_an_other_arenas_board_has_null_for_what_it_does_not_tell(store):
    found = data(client(store).get(f"{BOARDS}/models/website?matrix=2"))
    (row,) = found["rows"]
    assert (row["rating"], row["rank"], row["rank_low"], row["low"], row["ties"]) == (1300, 1, None, None, None)
    assert (found["method"], found["matrix"]) == (None, None)


def test_chances_are_told_where_they_are_asked_for(store):
    publish_board(store, rated("a", 1400), rated("b", 1000), rated("c", 900), rated_at=day(4))
    asked = client(store)
    assert data(asked.get(MINE))["matrix"] is None
    found = data(asked.get(f"{MINE}?matrix=2"))["matrix"]
    assert (found["ties"], found["names"]) == ("half", ["a", "b"])
    assert found["chances"] == [[None, pytest.approx(10 / 11)], [pytest.approx(1 / 11), None]]
    for bad in ("1", "51", "x"):
        assert asked.get(f"{MINE}?matrix={bad}").status_code == 400


def test_it_is_told_as_it_was(store):
    publish_board(store, rated("Lumen", 1050), rated_at=day(5))
    asked = client(store)
    assert [row["rating"] for row in data(asked.get(MINE))["rows"]] == [1050]
    assert [row["rating"] for row in data(asked.get(f"{MINE}?as_of=2026-01-04"))["rows"]] == [1010.5, 989.5]
    assert asked.get(f"{MINE}?as_of=2026-01-02").status_code == 404
    assert asked.get(f"{MINE}?as_of=2025-01-02").status_code == 400


def test_an_unknown_board_is_a_404_that_names_the_nearest(store):
    reply = client(store).get(f"{BOARDS}/min/overall")
    assert reply.status_code == 404
    message = reply.json()["error"]["message"]
    assert message == "No arena has a board 'min/overall' (hint: nearest: mine/overall)"
    assert client(store).get(f"{BOARDS}/mine").status_code == 404
    assert client(store).get(f"{MINE}?modle=1").status_code == 400


def test_no_key_is_needed_and_internal_boards_are_for_holders_of_one(store):
    publish_board(store, rated("Lumen", 1), category="secret", rated_at=day(4), licence="internal")
    assert len(data(client(store).get(BOARDS))) == 3
    public = client(store, public=True)
    assert [each["category"] for each in data(public.get(BOARDS))] == ["overall", "website"]
    assert public.get(f"{BOARDS}/mine/secret").status_code == 404
    assert "secret" not in public.get(f"{BOARDS}/mine/nothing").text
    keyed = {"Authorization": f"Bearer {TOKEN}"}
    assert data(public.get(f"{BOARDS}/mine/secret", headers=keyed))["licences"] == ["internal"]


def test_a_reply_is_kept_until_the_board_changes(store):
    asked = client(store)
    etag = asked.get(MINE).headers["ETag"]
    assert asked.get(MINE, headers={"If-None-Match": etag}).status_code == 304
    publish_board(store, *TWO, rated_at=day(3), counts=board(*TWO)["counts"] | {"flagged": 11})
    assert client(store).get(MINE, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("category", ["..a", "a b/ä 100 %", '"><script>', "x" * 200, "code/website", "ends/"])
def test_any_category_has_an_address(store, category):
    publish_board(store, *TWO, category=category, rated_at=day(4))
    reply = client(store).get(f"{BOARDS}/mine/{quote(category, safe='')}")
    assert data(reply)["category"] == category


def test_replies_are_as_the_description_says(store):
    asked = client(store)
    msgspec.json.decode(asked.get(BOARDS).content, type=BoardsResponse)
    msgspec.json.decode(asked.get(f"{MINE}?matrix=2").content, type=BoardResponse)
    described = json.loads(openapi.document(ROUTES, benchbook.__version__))["paths"]
    operation = described["/api/benchbook/v1/arena/{arena}/{category}"]["get"]
    places = {each["name"]: each["in"] for each in operation["parameters"]}
    assert places == {"arena": "path", "category": "path", "matrix": "query", "as_of": "query", "known_at": "query"}
    assert "404" in operation["responses"]
    assert "security" not in operation
