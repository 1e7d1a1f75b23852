"""``/api/benchbook/v1/export/{what}``: the files of the command, sent piece by piece."""

import csv
import io
import json
from datetime import UTC, datetime

import pyarrow.parquet
import pytest
from msgspec.structs import replace
from starlette.testclient import TestClient

from benchbook.api.app import create_app
from benchbook.api.live import Live
from benchbook.api.route import Settings
from benchbook.export import export
from benchbook.export.formats import FORMAT_NAMES, FORMATS
from benchbook.model import Endpoint, Prices
from benchbook.publication import Publication, ScoreRow

PATH = "/api/benchbook/v1/export"
SEEN = datetime(2026, 10, 2, tzinfo=UTC)


def scored(name, elo, licence="attribution"):
    unknown = dict.fromkeys(ScoreRow.__struct_fields__)
    known = {
        "source": "design-arena",
        "board": "models/website",
        "name": name,
        "status": "matched",
        "same_as": (),
        "completed": {},
    }
    joined = {"model_id": "acme/falcon-2", "measures": {"elo": elo}, "observed_at": SEEN, "last_seen": SEEN}
    return ScoreRow(**(unknown | known | joined | {"licence": licence, "citation": f"Source: {licence}"}))


@pytest.fixture
def exported_ledger(ledger, live, publication):
    """The ledger with scores and endpoints to export."""
    offer = Endpoint(
        model_id="acme/falcon-2", provider_name="Nest", tag="nest", prices=Prices(by_kind={"prompt": "0.1"})
    )
    scores = tuple(scored(f"Falcon {number}", 1000 + number) for number in range(2500))
    ledger.change(publication=replace(publication, scores=scores, endpoints=(offer,)))
    assert live.poll()
    return ledger


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("what", ["scores", "models", "prices"])
def test_each_file_is_what_the_command_would_write(exported_ledger, anyone, what, form):
    reply = anyone.get(f"{PATH}/{what}", params={"format": form})
    assert reply.status_code == 200
    assert reply.content == b"".join(export(what, form, exported_ledger.publication).chunks())
    assert reply.headers["content-type"] == FORMATS[form].media
    suffix = FORMATS[form].suffixes[0]
    assert reply.headers["content-disposition"] == f'attachment; filename="benchbook-{what}{suffix}"'


def test_csv_is_meant_where_nothing_is_said(exported_ledger, anyone):
    rows = list(csv.DictReader(io.StringIO(anyone.get(f"{PATH}/scores").text)))
    assert len(rows) == len(exported_ledger.publication.scores)
    assert {row["citation"] for row in rows} == {"Source: attribution"}


def test_records_of_every_eval_ever(exported_ledger, anyone):
    reply = anyone.get(f"{PATH}/scores?format=every-eval-ever")
    assert reply.headers["content-type"] == "application/x-ndjson"
    assert reply.headers["content-disposition"].endswith('"benchbook-every-eval-ever.jsonl"')
    records = [json.loads(line) for line in reply.text.splitlines()]
    assert len(records) == len(exported_ledger.publication.scores)
    assert {record["model_info"]["id"] for record in records} == {"acme/Falcon-2"}


def test_the_reply_comes_in_pieces_with_a_tag(exported_ledger, anyone):
    with anyone.stream("GET", f"{PATH}/scores?format=ndjson") as reply:
        assert "content-length" not in reply.headers
        tag = reply.headers["etag"]
        assert reply.read().count(b"\n") == len(exported_ledger.publication.scores)
    again = anyone.get(f"{PATH}/scores?format=ndjson", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert anyone.get(f"{PATH}/scores?format=json").headers["etag"] != tag


@pytest.mark.parametrize("lost", ["departed", "endpoints"])
def test_the_tag_moves_with_what_only_exports_tell(exported_ledger, anyone, live, lost):
    departed = tuple(replace(model, id=f"{model.id}-old") for model in exported_ledger.publication.models)
    exported_ledger.change(publication=replace(exported_ledger.publication, departed=departed))
    live.poll()
    before = anyone.get(f"{PATH}/prices").headers["etag"]
    exported_ledger.change(publication=replace(exported_ledger.publication, **{lost: ()}))
    live.poll()
    assert anyone.get(f"{PATH}/prices").headers["etag"] != before


def test_head_tells_without_a_body(exported_ledger, anyone):
    reply = anyone.head(f"{PATH}/models?format=parquet")
    assert (reply.status_code, reply.content) == (200, b"")
    assert reply.headers["etag"] == anyone.get(f"{PATH}/models?format=parquet").headers["etag"]
    assert "benchbook-models.parquet" in reply.headers["content-disposition"]
    assert "content-length" not in reply.headers
    assert exported_ledger.publication.models


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("things", "Invalid value 'things' for parameter 'what': expected one of scores, models, prices"),
        (
            "scores?format=xlsx",
            f"Invalid value 'xlsx' for parameter 'format': expected one of {', '.join(FORMAT_NAMES)}",
        ),
        ("models?format=every-eval-ever", "every-eval-ever is for scores"),
        ("scores?form=csv", "Unknown parameter 'form': expected one of format, as_of, known_at"),
        ("scores?what=models", "Unknown parameter 'what'"),
        ("scores?as_of=2999-01-01", "lies in the future"),
        ("scores?as_of=yesterday", "yesterday"),
    ],
)
def test_what_cannot_be_meant_is_a_400(anyone, path, sentence):
    reply = anyone.get(f"{PATH}/{path}")
    assert reply.status_code == 400
    assert reply.json()["error"]["code"] == 400
    assert sentence in reply.json()["error"]["message"]


def test_an_empty_store_gives_a_table_without_rows(ledger, live, anyone):
    ledger.change(publication=Publication())
    live.poll()
    assert anyone.get(f"{PATH}/scores").text.startswith("source,via,board,")
    assert anyone.get(f"{PATH}/scores").text.count("\r\n") == 1
    assert anyone.get(f"{PATH}/prices?format=json").json()["data"] == []
    assert pyarrow.parquet.read_table(io.BytesIO(anyone.get(f"{PATH}/models?format=parquet").content)).num_rows == 0
    assert anyone.get(f"{PATH}/scores?format=every-eval-ever").text == ""


def test_a_past_date_stands_in_the_name(exported_ledger, anyone):
    reply = anyone.get(f"{PATH}/scores?as_of=2026-10-02&format=json")
    assert reply.headers["content-disposition"].endswith('"benchbook-scores-2026-10-02.json"')
    assert reply.json()["meta"]["asked_as_of"] == "2026-10-02"
    assert reply.json()["meta"]["rows"] == len(exported_ledger.publication.scores)


def test_in_public_internal_rows_are_for_holders_of_a_key(ledger, token):
    seen = {
        "everyone": Publication(scores=(scored("Falcon", 1000),)),
        "keyholders": Publication(scores=(scored("Falcon", 1000), scored("Crane", 1, "internal"))),
    }
    live = Live(ledger, lambda _, __, audience: seen[audience], 60.0, audiences=("keyholders", "everyone"))
    limits = Settings(key_requests_per_minute=0, account_requests_per_day=0, public=True)
    client = TestClient(create_app(live, limits))
    for form in FORMAT_NAMES:
        shown = client.get(f"{PATH}/scores?format={form}")
        assert b"Crane" not in shown.content
        assert b'internal"' not in shown.content
        keyed = client.get(f"{PATH}/scores?format={form}", headers={"Authorization": f"Bearer {token}"})
        assert b"Crane" in keyed.content
        assert keyed.headers["etag"] != shown.headers["etag"]
