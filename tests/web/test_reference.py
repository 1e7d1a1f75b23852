"""``/reference``: nothing of the OpenAPI document is missing there, and every link has its place."""

import re
from html import unescape

import msgspec
import pytest
from stored_pages import pages_on

import benchbook
from benchbook.api import openapi
from benchbook.api.routes import ROUTES
from benchbook.store import open_store
from benchbook.web.reference import described
from benchbook.web.reference.described import read
from benchbook.web.reference.types import type_words

DOCUMENT = msgspec.json.decode(openapi.document(ROUTES, benchbook.__version__))


@pytest.fixture
def html(pages):
    return pages.get("/reference").text


def article(html, anchor):
    return re.search(rf'<article class="card operation" id="{anchor}".*?</article>', html, re.DOTALL)[0]


def words(schema):
    return " ".join(piece.text for piece in type_words(schema))


@pytest.mark.parametrize(
    ("path", "method"), [(path, method) for path, item in DOCUMENT["paths"].items() for method in item]
)
def test_each_path_and_parameter_stands_there(html, path, method):
    operation = DOCUMENT["paths"][path][method]
    told = article(html, operation["operationId"])
    assert f"{method.upper()} {path}" in told
    assert ("--json @FILE" in told) is ("requestBody" in operation)
    for body in operation.get("requestBody", {}).get("content", {}).values():
        assert f'href="#shape-{body["schema"]["$ref"].rpartition("/")[2]}"' in told
    assert operation["summary"] in unescape(told)
    assert ("needs a key" in told) is ("security" in operation)
    assert ("$KEY" in told) is ("security" in operation)
    for parameter in operation["parameters"]:
        assert f"<code>{parameter['name']}</code>" in told
        assert parameter["description"] in unescape(re.sub(r"</?code>", "", told)).replace("``", "")
        for value in parameter["schema"].get("enum", ()):
            assert f"<code>{value}</code>" in told
        for bound in ("minimum", "maximum", "maxLength"):
            assert str(parameter["schema"].get(bound, "")) in told
    for status in operation["responses"]:
        assert f"<dt>{status}</dt>" in told


@pytest.mark.parametrize("name", DOCUMENT["components"]["schemas"])
def test_each_shape_and_field_stands_there(html, name):
    told = article(html, f"shape-{name}")
    for field in DOCUMENT["components"]["schemas"][name].get("properties", {}):
        assert f"<code>{field}</code>" in told


def test_every_link_within_the_page_has_its_place(html):
    places = re.findall(r'\sid="([^"]+)"', html)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(places)


def test_curl_asks_this_server_where_its_address_is_known():
    operations = [each for area in described().areas for each in area.operations]
    assert {each.path: each.example for each in operations}["/api/benchbook/v1/resolve"] == (
        "/api/benchbook/v1/resolve?name=NAME"
    )
    assert not any("{" in each.example for each in operations)


def test_the_site_replaces_the_placeholder(tmp_path):
    with open_store(str(tmp_path / "book.db")) as store, pages_on(store, site="https://bench.example") as pages:
        html = pages.get("/reference").text
    assert "https://bench.example/api/v1/benchmarks" in html
    assert "$URL" not in html


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "maxLength": 5}, "text of at most 5 characters"),
        ({"type": "integer", "minimum": 1, "maximum": 9}, "whole number from 1 to 9"),
        ({"enum": ["a", "b"]}, "one of a b"),
        ({"anyOf": [{"type": "number"}, {"type": "null"}]}, "number or null"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Model"}}, "list of Model"),
        ({"type": "object", "additionalProperties": {"type": "boolean"}}, "object, each value: true or false"),
        ({"type": "object"}, "object"),
        ({}, "any JSON"),
    ],
)
def test_types_are_told_in_words(schema, expected):
    assert words(schema) == expected


def test_a_document_with_less_is_shown_with_less():
    found = read({"paths": {"/x": {"get": {"responses": {"200": {"description": "x"}}}}}})
    ((area,), shapes) = found
    assert (area.name, shapes) == ("server", ())
    assert area.operations[0].parameters == ()


def test_limits_are_those_of_the_server(html):
    assert "A key may ask 30 times a minute" in html
    assert "500 times a day" in html
