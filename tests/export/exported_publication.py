"""A synthetic publication of invented models, with the texts and figures that break careless writers."""

from datetime import UTC, datetime

from benchbook.model import CatalogModel, Endpoint, PriceOverride, Prices, Reasoning
from benchbook.publication import Publication, ScoreRow

DAY = datetime(2029, 3, 4, tzinfo=UTC)
MOMENT = datetime(2029, 3, 5, 6, 7, 8, 90_001, tzinfo=UTC)

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",  # noqa: RUF001 - the full-width twin is the point
    "＋1",  # noqa: RUF001
    "－1",  # noqa: RUF001
    "＠A1",  # noqa: RUF001
    "'=1",
    "''@",
    "'quoted'",
    'says "no", twice ""',
    "a,b;c\td|e",
    "two\nlines",
    "two\r\nlines",
    "a lone\rreturn",
    "x" * 300,
    "👩‍🔬 emoji 🧪",
    "\u202egnp.exe\u200f\u200e",
    "\x01\x02\x1b[31mred\x7f\x85",
    "\ufeffmark",
    " space around ",
    "null",
    "NaN",
    "",
    "0",
    "1e5",
    "[1]",
    "</script><b>",
    "DROP TABLE scores; --",
    "%s %d {x}",
)


def score(name="Quill (high)", *, measures=None, **fields):
    """A score row of an invented source; what is not given is unknown."""
    known = dict.fromkeys(ScoreRow.__struct_fields__) | {
        "source": "design-arena",
        "board": "models/website",
        "name": name,
        "status": "matched" if fields.get("model_id", "inkwell/quill") else "unresolved",
        "model_id": "inkwell/quill",
        "permaslug": "inkwell/quill-20290101",
        "measures": {"elo": 1300} if measures is None else measures,
        "completed": {},
        "same_as": (),
        "observed_at": DAY,
        "last_seen": DAY,
        "licence": "attribution",
        "citation": "Source: Design Arena (www.designarena.ai)",
    }
    return ScoreRow(**(known | fields))


def entry(model_id="inkwell/quill", **fields):
    return CatalogModel(**({"id": model_id, "permaslug": f"{model_id}-20290101", "name": "Inkwell: Quill"} | fields))


SCORES = (
    score(
        measures={"elo": 1300, "win_rate": 0.1 + 0.2, "battles": 0, "avg_generation_time_ms": 5e-324},
        sample_size=15,
        std_error=12.5,
        effort="high",
        mode="reasoning",
        same_as=("Quill (low)", "=Quill"),
    ),
    score("Quill", measures={"elo": -0.5, "rank": 2**53}, last_seen=MOMENT, variant="second", doubt="another release"),
    score(
        "Nobody",
        source="house",
        board="own",
        model_id=None,
        permaslug=None,
        measures={"charm": 1e300},
        reason="no catalogue entry has this name",
        licence=None,
        citation=None,
    ),
    score(
        "Quill (Non-reasoning)",
        source="artificial-analysis",
        board="indices",
        measures={"intelligence_index": 40.123456789012345, "coding_index": 0},
        mode="non-reasoning",
        via="openrouter",
        method_version="4.1",
        provider="Papermill",
        licence="internal",
        citation="Source: Artificial Analysis (artificialanalysis.ai)",
    ),
    score("Quill", source="artificial-analysis", board="prices", measures={"price_1m_input_tokens": 2.5}),
)

MODELS = (
    entry(
        created=1_867_276_800,
        description="",
        context_length=0,
        max_completion_tokens=2**53,
        prices=Prices(
            by_kind={
                "prompt": "0.00000000000000000000000000000123",
                "completion": "0",
                "request": "0.10",
                "internal_reasoning": "-1",
                "smell": "0.5",
            },
            overrides=(
                PriceOverride(prices={"prompt": "0.000002", "completion": "-1"}, min_prompt_tokens=200_000),
                PriceOverride(prices={"prompt": "0.000003"}, utc_start="1630", utc_end="0030"),
            ),
            discount=0.1,
        ),
        input_modalities=("text", "image"),
        supported_parameters=(),
        supported_voices=("a|b", "c"),
        default_parameters={"temperature": 0.7, "top_p": None, "odd": "=x", "n": 1, "on": True},
        reasoning=Reasoning(mandatory=False, supported_efforts=("high", "low")),
        hugging_face_id="Inkwell/Quill-30B",
        is_moderated=False,
    ),
    entry("inkwell/quill:free", created=2**53, prices=Prices(by_kind={"prompt": "0", "completion": "0"})),
)

PUBLICATION = Publication(
    models=MODELS,
    departed=(entry("inkwell/blot", prices=Prices(by_kind={"prompt": "0.000001"})),),
    endpoints=(
        Endpoint(
            model_id="inkwell/quill",
            provider_name="Papermill",
            tag="papermill/fp8",
            quantization="fp8",
            prices=Prices(by_kind={"prompt": "0.0000009"}),
        ),
        Endpoint(model_id="inkwell/gone", provider_name="Papermill", tag="x", prices=Prices(by_kind={"prompt": "9"})),
    ),
    scores=SCORES,
    catalog_seen_at=MOMENT,
)


def hostile_publication(text):
    """A publication in which every text that comes from outside is this one."""
    texts = {
        name: text
        for name in ScoreRow.__struct_fields__
        if name not in {"source", "status", "licence", "measures", "same_as", "sample_size", "std_error", "completed"}
        and name not in {"observed_at", "last_seen"}
    }
    told = {"description", "modality", "tokenizer", "hugging_face_id", "knowledge_cutoff", "alias_name", "citation"}
    listed = ("providers", "features", "supported_parameters", "supported_voices")
    model = entry(
        text,
        permaslug=text,
        name=text,
        reasoning=Reasoning(note=text, supported_efforts=(text, "")),
        default_parameters={text: text},
        prices=Prices(by_kind={"prompt": text, text: text}),
        **dict.fromkeys(told, text),
        **dict.fromkeys(listed, (text, "", "|")),
    )
    endpoint = Endpoint(
        model_id=text, provider_name=text, tag=text, quantization=text, prices=Prices(by_kind={text: "1"})
    )
    return Publication(
        models=(model,),
        endpoints=(endpoint,),
        scores=(score(**texts, same_as=(text, ""), measures={text: 1.5}),),
        catalog_seen_at=MOMENT,
    )
