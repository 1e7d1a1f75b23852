"""The catalogue's list, pages and count; keys; health; the description of it all."""

import json
import re

import pytest

from benchbook.api.query import parameters
from benchbook.api.routes import ROUTES
from benchbook.export.formats import FORMAT_NAMES, FORMATS

MODELS = "/api/v1/models"


def ids(reply):
    return [model["id"] for model in reply.json()["data"]]


def test_the_whole_list_newest_first(anyone):
    reply = anyone.get(MODELS)
    assert ids(reply) == ["acme/falcon-2", "acme/router", "acme/unknown"]
    assert reply.json()["total_count"] == 3
    assert reply.json()["links"] == {"next": None}
    assert anyone.get(f"{MODELS}/count").json() == {"data": {"count": 3}}


@pytest.mark.parametrize(
    ("query", "listed", "following"),
    [
        ("limit=2", ["acme/falcon-2", "acme/router"], f"{MODELS}?offset=2&limit=2"),
        ("offset=2&limit=2", ["acme/unknown"], None),
        ("offset=1", ["acme/router", "acme/unknown"], None),
        ("offset=3", [], None),
        ("offset=999999999999999999999999", [], None),
        ("limit=3", ["acme/falcon-2", "acme/router", "acme/unknown"], None),
        ("limit=1000", ["acme/falcon-2", "acme/router", "acme/unknown"], None),
    ],
)
def test_pages(anyone, query, listed, following):
    reply = anyone.get(f"{MODELS}?{query}")
    assert ids(reply) == listed
    assert reply.json()["links"]["next"] == following
    assert reply.json()["total_count"] == 3


def test_following_the_links_gives_each_model_once(anyone):
    seen, path = [], f"{MODELS}?limit=1"
    while path:
        reply = anyone.get(path)
        seen += ids(reply)
        path = reply.json()["links"]["next"]
    assert seen == ids(anyone.get(MODELS))


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "offset=-1", "limit=", "offset=x"])
def test_bad_pages_are_400(anyone, query):
    reply = anyone.get(f"{MODELS}?{query}")
    assert reply.status_code == 400
    assert query.partition("=")[0] in reply.json()["error"]["message"]


def test_a_model_says_what_is_known(anyone):
    model = anyone.get(MODELS).json()["data"][0]
    assert model["canonical_slug"] == "acme/2-falcon-20260901"
    assert model["pricing"]["overrides"] == [
        {"prompt": "0.000002", "min_prompt_tokens": 200_000},
        {"completion": "0.000003", "utc_start": 1630, "utc_end": 30},
    ]
    assert model["pricing"]["discount"] == 0.5
    assert model["default_parameters"] == {"temperature": 0.7, "top_p": None}
    assert model["reasoning"] == {"mandatory": False, "default_enabled": True, "supported_efforts": ["high", "low"]}
    assert model["links"] == {"details": "/api/v1/models/acme/2-falcon-20260901/endpoints"}
    assert "benchmarks" not in model


def test_a_model_keeps_silent_of_what_is_not(anyone):
    model = anyone.get(MODELS).json()["data"][2]
    assert model["created"] == 0
    assert model["pricing"] == {"prompt": "-1", "completion": "-1"}
    assert model["links"] == {"details": "/api/v1/models/acme/unknown/endpoints"}
    for required in ("context_length", "per_request_limits", "default_parameters", "supported_voices"):
        assert model[required] is None
    for optional in ("description", "hugging_face_id", "knowledge_cutoff", "expiration_date", "reasoning"):
        assert optional not in model


def test_the_key_in_use(client):
    data = client.get("/api/v1/key").json()["data"]
    assert data["label"] == "tests"
    assert data["usage"] == 0
    assert data["limit"] is None
    assert data["rate_limit"]["requests"] == -1


def test_health(anyone, live):
    assert anyone.get("/healthz").json() == {
        "status": "ok",
        "snapshot": live.snapshot.hash,
        "models": 3,
        "rows": 17,
        "as_of": "2026-10-03T00:15:04.339Z",
    }


def references(node):
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == "$ref")
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_openapi_describes_every_path_and_parameter(anyone):
    document = anyone.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    routes = {route.path.replace(":path}", "}"): route for route in ROUTES}
    assert set(document["paths"]) == set(routes)
    for path, route in routes.items():
        told = document["paths"][path]
        assert set(told) == {*(["get"] if route.read else []), *(["post"] if route.post else [])}
        if route.post:
            assert told["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
            assert set(route.post.statuses) < set(told["post"]["responses"])
            assert ("security" in told["post"]) == route.keyed
        operation = told.get("get", {"parameters": [], "responses": {}} | ({"security": []} if route.keyed else {}))
        assert [one["name"] for one in operation["parameters"]] == [one.name for one in parameters(route.query)]
        assert ("security" in operation) == route.keyed
        in_path = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path))
        assert ("404" in operation["responses"]) == bool(in_path)
        assert all(one["description"] for one in operation["parameters"])
    by_name = {one["name"]: one for one in document["paths"]["/api/v1/benchmarks"]["get"]["parameters"]}
    assert sorted(by_name["source"]["schema"]["enum"]) == ["artificial-analysis", "design-arena", "openrouter"]
    assert by_name["max_results"]["schema"]["minimum"] == 1
    by_name = {one["name"]: one for one in document["paths"]["/api/v1/models"]["get"]["parameters"]}
    assert by_name["max_price"]["schema"] == {"type": "number", "minimum": 0, "maximum": 1_000_000}
    schemas = document["components"]["schemas"]
    assert schemas["ModelEndpoints"]["properties"]["endpoints"]["items"]["$ref"].endswith("/PublicEndpoint")


def test_openapi_tells_the_media_types_of_feeds_and_files(anyone):
    paths = anyone.get("/openapi.json").json()["paths"]
    told = {
        path: set(operations["get"]["responses"]["200"]["content"])
        for path, operations in paths.items()
        if "get" in operations
    }
    assert told["/api/v1/models"] == {"application/json", "application/rss+xml"}
    assert told["/api/v1/models/count"] == {"application/json"}
    assert told["/api/benchbook/v1/changes.atom"] == {"application/atom+xml"}
    for export in ("/api/benchbook/v1/export/{what}", "/api/benchbook/v1/export/changes"):
        assert told[export] == {form.media for form in FORMATS.values()}
    for what in ("scores", "models", "prices"):
        for form in FORMAT_NAMES:
            if what == "scores" or form in FORMATS:
                sent = anyone.get(f"/api/benchbook/v1/export/{what}?format={form}").headers["content-type"]
                assert sent in told["/api/benchbook/v1/export/{what}"]
    assert anyone.get("/api/v1/models?use_rss=true").headers["content-type"] in told["/api/v1/models"]


def test_openapi_references_resolve(anyone):
    document = anyone.get("/openapi.json").json()
    found = set(references(document))
    assert len(found) > 15
    for reference in found:
        assert reference.removeprefix("#/components/schemas/") in document["components"]["schemas"]
    assert "model_permaslug" in json.dumps(document["components"]["schemas"]["SearchItem"])
