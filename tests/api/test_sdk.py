"""The official client, unmodified, against a real server: everything parses, errors have their types."""

import itertools
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from offered import OFFERED
from stood_in import STOOD_IN

openrouter = pytest.importorskip("openrouter", reason="the official client is a development dependency")
from openrouter import OpenRouter, components, errors  # noqa: E402

SERVED = Path(__file__).parent / "served.py"
SOURCES = (None, "artificial-analysis", "design-arena", "openrouter")
TASKS = (None, "coding", "intelligence", "agentic", "search")
TYPES = (None, "gpqa_diamond", "tau_bench_verified_airline", "search_browsecomp", "search_widesearch")
ARENAS = (None, "models", "builders", "agents")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Starts servers by their settings; gives their URLs."""
    running = []

    def start(publication, keys, **settings):
        path = tmp_path_factory.mktemp("served") / "setting.json"
        path.write_bytes(msgspec.json.encode({"publication": publication, "keys": keys, "settings": settings}))
        process = subprocess.Popen([sys.executable, str(SERVED), str(path)], stdout=subprocess.PIPE, text=True)
        running.append(process)
        return process.stdout.readline().strip() + "/api/v1"

    yield start
    for process in running:
        process.terminate()
        process.wait(timeout=5)
        process.stdout.close()


@pytest.fixture(scope="module")
def urls():
    """Servers that are already running, by the limit they have and what they serve."""
    return {}


@pytest.fixture
def sdk(served, urls, publication, key, token):
    """Makes clients; servers are started once a limit."""
    clients = []

    def client(api_key=token, per_minute=0, published=publication):
        which = (per_minute, published is OFFERED)
        if which not in urls:
            urls[which] = served(published, (key,), key_requests_per_minute=per_minute, account_requests_per_day=0)
        made = OpenRouter(api_key=api_key, server_url=urls[which])
        clients.append(made)
        return made.__enter__()

    yield client
    for made in clients:
        made.__exit__(None, None, None)


@pytest.mark.parametrize("source", SOURCES)
def test_every_combination_parses(sdk, source):
    client = sdk()
    seen = 0
    for task, kind, arena, config in itertools.product(TASKS, TYPES, ARENAS, (False, True)):
        reply = client.benchmarks.get_benchmarks(
            source=source,
            task_type=task,
            benchmark_type=kind,
            arena=arena,
            include_run_config=config,
        )
        assert (reply.meta.source, reply.meta.task_type, reply.meta.version) == (source, task, "v1")
        for row in reply.data:
            shape = {
                "artificial-analysis": components.UnifiedBenchmarksAAItem,
                "design-arena": components.UnifiedBenchmarksDAItem,
                "openrouter": components.UnifiedBenchmarksORItem
                if not row.model_dump().get("benchmark_type", "").startswith("search_")
                else components.UnifiedBenchmarksSearchItem,
            }[row.source]
            assert type(row) is shape
        seen += len(reply.data)
    assert seen > 100


def test_the_other_parameters_parse(sdk):
    client = sdk()
    few = client.benchmarks.get_benchmarks(max_results=2)
    assert len(few.data) == 2
    boards = client.benchmarks.get_benchmarks(source="design-arena", category="website", arena="builders")
    assert [row.model_permaslug for row in boards.data] == ["acme/ember"]
    searches = client.benchmarks.get_benchmarks(
        task_type="search", search_engine="native", search_surface="server-tool", include_run_config=True
    )
    assert [row.run_config.max_agent_turns for row in searches.data] == [20, 20]


def test_an_own_arena_that_stands_in_parses(served, key, token):
    with OpenRouter(api_key=token, server_url=served(STOOD_IN, (key,))) as client:
        reply = client.benchmarks.get_benchmarks(source="design-arena", task_type="coding")
        assert [row.elo for row in reply.data] == [1120.5, 940]
        assert reply.meta.citation.startswith("Source: own arena (rated by Benchbook)")


def test_errors_have_their_types(sdk):
    with pytest.raises(errors.BadRequestResponseError) as bad:
        sdk().benchmarks.get_benchmarks(source="lmarena")
    assert "parameter 'source'" in bad.value.data.error.message
    with pytest.raises(errors.UnauthorizedResponseError) as unknown:
        sdk(api_key="sk-or-v1-nobody").benchmarks.get_benchmarks()
    assert unknown.value.data.error.code == 401
    limited = sdk(per_minute=1)
    limited.benchmarks.get_benchmarks()
    with pytest.raises(errors.TooManyRequestsResponseError) as spent:
        limited.benchmarks.get_benchmarks()
    assert int(spent.value.headers["Retry-After"]) <= 60


def test_the_catalogue_parses_in_pages_and_whole(sdk):
    client = sdk()
    whole = client.models.list()
    assert [model.id for model in whole.result.data] == ["acme/falcon-2", "acme/router", "acme/unknown"]
    falcon = whole.result.data[0]
    assert falcon.pricing.overrides[1].utc_start == 1630
    assert falcon.reasoning.supported_efforts == ["high", "low"]
    assert whole.next() is None
    paged, page = [], client.models.list(limit=2, offset=0)
    while page is not None:
        paged += [model.id for model in page.result.data]
        page = page.next()
    assert paged == [model.id for model in whole.result.data]
    assert client.models.count().data.count == 3


def ids(reply):
    return [model.id for model in reply.result.data]


@pytest.fixture
def catalogue(sdk):
    """A client on the catalogue with variants, endpoints and benchmarks."""
    return sdk(published=OFFERED)


def test_every_filter_parses(catalogue):
    listed = catalogue.models.list
    assert ids(listed(q="atlas")) == ["~acme/atlas-latest", "acme/atlas-3", "acme/atlas-3:free"]
    assert ids(listed(max_price=0.5, min_output_price=0.25)) == ["birch/pine-1"]
    assert ids(listed(min_price=0, max_price=2.0, min_coding_index=69.2)) == ["acme/atlas-3", "acme/atlas-3:free"]
    assert ids(listed(output_modalities="image,embeddings")) == ["birch/pixel", "cedar/embed"]
    assert ids(listed(input_modalities="image", supported_parameters="tools,reasoning")) == ["acme/atlas-3"]
    assert ids(listed(arch="Llama", model_authors="birch", providers="Mill", context=1000)) == ["birch/pine-1"]
    assert len(ids(listed(min_age_days=1, max_age_days=36_500, output_modalities="all"))) == 6
    with pytest.raises(errors.BadRequestResponseError, match="retain no data"):
        listed(zdr="true")
    with pytest.raises(errors.BadRequestResponseError, match="how much models are used"):
        listed(sort="most-popular")


@pytest.mark.parametrize("sort", ["pricing-low-to-high", "coding-high-to-low", "design-arena-elo-high-to-low"])
def test_ordered_pages_parse(catalogue, sort):
    whole = catalogue.models.list(sort=sort, output_modalities="all")
    paged, page = [], catalogue.models.list(sort=sort, output_modalities="all", limit=3)
    while page is not None:
        paged += ids(page)
        page = page.next()
    assert paged == ids(whole)
    assert whole.result.total_count == len(paged) == 7


def test_benchmarks_of_a_model_parse(catalogue):
    atlas = catalogue.models.get(author="acme", slug="3-atlas-20260901").data
    assert atlas.id == "acme/atlas-3"
    assert atlas.benchmarks.artificial_analysis.coding_index == 69.2
    assert atlas.benchmarks.artificial_analysis.agentic_index is None
    assert [place.rank for place in atlas.benchmarks.design_arena] == [1]
    pixel = catalogue.models.get(author="birch", slug="pixel").data
    assert (pixel.benchmarks.artificial_analysis, len(pixel.benchmarks.design_arena)) == (None, 1)


def test_one_model_parses_by_every_name(catalogue):
    found = catalogue.models.get
    assert found(author="acme", slug="atlas-3:free").data.id == "acme/atlas-3:free"
    assert found(author="~acme", slug="atlas-latest").data.alias_target.slug == "acme/atlas-3"
    with pytest.raises(errors.NotFoundResponseError, match="nearest: acme/atlas-3"):
        found(author="acme", slug="atlas-4")


def test_counts_parse(catalogue):
    assert catalogue.models.count().data.count == 5
    assert catalogue.models.count(output_modalities="all").data.count == 7


def test_endpoints_parse(catalogue):
    data = catalogue.endpoints.list(author="acme", slug="atlas-3").data
    mill, river = data.endpoints
    assert (mill.provider_name, mill.status, mill.quantization) == ("Mill", None, None)
    assert (river.status, river.latency_last_30m.p99, river.service_tier) == (0, 2000, "flex")
    assert river.native_tools["openrouter:web_search"].type == "river_search"
    assert catalogue.endpoints.list(author="cedar", slug="fog").data.endpoints == []
    with pytest.raises(errors.NotFoundResponseError):
        catalogue.endpoints.list(author="cedar", slug="gone")


def test_providers_parse(catalogue):
    mill, river = catalogue.providers.list().data
    assert (mill.slug, mill.headquarters, mill.datacenters) == ("paper-mill", None, [])
    assert (river.headquarters, river.datacenters) == ("SE", ["SE", "US"])


@pytest.mark.filterwarnings("ignore:.*DEPRECATED:DeprecationWarning")
def test_the_key_parses(sdk):
    data = sdk().api_keys.get_current_key_metadata().data
    assert data.label == "tests"
    assert data.limit is None
    assert data.usage == 0
