"""A synthetic catalogue of invented models, variants, an alias, endpoints and providers, with benchmarks."""

from datetime import UTC, datetime

from benchbook.model import CatalogModel, Endpoint, Percentiles, Prices, Provider
from benchbook.publication import ArenaRow, IndexRow, Publication

DAY = datetime(2026, 10, 3, tzinfo=UTC)
ATLAS = "acme/3-atlas-20260901"


def seconds(year, month, day):
    return int(datetime(year, month, day, 12, tzinfo=UTC).timestamp())


def prices(prompt, completion):
    return Prices(by_kind={"prompt": prompt, "completion": completion})


def model(model_id, name, created=None, outputs=("text",), inputs=("text",), **fields):
    return CatalogModel(
        **{"id": model_id, "permaslug": model_id, "name": name, "created": created}
        | {"output_modalities": outputs, "input_modalities": inputs}
        | fields
    )


MODELS = (
    model(
        "acme/atlas-3",
        "Acme: Atlas 3",
        seconds(2026, 9, 1),
        inputs=("text", "image"),
        permaslug=ATLAS,
        description="Carries <much> & more.\x07",
        context_length=400_000,
        tokenizer="GPT",
        prices=prices("0.000002", "0.00001"),
        supported_parameters=("tools", "structured_outputs", "reasoning"),
    ),
    model(
        "acme/atlas-3:free",
        "Acme: Atlas 3 (free)",
        seconds(2026, 9, 1),
        permaslug=ATLAS,
        context_length=32_000,
        tokenizer="GPT",
        prices=prices("0", "0"),
        supported_parameters=("tools",),
    ),
    model(
        "~acme/atlas-latest",
        "Acme: Atlas Latest",
        seconds(2026, 9, 2),
        tokenizer="Router",
        prices=prices("-1", "-1"),
        alias_slug="acme/atlas-3",
        alias_name="Acme: Atlas 3",
    ),
    model(
        "birch/pine-1",
        "Birch: Pine 1",
        seconds(2026, 3, 15),
        context_length=128_000,
        tokenizer="Llama3",
        prices=prices("0.0000001", "0.0000004"),
        supported_parameters=("structured_outputs", "tools"),
    ),
    model(
        "birch/pixel",
        "Birch: Pixel Ärmel",
        seconds(2026, 3, 15),
        outputs=("image",),
        tokenizer="Media",
        prices=prices("0.0000003", "0.00000003"),
    ),
    model(
        "cedar/embed", "Cedar: Embed", seconds(2025, 10, 3), outputs=("embeddings",), prices=prices("0.00000002", "0")
    ),
    model("cedar/fog", "Cedar: Fog", outputs=(), inputs=()),
)
DEPARTED = (model("cedar/gone", "Cedar: Gone"),)

ENDPOINTS = (
    Endpoint(
        model_id="acme/atlas-3",
        provider_name="River AI",
        tag="river/fp8",
        context_length=400_000,
        max_completion_tokens=64_000,
        quantization="fp8",
        prices=prices("0.000002", "0.00001"),
        supported_parameters=("tools",),
        status=0,
        uptime_last_30m_percent=99.5,
        uptime_last_1d_percent=99,
        latency_last_30m=Percentiles(p50=350, p75=500, p90=900, p99=2000),
        throughput_last_30m=Percentiles(p50=80.5, p75=70, p90=60, p99=20),
        service_tier="flex",
        supports_implicit_caching=True,
        supports_diarization=False,
        tool_choices=("auto", "none"),
        native_tools={"openrouter:web_search": "river_search"},
    ),
    Endpoint(
        model_id="acme/atlas-3",
        provider_name="Mill",
        tag="mill#2",
        prices=Prices(),
        throughput_last_30m=Percentiles(p50=120),
    ),
    Endpoint(model_id="birch/pine-1", provider_name="Mill", tag="mill", latency_last_30m=Percentiles(p50=90)),
)
PROVIDERS = (
    Provider(
        slug="river",
        name="River AI",
        headquarters="SE",
        datacenters=("SE", "US"),
        privacy_policy_url="https://river.example/privacy",
    ),
    Provider(slug="paper-mill", name="Mill", datacenters=()),
)


def index_row(model_id, permaslug, name, intelligence, coding, agentic):
    return IndexRow(
        permaslug=permaslug,
        model_id=model_id,
        display_name=name,
        seen_at=DAY,
        intelligence=intelligence,
        coding=coding,
        agentic=agentic,
    )


def arena_row(model_id, permaslug, category, elo, arena="models", name="x"):
    return ArenaRow(
        permaslug=permaslug,
        model_id=model_id,
        display_name=name,
        seen_at=DAY,
        arena=arena,
        category=category,
        elo=elo,
        win_rate=55.5,
    )


OFFERED = Publication(
    models=MODELS,
    departed=DEPARTED,
    endpoints=ENDPOINTS,
    providers=PROVIDERS,
    index_rows=(
        index_row("acme/atlas-3", ATLAS, "Atlas 3 (high)", 51.5, 69.2, None),
        index_row("birch/pine-1", "birch/pine-1", "Pine 1", 40, None, None),
    ),
    arena_rows=(
        arena_row("acme/atlas-3", ATLAS, "website", 1300.5),
        arena_row("birch/pine-1", "birch/pine-1", "website", 1250),
        arena_row("birch/pixel", "birch/pixel", "image", 1400, arena="builders"),
        arena_row(None, "yoda", "website", 1500),
    ),
    catalog_seen_at=DAY,
)
