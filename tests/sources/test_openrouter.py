from decimal import Decimal
from statistics import median

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_documents import RECEIVED, SHARED, page, page_of

from benchbook.errors import Malformed, NothingToImport
from benchbook.model import Percentiles, PriceOverride, Scope
from benchbook.sources import Glimpse
from benchbook.sources._documents import RowProblem
from benchbook.sources._prices import check_price
from benchbook.sources._units import HIGHEST_MEDIAN_PER_TOKEN
from benchbook.sources.openrouter import SOURCE, parse

MODELS = Scope(source="openrouter", feed="models")
INDICES = Scope(source="artificial-analysis", via="openrouter", feed="models")
BOARDS = Scope(source="design-arena", via="openrouter", feed="models")
RATING = {"arena": "models", "category": "svg", "elo": 1200, "win_rate": 50, "rank": 1}


def model(model_id="inkwell/quill-2", permaslug="inkwell/quill-2-2030", **fields):
    prices = {"prompt": "0.000001", "completion": "0.000002"}
    return {"id": model_id, "canonical_slug": permaslug, "name": f"Inkwell: {model_id}", "pricing": prices, **fields}


def read(*rows, **envelope):
    parsed = parse((page({"data": list(rows), **envelope}),))
    assert parsed.rows_read == len(parsed.claims) + len(parsed.rejected)
    return parsed


@pytest.mark.parametrize(
    ("price", "reason"),
    [
        (0.000001, "not a string"),
        (1, "not a string"),
        (True, "not a string"),
        ([], "a list"),
        ("", "decimal string"),
        ("-2", "decimal string"),
        ("-0.000001", "decimal string"),
        ("-1.0", "decimal string"),
        ("NaN", "decimal string"),
        ("Infinity", "decimal string"),
        ("1e-6", "decimal string"),
        ("1,5", "decimal string"),
        (".5", "decimal string"),
        (" 0", "decimal string"),
        ("\u0661", "decimal string"),
        ("0.5", "price per thousand or per million"),
        ("0.0010001", "price per thousand or per million"),
    ],
)
@pytest.mark.parametrize("kind", ["prompt", "input_cache_write_1h"])
def test_a_price_that_cannot_be_meant_rejects_its_entry_only(price, reason, kind):
    parsed = read(
        model(pricing={"prompt": "0", "completion": "0", kind: price}), model("inkwell/blot-1", "inkwell/blot-1")
    )
    assert [entry.id for entry in parsed.models] == ["inkwell/blot-1"]
    assert [rejected.locator for rejected in parsed.rejected] == ["data[0]"]
    assert f"pricing.{kind}" in parsed.rejected[0].reason
    assert reason in parsed.rejected[0].reason
    assert "expected" in parsed.rejected[0].reason


@given(st.decimals(min_value=0, max_value="0.001", places=12, allow_nan=False))
def test_prices_per_token_are_kept_as_written(amount):
    written = f"{amount:f}"
    assert check_price(written, "prompt", "pricing.prompt") == (written if amount else "0")


@given(st.text() | st.integers() | st.floats() | st.none() | st.lists(st.integers()))
def test_any_price_is_a_decimal_or_a_problem(written):
    found = outcome(written)
    assert "expected" in found or found == "-1" or 0 <= float(found) <= 0.001


def outcome(written):
    try:
        return check_price(written, "prompt", "pricing.prompt")
    except RowProblem as problem:
        return str(problem)


def test_variable_free_and_per_piece_prices():
    parsed = read(model(pricing={"prompt": "-1", "completion": "0.000", "web_search": "0.014", "image": None}))
    assert parsed.models[0].prices.by_kind == {"prompt": "-1", "completion": "0", "web_search": "0.014"}
    assert parsed.models[0].prices.known("prompt") is None


def test_overrides_keep_their_condition_and_are_checked_alike():
    clock = {"utc_start": 1630, "utc_end": "0030", "prompt": "0.0000005"}
    long = {"min_prompt_tokens": 200000, "prompt": "0.000002"}
    kept = read(model(pricing={"prompt": "0.000001", "overrides": [clock, long], "discount": 0.5})).models[0].prices
    assert kept.discount == 0.5
    assert kept.overrides == (
        PriceOverride(prices={"prompt": "0.0000005"}, utc_start="1630", utc_end="0030"),
        PriceOverride(prices={"prompt": "0.000002"}, min_prompt_tokens=200000),
    )
    wrong = read(model(pricing={"prompt": "0.000001", "overrides": [long, {"prompt": "2"}]}))
    assert "pricing.overrides[1].prompt" in wrong.rejected[0].reason


def test_empty_hugging_face_ids_and_absent_facts_are_unknown():
    entry = read(model(hugging_face_id="", benchmarks=None, knowledge_cutoff=None)).models[0]
    assert (entry.hugging_face_id, entry.context_length, entry.reasoning, entry.created) == (None, None, None, None)


def test_variants_repeat_their_bases_scores_once():
    benchmarks = {"design_arena": [RATING], "artificial_analysis": {"coding_index": 40}}
    parsed = read(
        model("inkwell/quill-2:free", benchmarks=benchmarks),
        model("~inkwell/quill-latest", benchmarks=benchmarks),
        model("inkwell/quill-2", benchmarks=benchmarks),
    )
    assert parsed.rows_read == 2
    assert {(claim.scope, claim.subject) for claim in parsed.claims} == {
        (INDICES, "inkwell/quill-2"),
        (BOARDS, "inkwell/quill-2"),
    }
    assert {claim.labels.authority for claim in parsed.claims} == {"catalogue"}


def test_a_variant_alone_speaks_for_its_base():
    parsed = read(model("inkwell/quill-2:free", benchmarks={"design_arena": [RATING]}))
    assert parsed.claims[0].subject == parsed.claims[0].labels.stated_id == "inkwell/quill-2"


def test_a_variant_that_contradicts_its_base_is_rejected():
    other = {"design_arena": [{**RATING, "elo": 900}]}
    parsed = read(model(benchmarks={"design_arena": [RATING]}), model("inkwell/quill-2:free", benchmarks=other))
    assert parsed.claims[0].results[0].measures["elo"] == 1200
    assert "second row" in parsed.rejected[0].reason
    assert parsed.rejected[0].locator == "data[1].benchmarks.design_arena[0]"


def test_broken_scores_do_not_cost_the_entry():
    parsed = read(model(benchmarks={"design_arena": [{**RATING, "elo": True}, RATING], "artificial_analysis": []}))
    assert len(parsed.models) == 1
    assert len(parsed.claims) == 1
    assert [rejected.locator for rejected in parsed.rejected] == [
        "data[0].benchmarks.artificial_analysis",
        "data[0].benchmarks.design_arena[0]",
    ]
    assert parsed.complete == (MODELS,)


def test_a_document_without_scores_says_nothing_of_them():
    assert read(model()).complete == (MODELS,)
    assert read(model(benchmarks={"design_arena": [RATING]})).complete == (MODELS, INDICES, BOARDS)


@pytest.mark.parametrize("envelope", [{"count": 2}, {"total_count": 500}, {"links": {"next": "/models?offset=1"}}])
def test_part_of_a_catalogue_is_not_complete(envelope):
    assert read(model(), **envelope).complete == ()


def test_an_unreadable_entry_is_not_taken_for_a_withdrawn_one():
    assert read(model(), {"id": "inkwell/blot-1"}).complete == ()


def test_a_second_entry_of_one_id_is_rejected():
    parsed = read(model(), model())
    assert "second entry" in parsed.rejected[0].reason
    assert parsed.complete == (MODELS,)


@pytest.mark.parametrize(
    "wrong", ["quill", "inkwell/", "/quill", "in kwell/quill", "inkwell/qu\nill", "i/" + "x" * 10_000]
)
def test_ids_are_author_and_slug(wrong):
    assert read(model(wrong), model()).rejected[0].reason.startswith("id ")


@pytest.mark.parametrize("name", ["", "  ", "x" * 513, "a\x07b", "a\u202eb"])
def test_names_are_short_and_printable(name):
    parsed = read(model(name=name), model())
    assert parsed.rejected[0].reason.startswith("name ")
    assert all(character.isprintable() for character in parsed.rejected[0].excerpt)


def test_dates_stand_in_the_envelope():
    assert read(model(), collected_at="2030-01-02").observed_at.isoformat() == "2030-01-02T00:00:00+00:00"
    assert read(model(), fetchedAt="2030-01-02T03:00:00+02:00").observed_at.isoformat() == "2030-01-02T01:00:00+00:00"
    assert read(model()).observed_at == RECEIVED
    with pytest.raises(Malformed, match="at collected_at: expected an ISO 8601 date, found 'soon'"):
        read(model(), collected_at="soon")


def test_endpoints_of_one_model_are_a_scope_of_their_own():
    offer = {
        "provider_name": "Papermill",
        "tag": "papermill/fp8",
        "pricing": {"prompt": "0.000001"},
        "uptime_last_30m": 99,
    }
    parsed = parse((page({"data": {"id": "inkwell/quill-2", "endpoints": [offer, offer]}}),))
    assert parsed.facts_scope == Scope(source="openrouter", feed="endpoints/inkwell/quill-2")
    assert parsed.complete == (parsed.facts_scope,)
    assert [(endpoint.model_id, endpoint.tag) for endpoint in parsed.endpoints] == [
        ("inkwell/quill-2", "papermill/fp8")
    ]
    assert (parsed.rows_read, parsed.rejected) == (0, ())


def test_a_reply_for_one_model_is_not_the_whole_catalogue():
    parsed = parse((page({"data": model()}),))
    assert (len(parsed.models), parsed.complete) == (1, ())


def test_an_empty_reply_is_an_error():
    with pytest.raises(NothingToImport):
        read()


def test_fetch_asks_for_models_and_providers():
    asked = []
    documents = list(SOURCE.fetch(lambda path, query: asked.append((path, dict(query))) or page({"data": []})))
    assert asked == [("models", {}), ("providers", {})]
    assert [len(pages) for pages in documents] == [1, 1]


@pytest.mark.parametrize(
    ("row_keys", "known"),
    [
        ({"id", "canonical_slug", "name"}, True),
        ({"slug", "name", "privacy_policy_url"}, True),
        ({"id", "endpoints"}, True),
        ({"id", "name", "slug", "evaluations"}, False),
        ({"source", "model_permaslug"}, False),
    ],
)
def test_recognises_its_own_replies(row_keys, known):
    assert SOURCE.recognise(Glimpse(format="json", keys=frozenset({"data"}), row_keys=frozenset(row_keys))) is known
    assert not SOURCE.recognise(Glimpse(format="csv", row_keys=frozenset(row_keys)))


def test_parameters_that_are_no_plain_values_are_left_out():
    written = {"temperature": 0.5, "top_p": None, "seed": 10**400, "stop": ["a"], "mode": "x"}
    assert read(model(default_parameters=written)).models[0].default_parameters == {
        "temperature": 0.5,
        "top_p": None,
        "mode": "x",
    }


def offers(*endpoints):
    parsed = parse((page({"data": {"id": "inkwell/quill-2", "endpoints": list(endpoints)}}),))
    assert parsed.rows_read == len(parsed.rejected)
    return parsed


def test_endpoints_that_share_a_tag_are_numbered():
    first, second, third = ({"provider_name": "Papermill", "tag": "papermill", "context_length": n} for n in (1, 2, 3))
    taken = {"provider_name": "Papermill", "tag": "papermill#2"}
    parsed = offers(taken, first, second, first, third, second)
    assert [(endpoint.tag, endpoint.context_length) for endpoint in parsed.endpoints] == [
        ("papermill#2", None),
        ("papermill", 1),
        ("papermill#3", 2),
        ("papermill#4", 3),
    ]
    assert parsed.rejected == ()


def test_an_endpoint_keeps_what_was_measured_of_it():
    (endpoint,) = offers(
        {
            "provider_name": "Papermill",
            "uptime_last_5m": 100,
            "uptime_last_1d": 99.25,
            "latency_last_30m": {"p50": 412.5, "p75": 500, "p90": None},
            "throughput_last_30m": {"p50": 61, "p75": 60, "p90": 55, "p99": 20},
            "service_tier": "flex",
            "supports_implicit_caching": True,
            "supports_diarization": False,
            "supports_tool_choice": {"auto": True, "required": False, "none": True, "function": None},
            "native_tools": {"openrouter:web_search": {"type": "mill_search"}, "openrouter:bash": {}},
        }
    ).endpoints
    assert (endpoint.uptime_last_5m_percent, endpoint.uptime_last_1d_percent) == (100, 99.25)
    assert endpoint.latency_last_30m == Percentiles(p50=412.5, p75=500)
    assert endpoint.throughput_last_30m == Percentiles(p50=61, p75=60, p90=55, p99=20)
    assert (endpoint.service_tier, endpoint.supports_implicit_caching) == ("flex", True)
    assert endpoint.supports_diarization is False
    assert endpoint.tool_choices == ("auto", "none")
    assert endpoint.native_tools == {"openrouter:web_search": "mill_search"}


@pytest.mark.parametrize("nothing", [None, {}, 123, {"p50": None}, {"p50": 0, "p75": 0, "p90": 0, "p99": 0}])
def test_a_figure_that_was_not_measured_is_unknown(nothing):
    measured = {"provider_name": "Papermill", "latency_last_30m": nothing, "throughput_last_30m": nothing}
    (endpoint,) = offers(measured).endpoints
    assert (endpoint.latency_last_30m, endpoint.throughput_last_30m) == (None, None)


@pytest.mark.parametrize(
    "pricing", [{}, {"prompt": None, "completion": None}, {"completion": "0"}, {"prompt": None, "request": "0.01"}]
)
def test_a_price_that_is_null_or_missing_is_unknown(pricing):
    prices = read(model(pricing=pricing)).models[0].prices
    assert "prompt" not in prices.by_kind
    assert prices.known("prompt") is None
    assert not read(model(pricing=pricing)).models[0].free


def test_scores_of_a_rejected_entry_are_claims():
    benchmarks = {"design_arena": [RATING], "artificial_analysis": {"coding_index": 40}}
    parsed = read(model(pricing={"prompt": 1}, benchmarks=benchmarks))
    assert parsed.models == ()
    assert {(claim.scope, claim.subject, claim.labels.stated_id) for claim in parsed.claims} == {
        (INDICES, "inkwell/quill-2", "inkwell/quill-2"),
        (BOARDS, "inkwell/quill-2", "inkwell/quill-2"),
    }
    assert [rejected.locator for rejected in parsed.rejected] == ["data[0]"]
    assert parsed.complete == (INDICES, BOARDS)


def test_a_rejected_variant_without_permaslug_belongs_to_its_base():
    benchmarks = {"design_arena": [RATING]}
    parsed = read(
        model("inkwell/quill-2:free", permaslug=None, benchmarks=benchmarks), model("inkwell/quill-2", "inkwell/q-2030")
    )
    assert [claim.subject for claim in parsed.claims] == ["inkwell/quill-2"]
    assert parsed.rows_read == 2


def test_scores_of_an_entry_known_by_its_permaslug_only():
    parsed = read(model(7, "inkwell/quill-2-2030", name="", benchmarks={"design_arena": [RATING]}), model("i/other"))
    assert [(claim.subject, claim.labels.name) for claim in parsed.claims] == [("i/other", "Inkwell: i/other")]
    alone = read(model(7, "inkwell/quill-2-2030", name="", benchmarks={"design_arena": [RATING]}))
    assert [(claim.subject, claim.labels.name) for claim in alone.claims] == [("inkwell/quill-2-2030",) * 2]
    assert alone.complete == ()


@pytest.mark.parametrize("wrong", [{"model_id": None, "permaslug": 7}, {"model_id": "~inkwell/quill", "permaslug": ""}])
def test_scores_of_an_entry_without_id_are_rejected_one_by_one(wrong):
    benchmarks = {"design_arena": [RATING, {**RATING, "category": "3d"}], "artificial_analysis": {"coding_index": 40}}
    parsed = read(model(**wrong, benchmarks=benchmarks), model())
    assert (parsed.rows_read, parsed.claims) == (4, ())
    assert [rejected.locator for rejected in parsed.rejected] == [
        "data[0]",
        "data[0].benchmarks.artificial_analysis",
        "data[0].benchmarks.design_arena[0]",
        "data[0].benchmarks.design_arena[1]",
    ]
    assert "nothing tells whose score" in parsed.rejected[1].reason
    assert parsed.complete == ()


def priced(number, prompt, model_id="inkwell/quill"):
    return model(f"{model_id}-{number}", f"{model_id}-{number}", pricing={"prompt": prompt, "completion": "0"})


def test_a_file_in_the_wrong_unit_is_refused_as_a_whole():
    expected = r"expected dollars per token, but 11 of 31 entries have prices .* per thousand or per million"
    with pytest.raises(Malformed, match=expected):
        read(*(priced(number, "0.3") for number in range(11)), *(priced(n, "0.0000001", "a/b") for n in range(20)))


@pytest.mark.parametrize(("dear", "others"), [(10, 5), (11, 99)])
def test_a_few_prices_too_high_cost_their_entries_only(dear, others):
    parsed = read(
        *(priced(number, "0.3") for number in range(dear)), *(priced(n, "0.0000001", "a/b") for n in range(others))
    )
    assert (len(parsed.rejected), len(parsed.models)) == (dear, others)


def test_free_and_variable_entries_do_not_hide_a_wrong_unit():
    with pytest.raises(Malformed, match="11 of 11 entries"):
        read(*(priced(number, "0.3") for number in range(11)), *(priced(n, "0", "a/b") for n in range(500)))


def test_a_median_price_too_high_is_a_wrong_unit():
    rows = [priced(number, "0.0003") for number in range(20)]
    with pytest.raises(Malformed, match=r"half of 20 entries have prompt prices of 0\.0003 or more"):
        read(*rows, *(priced(number, "0", "a/b") for number in range(100)))
    assert len(read(*rows[:19]).models) == 19
    assert len(read(*(priced(number, "0.00005") for number in range(20))).models) == 20


def test_endpoints_in_the_wrong_unit_are_refused_as_a_whole():
    with pytest.raises(Malformed, match="12 of 12 entries"):
        offers(*({"provider_name": f"Mill {number}", "pricing": {"prompt": "3"}} for number in range(12)))


@pytest.mark.parametrize(
    ("name", "middle"),
    [("models-2026-01-29", "3E-7"), ("models-2026-06-16", "4.3E-7"), ("models-2026-07-22", "5E-7")],
)
def test_real_median_prices_are_far_below_the_bound(name, middle):
    path = SHARED / "openrouter" / f"{name}.json"
    if not path.exists():
        pytest.skip("the real documents are not beside this checkout")
    prompts = [Decimal(entry.prices.known("prompt") or 0) for entry in parse((page_of(path),)).models]
    assert median(price for price in prompts if price) == Decimal(middle) < HIGHEST_MEDIAN_PER_TOKEN / 50


LONG = "x" * 513
ODD_TEXTS = [LONG, "a\x07b", "a\nb", "a\u202eb"]
TEXT_FIELDS = [
    lambda text: {"architecture": {"modality": text}},
    lambda text: {"architecture": {"tokenizer": text}},
    lambda text: {"architecture": {"instruct_type": text}},
    lambda text: {"architecture": {"input_modalities": ["text", text]}},
    lambda text: {"supported_parameters": [text]},
    lambda text: {"supported_voices": [text]},
    lambda text: {"links": {"details": text}},
    lambda text: {"hugging_face_id": text},
    lambda text: {"knowledge_cutoff": text},
    lambda text: {"expiration_date": text},
    lambda text: {"reasoning": {"supported_efforts": [text]}},
    lambda text: {"alias_target": {"slug": text}},
    lambda text: {"default_parameters": {"mode": text}},
    lambda text: {"default_parameters": {text: 1}},
]


@pytest.mark.parametrize("text", ODD_TEXTS)
@pytest.mark.parametrize("field", TEXT_FIELDS)
def test_texts_of_entries_are_short_and_printable(field, text):
    fields = field(text)
    parsed = read(model(**fields), model())
    assert len(parsed.models) == 1
    assert next(iter(fields)) in parsed.rejected[0].reason
    assert "expected" in parsed.rejected[0].reason


def test_lists_have_200_items_at_most():
    assert len(read(model(supported_parameters=["x"] * 200)).models) == 1
    reason = read(model(supported_parameters=["x"] * 201)).rejected[0].reason
    assert reason == "supported_parameters has 201 items, expected at most 200"


def test_descriptions_keep_lines_and_lose_other_control_characters():
    assert read(model(description="a\r\nb\tc\x00d\u202ee")).models[0].description == "a\nb\tc\ufffdd\ufffde"
    assert len(read(model(description="x" * 30_000)).models[0].description) == 20_000


@pytest.mark.parametrize("text", ODD_TEXTS)
@pytest.mark.parametrize("field", ["headquarters", "privacy_policy_url", "status_page_url", "name", "slug"])
def test_texts_of_providers_are_short_and_printable(field, text):
    good = {"slug": "papermill", "name": "Papermill", "privacy_policy_url": None}
    parsed = read({**good, field: text}, good)
    assert len(parsed.providers) == 1
    assert parsed.rejected[0].reason.startswith(field)


@pytest.mark.parametrize("text", ODD_TEXTS)
@pytest.mark.parametrize("field", ["tag", "provider_name", "quantization"])
def test_texts_of_endpoints_are_short_and_printable(field, text):
    parsed = offers({"provider_name": "Papermill", "tag": "papermill", field: text}, {"provider_name": "Papermill"})
    assert len(parsed.endpoints) == 1
    assert parsed.rejected[0].reason.startswith(field)


def test_more_than_10_000_unusable_entries_are_one_sentence():
    with pytest.raises(Malformed, match=r"more than 10,000 unusable rows; the first, data\[0\]: .*found `int`"):
        read(*[1] * 10_001)
    assert len(read(*[1] * 10_000).rejected) == 10_000


@pytest.mark.parametrize("written", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_is_not_finite_costs_its_row_only(written):
    rating = msgspec.json.encode(RATING).decode().replace("1200", written)
    rows = msgspec.json.encode([model(benchmarks={"design_arena": [0, RATING]})]).decode().replace("[0,", f"[{rating},")
    parsed = parse((page(f'{{"data": {rows}}}'),))
    assert (len(parsed.models), len(parsed.claims)) == (1, 1)
    assert parsed.rejected[0].locator == "data[0].benchmarks.design_arena[0]"
    assert parsed.rejected[0].reason == f"elo: expected `int | float`, found `str` '{written}'"


GOOD = msgspec.json.encode(model()).decode()


def test_a_price_that_is_not_a_number_costs_its_entry_only():
    body = f'{{"data": [{{"id": "a/b", "canonical_slug": "a/b", "name": "A", "pricing": {{"prompt": NaN}}}}, {GOOD}]}}'
    parsed = parse((page(body),))
    assert [entry.id for entry in parsed.models] == ["inkwell/quill-2"]
    assert "pricing.prompt is 'NaN'" in parsed.rejected[0].reason


def test_half_a_surrogate_pair_is_replaced():
    described = GOOD.replace('"id"', r'"description": "\ud83d\ude00 \ud800 \\ud800 \uDC00A NaN", "id"')
    assert parse((page(f"[{described}]"),)).models[0].description == "\U0001f600 \ufffd \\ud800 \ufffdA NaN"


def test_not_a_number_is_no_name():
    spoilt = msgspec.json.encode(model(name="Spoilt")).decode().replace('"Spoilt"', "NaN")
    parsed = parse((page(f"[{spoilt}, {GOOD}]"),))
    assert [entry.name for entry in parsed.models] == [msgspec.json.decode(GOOD)["name"]]
    assert len(parsed.rejected) == 1
