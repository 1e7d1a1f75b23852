"""The official client, unmodified, against a real server: everything parses, errors have their types."""

import itertools
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

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
    """Servers that are already running, by the limit they have."""
    return {}


@pytest.fixture
def sdk(served, urls, publication, key, token):
    """Makes clients; servers are started once a limit."""
    clients = []

    def client(api_key=token, per_minute=0):
        if per_minute not in urls:
            urls[per_minute] = served(
                publication, (key,), key_requests_per_minute=per_minute, account_requests_per_day=0
            )
        made = OpenRouter(api_key=api_key, server_url=urls[per_minute])
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


@pytest.mark.filterwarnings("ignore:.*DEPRECATED:DeprecationWarning")
def test_the_key_parses(sdk):
    data = sdk().api_keys.get_current_key_metadata().data
    assert data.label == "tests"
    assert data.limit is None
    assert data.usage == 0
