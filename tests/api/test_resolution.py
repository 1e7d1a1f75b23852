"""``/api/benchbook/v1/resolve``: the explanation of a name by the catalogue that is served."""

import msgspec
import pytest
from msgspec.structs import replace

from benchbook.api.live import Live
from benchbook.api.resolution import Names
from benchbook.model import CatalogModel, Explanation, Labels, Matched
from benchbook.resolve import packaged_facts

RESOLVE = "/api/benchbook/v1/resolve"


def explained(client, **asked):
    reply = client.get(RESOLVE, params=asked)
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_a_name_is_explained_without_a_key(anyone):
    reply = explained(anyone, name="Falcon 2 (high)", source="lab", creator="Acme")
    assert reply["labels"] == {"name": "Falcon 2 (high)", "creator": "Acme"}
    assert (reply["identity"]["type"], reply["identity"]["model_id"]) == ("matched", "acme/falcon-2")
    assert reply["identity"]["configuration"] == {"effort": "high"}
    assert reply["parts"]["family"]
    assert isinstance(msgspec.convert(reply, Explanation).identity, Matched)


def test_a_name_that_means_nothing_says_why(anyone):
    reply = explained(anyone, name="Nobody 7")
    assert reply["identity"]["type"] == "unmatched"
    assert reply["identity"]["reason"]


def test_a_slug_and_a_repository_are_heard(anyone):
    assert explained(anyone, name="The bird", slug="falcon-2", hugging_face_id="acme/Falcon-2")["labels"] == {
        "name": "The bird",
        "slug": "falcon-2",
        "hugging_face_id": "acme/Falcon-2",
    }


@pytest.mark.parametrize("query", ["", "name=", f"name={'x' * 501}", f"name=x&slug={'x' * 501}", "name=a&name=b"])
def test_what_cannot_be_a_name_is_refused(anyone, query):
    reply = anyone.get(f"{RESOLVE}?{query}")
    assert reply.status_code == 400
    assert "name" in reply.json()["error"]["message"] or "slug" in reply.json()["error"]["message"]


@pytest.mark.parametrize("name", ["x" * 500, "\0", "((((", "\N{ZERO WIDTH JOINER}" * 40, "%", "a" + " " * 400 + "b"])
def test_odd_names_are_answered(anyone, name):
    assert explained(anyone, name=name)["labels"]["name"] == name


def test_it_is_not_counted_and_not_kept(client):
    reply = client.get(RESOLVE, params={"name": "Falcon 2"})
    assert reply.headers["Cache-Control"] == "no-store"
    assert "ETag" not in reply.headers


def test_models_that_left_are_known_and_new_ones_at_once(ledger, live, anyone, publication):
    late = CatalogModel(id="acme/heron-3", permaslug="acme/heron-3", name="Acme: Heron 3")
    gone = CatalogModel(id="acme/egret-1", permaslug="acme/egret-1", name="Acme: Egret 1")
    assert explained(anyone, name="Heron 3")["identity"]["type"] == "unmatched"
    ledger.change(publication=replace(publication, models=(*publication.models, late), departed=(gone,)))
    assert live.poll()
    assert explained(anyone, name="Heron 3")["identity"]["model_id"] == "acme/heron-3"
    assert explained(anyone, name="Egret 1")["identity"]["model_id"] == "acme/egret-1"


def test_facts_are_read_anew_with_each_snapshot(ledger, publication):
    read = []

    def facts():
        read.append(1)
        return packaged_facts()

    live = Live(ledger, lambda source, *_: source.publication, facts=facts)
    before = live.present("keyholders").names
    ledger.change(publication=publication)
    assert live.poll()
    assert live.present("keyholders").names is not before
    assert len(read) == 2


def test_the_resolver_is_built_once_and_when_asked():
    names = Names((CatalogModel(id="acme/heron-3", permaslug="acme/heron-3", name="Acme: Heron 3"),), packaged_facts())
    assert names._resolver is None
    names.prepare()
    built = names._resolver
    assert names.explain(Labels(name="Heron 3"), "").identity.model_id == "acme/heron-3"
    assert names._resolver is built


def test_openapi_describes_it(anyone):
    document = anyone.get("/openapi.json").json()
    operation = document["paths"][RESOLVE]["get"]
    required = {each["name"]: each["required"] for each in operation["parameters"]}
    assert required == {"name": True, "source": False, "slug": False, "creator": False, "hugging_face_id": False} | {
        "as_of": False,
        "known_at": False,
    }
    assert operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith("/Explanation")
    assert document["components"]["schemas"]["ScoresResponse"]["properties"]["data"]["items"]["$ref"].endswith(
        "/ScoreRow"
    )


def test_a_parameter_that_it_does_not_know_is_refused(anyone):
    reply = anyone.get(f"{RESOLVE}?name=Falcon+2&sorce=lab")
    assert reply.status_code == 400
    told = "Unknown parameter 'sorce': expected one of name, source, slug, creator, hugging_face_id, as_of, known_at"
    assert reply.json()["error"] == {"code": 400, "message": told}
