"""Every source through the same rules, over its fixtures; see README.md beside this file."""

import json
import os
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from source_documents import SHARED, document_paths, page, page_of, pages_of

from benchbook.documents import recognise
from benchbook.errors import InputError
from benchbook.model import Parsed, Raw
from benchbook.sources import all_sources, source_by_id

DOCUMENTS = list(document_paths())
JSON_DOCUMENTS = [(source, path) for source, path in DOCUMENTS if path.is_dir() or path.suffix == ".json"]
IDS = [f"{source}-{path.name}" for source, path in DOCUMENTS]
ODD = [
    None,
    True,
    0,
    -1,
    10**400,
    1e300,
    -0.5,
    "",
    " ",
    "-1",
    "1e-6",
    "NaN",
    "x" * 10_000,
    "a\x00b",
    "a\u202eb",
    "\u00e9\U0001f600",
    [],
    {},
    [[]],
    {"a": {"b": []}},
]


def checked(source: str, pages: tuple[Raw, ...]) -> Parsed:
    """What the source makes of the pages; its rows must add up."""
    parsed = source_by_id(source).parse(pages)
    assert parsed.rows_read == len(parsed.claims) + len(parsed.rejected)
    assert all(rejected.reason and len(rejected.excerpt) <= 200 for rejected in parsed.rejected)
    assert len({(claim.locator, claim.scope) for claim in parsed.claims}) == len(parsed.claims)
    keys = [
        (claim.scope, claim.subject, result.board, result.variant)
        for claim in parsed.claims
        for result in claim.results
    ]
    assert len(set(keys)) == len(keys)
    assert parsed.observed_at.utcoffset() is not None
    assert msgspec.json.decode(msgspec.json.encode(parsed), type=Parsed) == parsed
    return parsed


def refusal(source: str, pages: tuple[Raw, ...]) -> str | None:
    """The sentence with which the source refuses the pages, or None; anything but an ``InputError`` is a defect."""
    try:
        checked(source, pages)
    except InputError as error:
        return error.sentence
    return None


@pytest.mark.parametrize(("source", "path"), DOCUMENTS, ids=IDS)
def test_documents_give_their_golden_claims(source, path):
    parsed = checked(source, pages_of(path))
    found = json.loads(msgspec.json.encode(parsed))
    golden = path.with_name(f"{path.name}.golden.json")
    if os.environ.get("BENCHBOOK_UPDATE_GOLDEN"):
        golden.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    assert found == json.loads(golden.read_text())


@pytest.mark.parametrize(("source", "path"), DOCUMENTS, ids=IDS)
def test_documents_are_recognised(source, path):
    if source == "table" and path.suffix == ".json":
        pytest.skip("a JSON table is read only when --source table says so")
    pages = [raw for raw in pages_of(path) if not raw.origin.endswith("-models.json")]
    assert {recognise(raw, all_sources().values()).id for raw in pages} == {source}


@pytest.mark.parametrize(("source", "path"), DOCUMENTS, ids=IDS)
def test_parsing_twice_gives_the_same(source, path):
    assert checked(source, pages_of(path)) == checked(source, pages_of(path))


@pytest.mark.parametrize(("source", "path"), DOCUMENTS, ids=IDS)
def test_the_users_date_beats_all_others(source, path):
    stated = datetime(2029, 1, 1, tzinfo=UTC)
    pages = tuple(msgspec.structs.replace(raw, stated_at=stated) for raw in pages_of(path))
    assert checked(source, pages).observed_at == stated


@pytest.mark.parametrize(("source", "path"), DOCUMENTS, ids=IDS)
def test_truncated_documents_are_one_sentence(source, path):
    first = pages_of(path)[0]
    for length in range(0, len(first.body), max(1, len(first.body) // 40)):
        sentence = refusal(source, (msgspec.structs.replace(first, body=first.body[:length]),))
        assert sentence is None or (sentence.startswith(first.origin) and "\n" not in sentence)


WRONG = {
    "html": "<!doctype html><html><body>Just a moment</body></html>",
    "nothing": "",
    "a number": "17",
    "deep list": "[" * 100_000 + "]" * 100_000,
    "deep object": '{"data":' * 100_000 + "1" + "}" * 100_000,
    "deep row": '{"data":[' + "[" * 100_000 + "]" * 100_000 + "]}",
    "not JSON": '{"data": [nan]}',
    "not text": b'\xff\xfe{"data": 1}',
    "empty list": "[]",
    "empty data": '{"data": []}',
    "object": "{}",
    "null": '{"data": null, "models": null}',
    "text for rows": '{"data": "rows"}',
}


@pytest.mark.parametrize("source", sorted({source for source, _ in DOCUMENTS}))
@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG.keys())
def test_what_is_no_document_is_one_sentence(source, body):
    with pytest.raises(InputError) as caught:
        checked(source, (page(body, "wrong.json"),))
    assert caught.value.sentence.startswith("wrong.json")
    assert "expected" in caught.value.sentence or "nothing to import" in caught.value.sentence
    assert len(caught.value.sentence) < 1000


@pytest.mark.parametrize(("source", "path"), JSON_DOCUMENTS, ids=[path.name for _, path in JSON_DOCUMENTS])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_damaged_documents_never_raise_anything_else(source, path, data):
    first, *others = pages_of(path)
    document = json.loads(first.body)
    for _ in range(data.draw(st.integers(1, 3))):
        document = damaged(document, data)
    sentence = refusal(source, (msgspec.structs.replace(first, body=json.dumps(document).encode()), *others))
    assert sentence is None or len(sentence) < 2000


@pytest.mark.parametrize("source", sorted({source for source, _ in DOCUMENTS}))
@pytest.mark.parametrize("depth", [100, 400, 700, 900, 950, 980, 1000, 1100])
def test_nesting_of_any_depth_is_refused_or_ignored(source, depth):
    nested = "[" * depth + "]" * depth
    bodies = (
        f'{{"id": {nested}}}',
        f'{{"id": "a/b", "name": "x", "benchmarks": {nested}, "pricing": {{"prompt": {nested}}}}}',
    )
    for body in bodies:
        sentence = refusal(source, (page(f'{{"data": [{body}], "meta": {nested}}}'),))
        assert sentence is None or sentence.startswith("page.json")


def damaged(document: object, data: st.DataObject) -> object:
    """The document with one value somewhere in it dropped, doubled or replaced."""
    document = deepcopy(document)
    places = list(everywhere(document))
    if not places:
        return data.draw(st.sampled_from(ODD))
    parent, key = data.draw(st.sampled_from(places))
    deed = data.draw(st.sampled_from(["drop", "odd", "double"]))
    if deed == "drop":
        del parent[key]
    elif deed == "double" and isinstance(parent, list):
        parent.append(parent[key])
    else:
        parent[key] = data.draw(st.sampled_from(ODD))
    return document


def kinds_of_places(document: object):
    """One (container, key) for every kind of place in a document: rows of one list are of one kind."""
    found = {}

    def walk(value, shape):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            own = (*shape, key if isinstance(value, dict) else "[]")
            found.setdefault(own, (value, key))
            if isinstance(inner, dict | list):
                walk(inner, own)

    if isinstance(document, dict | list):
        walk(document, ())
    return found.values()


@pytest.mark.parametrize(("source", "path"), JSON_DOCUMENTS, ids=[path.name for _, path in JSON_DOCUMENTS])
def test_any_value_anywhere_is_read_or_refused_in_a_sentence(source, path):
    first, *others = pages_of(path)
    document = json.loads(first.body)
    for parent, key in kinds_of_places(document):
        before = parent[key]
        for odd in ODD:
            parent[key] = odd
            sentence = refusal(source, (msgspec.structs.replace(first, body=json.dumps(document).encode()), *others))
            assert sentence is None or len(sentence) < 2000
        parent[key] = before


def everywhere(value: object):
    """Every (container, key) in a document."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(pairs):
        yield value, key
        yield from everywhere(inner)


REAL = [
    ("openrouter", "openrouter/models-2026-01-29.json", 0, 347),
    ("openrouter", "openrouter/models-2026-06-16.json", 989, 337),
    ("openrouter", "openrouter/models-2026-07-22.json", 1069, 342),
    ("openrouter", "openrouter/providers-2026-05.json", 0, 82),
    ("openrouter", "openrouter/endpoints-trimmed-2026-07-22.json", 0, 1023),
    ("openrouter-benchmarks", "openrouter/benchmarks-sample-2026-10-03.json", 55, 0),
    ("artificial-analysis", "artificial-analysis/llms-models-2026-07-22.json", 579, 0),
    ("artificial-analysis", "artificial-analysis/language-models-free-page1-2026-06.json", 200, 0),
    ("design-arena", "design-arena/leaderboards-2026-06-15.json", 51, 0),
    ("design-arena", "design-arena/leaderboards-2026-07-22.json", 64, 0),
]


@pytest.mark.parametrize(("source", "name", "rows", "entries"), REAL, ids=[name for _, name, _, _ in REAL])
def test_real_documents_are_read_whole(source, name, rows, entries):
    path = Path(SHARED / name)
    if not path.exists():
        pytest.skip("the real documents are not beside this checkout")
    parsed = checked(source, (page_of(path),))
    assert parsed.rows_read == rows
    assert len(parsed.models) + len(parsed.providers) + len(parsed.endpoints) == entries
    assert parsed.rejected == ()
