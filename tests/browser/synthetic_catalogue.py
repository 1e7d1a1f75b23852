"""A synthetic catalogue in the shape of the real one: models, authors and prices are invented throughout."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.browser.hostile_names import HOSTILE, IDS, REFUSED

FAMILIES = {
    "acme": ("Acme", "Lumen"),
    "borealis": ("Borealis AI", "Aurora"),
    "cobalt": ("Cobalt", "Azurite"),
    "dune": ("Dune Labs", "Sirocco"),
    "ember": ("Ember", "Cinder"),
    "fjord": ("Fjord", "Skerry"),
    "gable": ("Gable Research", "Rafter"),
    "harrow": ("Harrow", "Tine"),
    "inkwell": ("Inkwell", "Quill"),
    "juniper": ("Juniper", "Savin"),
    "kestrel": ("Kestrel", "Hover"),
    "lantern": ("Lantern", "Wick"),
}
EFFORTS = ("max", "xhigh", "high", "medium", "low", "minimal", "none")
MODALITIES = (
    (("text",), ("text",)),
    (("text", "image"), ("text",)),
    (("text", "image", "file"), ("text",)),
    (("text", "image"), ("text", "image")),
    (("text", "audio"), ("text", "audio")),
    (("text", "image", "file", "audio", "video"), ("text",)),
)
FLAGSHIP = "acme/lumen-4"
DEPARTED = "harrow/tine-1"
LEAVING = "ember/cinder-1"
NEW = "kestrel/hover-5"
UNPRICED = "gable/rafter-auto"
CONTEXTLESS = "juniper/savin-2"


@dataclass(frozen=True)
class Model:
    """One model: ``born_days`` and ``known_days`` are how long ago it was made and came into the catalogue."""

    id: str
    name: str
    born_days: int = 300
    known_days: int = 1000
    gone_days: int = 0
    facts: dict[str, object] = field(default_factory=dict)

    def listed(self, days_ago: int) -> bool:
        return self.gone_days < days_ago <= self.known_days


def per_token(dollars_per_million: float) -> str:
    """A price as the catalogue writes it."""
    return f"{dollars_per_million / 1_000_000:.12f}".rstrip("0").rstrip(".")


def entry(model: Model, today: datetime) -> dict[str, object]:
    """One entry of ``/models``."""
    base = model.id.partition(":")[0]
    return {
        "id": model.id,
        "canonical_slug": base if base.startswith("~") else f"{base}-{today - timedelta(model.born_days):%Y%m%d}",
        "hugging_face_id": None,
        "name": model.name,
        "created": int((today - timedelta(model.born_days)).timestamp()),
        "description": f"{model.name} is a synthetic model. It never answered anybody, and [its page](#) is invented.",
        "context_length": 131_072,
        "architecture": architecture(0),
        "pricing": {"prompt": "0.000001", "completion": "0.000004"},
        "top_provider": {"context_length": 131_072, "max_completion_tokens": 16_384, "is_moderated": False},
        "per_request_limits": None,
        "supported_parameters": ["max_tokens", "temperature", "tools"],
        "default_parameters": {},
        "supported_voices": None,
        "knowledge_cutoff": None,
        "expiration_date": None,
        "links": {"details": f"/api/v1/models/{base}/endpoints"},
        **model.facts,
    }


def architecture(number: int) -> dict[str, object]:
    into, out = MODALITIES[number % len(MODALITIES)]
    return {
        "modality": f"{'+'.join(into)}->{'+'.join(out)}",
        "input_modalities": into,
        "output_modalities": out,
        "tokenizer": "Other",
        "instruct_type": None,
    }


def family_models() -> list[Model]:
    """Four numbered models an author, cheap and dear, small and large, of every modality; half have open weights."""
    chance = random.Random(5)
    models = []
    for number, (author, (company, family)) in enumerate(FAMILIES.items()):
        for generation in range(1, 5):
            model_id = f"{author}/{family.lower()}-{generation}"
            facts = {
                "pricing": pricing(round(0.05 * 2 ** chance.uniform(0, 8), 3), cached=generation % 2 == 0),
                "context_length": 2 ** chance.randint(13, 20),
                "architecture": architecture(number * 3 + generation),
                "hugging_face_id": f"{author}/{family}-{generation}" if number % 2 else None,
                "reasoning": {"mandatory": False, "default_enabled": True} if generation > 2 else None,
                "knowledge_cutoff": f"202{3 + generation % 3}-0{generation}-01" if generation > 1 else None,
            }
            born = 1100 - 250 * generation + 9 * number
            models.append(Model(model_id, f"{company}: {family} {generation}", born_days=born, facts=facts))
    return models


def pricing(dollars_per_million: float, *, cached: bool) -> dict[str, object]:
    prices: dict[str, object] = {
        "prompt": per_token(dollars_per_million),
        "completion": per_token(4 * dollars_per_million),
    }
    if cached:
        prices |= {
            "input_cache_read": per_token(dollars_per_million / 10),
            "input_cache_write": per_token(dollars_per_million * 1.25),
            "overrides": [{"min_prompt_tokens": 200_000, "prompt": per_token(2 * dollars_per_million)}],
        }
    return prices


def special_models(today: datetime) -> list[Model]:
    """The cases that a page must show: variants, pointers, free, new, leaving, gone, unknown and variable."""
    free = {"pricing": {"prompt": "0", "completion": "0"}}
    soon, far = f"{today + timedelta(9):%Y-%m-%d}", "2098-12-31"
    pointer = {"alias_target": {"slug": FLAGSHIP, "name": "Acme: Lumen 4"}}
    reasoning = {"mandatory": True, "default_enabled": True, "supported_efforts": EFFORTS, "default_effort": "high"}
    flagship = {"reasoning": reasoning, "pricing": pricing(5, cached=True), "context_length": 1_048_576}
    return [
        Model(FLAGSHIP, "Acme: Lumen 4", born_days=95, facts=flagship),
        Model(f"{FLAGSHIP}:free", "Acme: Lumen 4 (free)", born_days=95, facts=free),
        Model(
            f"{FLAGSHIP}:batch", "Acme: Lumen 4 (batch)", born_days=95, facts={"pricing": pricing(2.5, cached=False)}
        ),
        Model("~acme/lumen-latest", "Acme: Lumen Latest", facts=pointer),
        Model("~inkwell/quill-latest", "Inkwell: Quill Latest", facts={"alias_target": {"slug": "inkwell/quill-4"}}),
        Model("borealis/aurora-4:free", "Borealis AI: Aurora 4 (free)", facts=free),
        Model("lantern/wick-mini", "Lantern: Wick Mini", facts={**free, "hugging_face_id": "lantern/Wick-Mini"}),
        Model(LEAVING, "Ember: Cinder 1", born_days=860, facts={"expiration_date": soon}),
        Model("ember/cinder-2", "Ember: Cinder 2", born_days=610, facts={"expiration_date": far}),
        Model(DEPARTED, "Harrow: Tine 1", born_days=870, gone_days=30),
        Model("harrow/tine-2", "Harrow: Tine 2", born_days=620, gone_days=100),
        Model(NEW, "Kestrel: Hover 5", born_days=3, known_days=3),
        Model("acme/lumen-5-preview", "Acme: Lumen 5 Preview", born_days=2, known_days=2),
        Model(UNPRICED, "Gable: Rafter Auto", facts={"pricing": {"prompt": "-1", "completion": "-1"}}),
        Model("gable/rafter-5", "Gable: Rafter 5", facts={"pricing": {}}),
        Model(CONTEXTLESS, "Juniper: Savin 2", facts={"context_length": None, "top_provider": None}),
        Model("fjord/skerry-image", "Fjord: Skerry Image", facts={"architecture": architecture(3)}),
    ]


def hostile_models() -> list[Model]:
    """A model a name, and one an id."""
    named = [hostile_model(kind, name) for kind, name in HOSTILE.items()]
    return [*named, *(Model(model_id, f"Hostile id {number}") for number, model_id in enumerate(IDS, 1))]


def hostile_model(kind: str, name: str) -> Model:
    return Model(f"hostile/{kind}-1", name, facts={"description": f"{name} says: {name}"})


def refused_models(today: datetime) -> dict[str, object]:
    """A part of the catalogue whose names cannot be taken, save one."""
    kept = hostile_model("script", HOSTILE["script"])
    refused = [hostile_model(kind, name) for kind, name in REFUSED.items()]
    return reply(today, [entry(model, today) for model in (kept, *refused)])


def all_models(today: datetime) -> list[Model]:
    special = {model.id: model for model in special_models(today)}
    families = {model.id: model for model in family_models()}
    return [*(families | special).values(), *hostile_models()]


def catalogue(today: datetime, days_ago: int) -> dict[str, object]:
    """What ``/models`` would have said so many days ago; until 60 days ago every third model was dearer."""
    listed = [model for model in all_models(today) if model.listed(days_ago)]
    entries = [entry(model, today) for model in listed]
    if days_ago > 60:
        for dearer in entries[::3]:
            dearer["pricing"] = {
                kind: double(price) for kind, price in dearer["pricing"].items() if kind != "overrides"
            }
    return reply(today - timedelta(days_ago), entries)


def double(price: str) -> str:
    return price if price.startswith("-") else per_token(2_000_000 * float(price))


def reply(moment: datetime, entries: list[dict[str, object]]) -> dict[str, object]:
    return {"_synthetic": True, "fetchedAt": moment.isoformat(), "count": len(entries), "data": entries}


def numbered(count: int) -> list[Model]:
    """So many models of fifty authors, all alike but for their prices."""
    return [
        Model(
            f"house-{number % 50}/serial-{number}",
            f"House {number % 50}: Serial {number}",
            born_days=number % 900 + 1,
            facts={"pricing": pricing(0.1 + number % 97 / 10, cached=bool(number % 2))},
        )
        for number in range(count)
    ]


def providers(moment: datetime) -> dict[str, object]:
    """A provider an author, and hostile ones."""
    hostile = [
        {
            "name": name,
            "slug": f"hostile-{kind}",
            "headquarters": "XX",
            "privacy_policy_url": "javascript:alert(1)",
            "status_page_url": "//elsewhere.invalid/\"onmouseover='alert(1)'",
        }
        for kind, name in HOSTILE.items()
    ]
    plain = [
        {
            "name": company,
            "slug": author,
            "headquarters": "CH",
            "datacenters": ["CH", "NO"],
            "privacy_policy_url": f"https://{author}.invalid/privacy",
            "terms_of_service_url": f"https://{author}.invalid/terms",
            "status_page_url": None,
        }
        for author, (company, _) in FAMILIES.items()
    ]
    return {"_synthetic": True, "fetchedAt": moment.isoformat(), "data": [*plain, *hostile]}


def endpoints(moment: datetime) -> dict[str, object]:
    """Who offers the flagship and some others, at which prices and limits; hostile providers offer it, too."""
    offers = [offer(company, author, number) for number, (author, (company, _)) in enumerate(FAMILIES.items())]
    hostile = [offer(name, f"hostile-{kind}", 3) for kind, name in HOSTILE.items()]
    models = [
        {"id": FLAGSHIP, "endpoints": [*offers, *hostile]},
        {"id": "inkwell/quill-4", "endpoints": offers[:3]},
        {"id": "lantern/wick-mini", "endpoints": []},
    ]
    return {"_synthetic": True, "collected_at": moment.isoformat(), "models": models}


def offer(provider: str, tag: str, number: int) -> dict[str, object]:
    return {
        "provider_name": provider,
        "tag": f"{tag}/fp8",
        "quantization": ("fp8", "bf16", None)[number % 3],
        "context_length": 65_536 * (number % 4 + 1),
        "max_completion_tokens": None if number % 2 else 16_384,
        "supported_parameters": ["tools"],
        "pricing": {**pricing(4 + number / 2, cached=False), "discount": 0},
        "status": 0,
        "uptime_last_30m": 99.5,
        "latency_last_30m": {"p50": 0.4 + number / 10, "p75": 0.9, "p90": 1.5, "p99": 4.0} if number % 2 else None,
        "throughput_last_30m": {"p50": 80 - number, "p75": 60, "p90": 40, "p99": 12} if number % 2 else None,
    }
