"""The filters and orders of the list of models: what each takes, what unknown means, what is refused."""

import itertools
import json
from datetime import UTC, date, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from offered import OFFERED

from benchbook.api.catalogue import ModelsQuery, asked_for, count_reply, reply
from benchbook.api.query import read_query
from benchbook.api.shapes import ENCODER
from benchbook.errors import RequestError
from benchbook.publication import Publication
from benchbook.snapshot import build_snapshot

MODELS = "/api/v1/models"
SNAPSHOT = build_snapshot(OFFERED, ENCODER)
DAY = date(2026, 10, 3)
ATLAS, FREE, LATEST = "acme/atlas-3", "acme/atlas-3:free", "~acme/atlas-latest"
PINE, PIXEL, EMBED, FOG = "birch/pine-1", "birch/pixel", "cedar/embed", "cedar/fog"
EVERY = [LATEST, ATLAS, FREE, PINE, PIXEL, EMBED, FOG]


def found(query="", snapshot=SNAPSHOT):
    return [line.entry.id for line in asked_for(snapshot, read_query(query.encode(), ModelsQuery), DAY)]


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("", [LATEST, ATLAS, FREE, PINE, FOG]),
        ("output_modalities=text", [LATEST, ATLAS, FREE, PINE]),
        ("output_modalities=all", EVERY),
        ("output_modalities=Image,%20embeddings", [PIXEL, EMBED]),
        ("output_modalities=image,all", EVERY),
        ("output_modalities=video", []),
        ("input_modalities=text", [LATEST, ATLAS, FREE, PINE]),
        ("input_modalities=image,text", [ATLAS]),
        ("q=ATLAS", [LATEST, ATLAS, FREE]),
        ("q=acme+free", [FREE]),
        ("q=pine+atlas", []),
        ("q=%C3%84RMEL&output_modalities=all", [PIXEL]),
        ("q=++", [LATEST, ATLAS, FREE, PINE, FOG]),
        ("supported_parameters=tools", [ATLAS, FREE, PINE]),
        ("supported_parameters=tools,structured_outputs", [ATLAS, PINE]),
        ("context=128000", [ATLAS, PINE]),
        ("context=128001", [ATLAS]),
        ("context=0", [ATLAS, FREE, PINE]),
        ("arch=gpt", [ATLAS, FREE]),
        ("arch=llama,router", [LATEST, PINE]),
        ("arch=Llama3", [PINE]),
        ("arch=lla", []),
        ("model_authors=ACME,cedar", [LATEST, ATLAS, FREE, FOG]),
        ("model_authors=nobody", []),
        ("providers=mill", [ATLAS, PINE]),
        ("providers=paper-mill,river", [ATLAS, PINE]),
        ("providers=River%20AI", [ATLAS]),
        ("max_price=0", [FREE]),
        ("max_price=2", [ATLAS, FREE, PINE]),
        ("min_price=2&max_price=2.000", [ATLAS]),
        ("max_price=1.999999999999", [FREE, PINE]),
        ("min_price=0.1&output_modalities=all", [ATLAS, PINE, PIXEL]),
        ("max_output_price=0.03&output_modalities=all", [FREE, PIXEL, EMBED]),
        ("min_output_price=0.4&max_output_price=10", [ATLAS, PINE]),
        ("min_price=0", [ATLAS, FREE, PINE]),
        ("min_age_days=32", [ATLAS, FREE, PINE]),
        ("min_age_days=33", [PINE]),
        ("max_age_days=32", [LATEST, ATLAS, FREE]),
        ("max_age_days=0", []),
        ("min_age_days=365&output_modalities=all", [EMBED]),
        ("min_coding_index=69.2", [ATLAS, FREE]),
        ("max_coding_index=69.2", [ATLAS, FREE]),
        ("max_coding_index=69.1", []),
        ("min_intelligence_index=0", [ATLAS, FREE, PINE]),
        ("max_intelligence_index=50", [PINE]),
    ],
)
def test_filters(query, listed):
    assert found(query) == listed


@pytest.mark.parametrize(
    ("sort", "listed"),
    [
        ("newest", EVERY),
        ("pricing-low-to-high", [FREE, EMBED, PIXEL, PINE, ATLAS, LATEST, FOG]),
        ("pricing-high-to-low", [ATLAS, PINE, PIXEL, EMBED, FREE, LATEST, FOG]),
        ("context-high-to-low", [ATLAS, PINE, FREE, LATEST, PIXEL, EMBED, FOG]),
        ("throughput-high-to-low", [ATLAS, LATEST, FREE, PINE, PIXEL, EMBED, FOG]),
        ("latency-low-to-high", [PINE, ATLAS, LATEST, FREE, PIXEL, EMBED, FOG]),
        ("intelligence-high-to-low", [ATLAS, FREE, PINE, LATEST, PIXEL, EMBED, FOG]),
        ("coding-high-to-low", [ATLAS, FREE, LATEST, PINE, PIXEL, EMBED, FOG]),
        ("design-arena-elo-high-to-low", [PIXEL, ATLAS, FREE, PINE, LATEST, EMBED, FOG]),
    ],
)
def test_orders_have_what_is_unknown_last_and_ties_by_newest_and_id(sort, listed):
    assert found(f"sort={sort}&output_modalities=all") == listed


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("category=programming", "what models are used for"),
        ("distillable=false", "may be distilled"),
        ("zdr=true", "retain no data"),
        ("region=eu", "region"),
        ("min_tool_success_rate=0.9", "calls of tools"),
        ("max_tool_success_rate=1", "calls of tools"),
        ("sort=most-popular", "how much models are used"),
        ("sort=top-weekly", "how much models are used"),
        ("sort=agentic-high-to-low", "agentic index"),
        ("min_agentic_index=1", "agentic index"),
    ],
)
def test_what_no_source_tells_is_refused_and_never_ignored(offered, query, said):
    name, _, value = query.partition("=")
    for path in (MODELS, f"{MODELS}/count"):
        answer = offered.get(f"{path}?{query}")
        assert answer.status_code == 400
        message = answer.json()["error"]["message"]
        assert message.startswith(f"Parameter {name!r} cannot be answered with {value!r}: no ")
        assert said in message


@pytest.mark.parametrize("query", ["providers=mill", "sort=throughput-high-to-low", "sort=latency-low-to-high"])
def test_without_endpoints_nothing_is_said_of_them(query):
    bare = build_snapshot(Publication(models=OFFERED.models), ENCODER)
    with pytest.raises(RequestError, match="no endpoint here"):
        found(query, bare)
    assert found(query, build_snapshot(Publication(), ENCODER)) == []


@pytest.mark.parametrize(
    "query",
    [
        *(
            f"max_price={value}"
            for value in ("-1", "NaN", "inf", "1e-3", "1,5", ".5", "5.", "1000000.1", "0x1", " 1", "")
        ),
        *(f"min_coding_index={value}" for value in ("-0.1", "101", "high")),
        *(f"context={value}" for value in ("-1", "1.5", "many")),
        *(f"min_age_days={value}" for value in ("-1", "36501", "1.5")),
        "max_tool_success_rate=1.1",
        "output_modalities=txt",
        "output_modalities=,",
        "input_modalities=all",
        "supported_parameters=%20,",
        "sort=price",
        "distillable=yes",
        "zdr=false",
        "use_rss=maybe",
        "q=" + "x" * 201,
    ],
)
def test_bad_values_are_400_with_the_parameter_and_what_it_takes(offered, query):
    answer = offered.get(f"{MODELS}?{query}")
    assert answer.status_code == 400
    message = answer.json()["error"]["message"]
    assert f"parameter {query.partition('=')[0]!r}: expected " in message


@pytest.mark.parametrize("bounded", ["price", "output_price", "coding_index", "age_days", "intelligence_index"])
def test_bounds_that_exclude_each_other_are_400(offered, bounded):
    answer = offered.get(f"{MODELS}?min_{bounded}=2&max_{bounded}=1")
    assert answer.status_code == 400
    assert f"'min_{bounded}': expected at most max_{bounded}, which is 1" in answer.json()["error"]["message"]


def test_unknown_parameters_are_ignored(offered):
    assert offered.get(f"{MODELS}?provider=mill&user=me").json() == offered.get(MODELS).json()


def test_links_keep_every_filter_and_lead_through_the_whole_list(offered):
    query = {"q": "e", "output_modalities": "text,image", "max_price": "2.50", "sort": "newest", "context": 1}
    whole = offered.get(f"{MODELS}?{urlencode(query)}").json()
    assert whole["total_count"] == len(whole["data"]) == 3
    seen, path = [], f"{MODELS}?{urlencode(query)}&limit=1"
    while path:
        page = offered.get(path).json()
        assert page["total_count"] == 3
        seen += page["data"]
        path = page["links"]["next"]
        assert path is None or {"max_price=2.5", "output_modalities=text%2Cimage"} <= set(
            path.partition("?")[2].split("&")
        )
    assert seen == whole["data"]
    assert offered.get(f"{MODELS}/count?{urlencode(query)}").json() == {"data": {"count": 3}}


def test_a_link_keeps_the_moment():
    query = ModelsQuery(as_of="2026-07-22", known_at="2026-08", use_rss_chat_links=True, limit=1)
    link = json.loads(reply(SNAPSHOT, query, DAY))["links"]["next"]
    assert link == f"{MODELS}?as_of=2026-07-22&known_at=2026-08&use_rss_chat_links=true&offset=1&limit=1"


def test_ages_are_counted_on_the_day_asked_about(offered):
    created = datetime(2026, 9, 1, tzinfo=UTC).date()
    days = (datetime.now(UTC).date() - created).days
    assert {model["id"] for model in offered.get(f"{MODELS}?min_age_days={days}").json()["data"]} >= {ATLAS}
    exact = ModelsQuery(min_age_days=days, max_age_days=days)
    assert b"atlas-3" in reply(SNAPSHOT, exact, datetime.now(UTC).date())
    assert count_reply(SNAPSHOT, exact, created) == b'{"data":{"count":0}}'


def test_benchmarks_stand_in_a_model_and_are_absent_where_there_is_nothing(offered):
    models = {model["id"]: model for model in offered.get(f"{MODELS}?output_modalities=all").json()["data"]}
    atlas = models[ATLAS]["benchmarks"]
    assert atlas == {
        "design_arena": [{"arena": "models", "category": "website", "elo": 1300.5, "win_rate": 55.5, "rank": 1}],
        "artificial_analysis": {"intelligence_index": 51.5, "coding_index": 69.2, "agentic_index": None},
    }
    assert models[FREE]["benchmarks"] == atlas
    assert models[PINE]["benchmarks"]["design_arena"][0]["rank"] == 2
    assert list(models[PIXEL]["benchmarks"]) == ["design_arena"]
    assert all("benchmarks" not in models[name] for name in (LATEST, EMBED, FOG))


POOL = {
    "q": ["a", "atlas", "1"],
    "supported_parameters": ["tools", "tools,reasoning"],
    "output_modalities": ["all", "text", "image"],
    "context": ["1", "128000"],
    "max_price": ["0", "0.1", "2"],
    "min_output_price": ["0", "0.4"],
    "arch": ["llama", "gpt,media"],
    "providers": ["mill"],
    "min_intelligence_index": ["40", "50.5"],
    "sort": ["pricing-low-to-high", "coding-high-to-low", "newest"],
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in POOL.items()}))
def test_filters_intersect_and_the_order_of_parameters_does_not_matter(asked):
    ids = found(urlencode(asked))
    singles = [found(urlencode({"output_modalities": "all", name: value})) for name, value in asked.items()]
    if "output_modalities" not in asked:
        singles.append(found())
    assert set(ids) == set(EVERY).intersection(*singles)
    for order in itertools.islice(itertools.permutations(asked.items()), 3):
        assert found(urlencode(order)) == ids
