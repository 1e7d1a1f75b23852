"""One model by any of its names, who serves it, and all providers."""

import pytest
from starlette.testclient import TestClient

MODEL = "/api/v1/model"
MODELS = "/api/v1/models"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("acme/atlas-3", "acme/atlas-3"),
        ("acme/atlas-3:free", "acme/atlas-3:free"),
        ("acme/atlas-3%3Afree", "acme/atlas-3:free"),
        ("~acme/atlas-latest", "~acme/atlas-latest"),
        ("%7Eacme/atlas-latest", "~acme/atlas-latest"),
        ("acme/3-atlas-20260901", "acme/atlas-3"),
        ("acme/3-atlas-20260901:free", "acme/atlas-3:free"),
        ("birch/pixel", "birch/pixel"),
    ],
)
def test_a_model_is_found_by_all_its_names(offered, path, found):
    answer = offered.get(f"{MODEL}/{path}")
    assert answer.json()["data"]["id"] == found
    listed = offered.get(f"{MODELS}?output_modalities=all").json()["data"]
    assert answer.json()["data"] in listed
    assert offered.get(f"{MODELS}/{path}/endpoints").json()["data"]["id"] == found


@pytest.mark.parametrize("path", [f"{MODEL}/{{}}", f"{MODELS}/{{}}/endpoints"])
def test_a_model_that_is_not_there_is_404_with_what_may_have_been_meant(offered, path):
    answer = offered.get(path.format("acme/atlas-4"))
    assert answer.status_code == 404
    assert answer.json()["error"] == {
        "code": 404,
        "message": "Model 'acme/atlas-4' is not in the catalogue (hint: nearest: acme/atlas-3, acme/atlas-3:free, "
        "~acme/atlas-latest)",
    }
    gone = offered.get(path.format("cedar/gone")).json()["error"]["message"]
    assert gone.startswith("Model 'cedar/gone' left the catalogue")
    for name in ("acme/atlas-3:nitro", "x/y", "acme/%00", "~birch/pine-1"):
        assert offered.get(path.format(name)).status_code == 404
    assert len(offered.get(path.format("acme/" + "x" * 5000)).content) < 500


def test_the_paths_of_parts_are_not_there(offered):
    for path in (f"{MODEL}/acme", f"{MODEL}/acme/", f"{MODEL}/acme/atlas-3/x", f"{MODELS}/acme/atlas-3", MODEL):
        assert offered.get(path).json()["error"]["code"] == 404


def test_every_offer_of_a_model(offered):
    data = offered.get(f"{MODELS}/acme/3-atlas-20260901/endpoints").json()["data"]
    assert {name: data[name] for name in ("id", "name", "description")} == {
        "id": "acme/atlas-3",
        "name": "Acme: Atlas 3",
        "description": "Carries <much> & more.\x07",
    }
    assert data["architecture"]["input_modalities"] == ["text", "image"]
    mill, river = data["endpoints"]
    assert (mill["name"], mill["tag"]) == ("Mill | acme/3-atlas-20260901", "mill")
    assert mill["model_id"] == river["model_id"] == "acme/3-atlas-20260901"
    assert mill["pricing"] == {"prompt": "-1", "completion": "-1"}
    assert mill["context_length"] == 400_000
    assert mill["throughput_last_30m"] is None
    assert "status" not in mill
    assert river["pricing"] == {"prompt": "0.000002", "completion": "0.00001"}
    assert river["latency_last_30m"] == {"p50": 350, "p75": 500, "p90": 900, "p99": 2000}
    assert river["supports_tool_choice"] == {"auto": True, "function": False, "none": True, "required": False}
    assert river["native_tools"] == {"openrouter:web_search": {"type": "river_search"}}
    assert (river["uptime_last_5m"], river["uptime_last_1d"], river["status"]) == (None, 99, 0)


def test_a_model_whose_offers_are_not_known_has_none(offered):
    data = offered.get(f"{MODELS}/cedar/fog/endpoints").json()["data"]
    assert (data["endpoints"], data["description"], data["created"]) == ([], "", 0)


def test_all_providers_by_name(offered):
    assert offered.get("/api/v1/providers").json()["data"] == [
        {
            "name": "Mill",
            "slug": "paper-mill",
            "privacy_policy_url": None,
            "terms_of_service_url": None,
            "status_page_url": None,
            "headquarters": None,
            "datacenters": [],
        },
        {
            "name": "River AI",
            "slug": "river",
            "privacy_policy_url": "https://river.example/privacy",
            "terms_of_service_url": None,
            "status_page_url": None,
            "headquarters": "SE",
            "datacenters": ["SE", "US"],
        },
    ]


@pytest.mark.parametrize(
    "path",
    [MODELS, f"{MODELS}/count", f"{MODEL}/acme/atlas-3", f"{MODELS}/acme/atlas-3/endpoints", "/api/v1/providers"],
)
def test_every_path_answers_head_options_and_refuses_the_rest(offered: TestClient, path):
    got, head = offered.get(path), offered.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == got.headers["etag"]
    assert head.headers["content-length"] == str(len(got.content)) or "content-encoding" in got.headers
    assert offered.options(path).status_code == 204
    refused = offered.post(path)
    assert (refused.status_code, refused.json()["error"]["code"]) == (405, 405)
