import pytest
from source_documents import page

from benchbook.sources import Glimpse
from benchbook.sources.openrouter_benchmarks import BOARDS, EVALS, INDICES, SOURCE, parse

PERMASLUG = "inkwell/quill-2-2030"
NAMED = {"model_permaslug": PERMASLUG, "display_name": "Quill 2"}
INDEX = {"source": "artificial-analysis", **NAMED, "intelligence_index": 40}
BOARD = {"source": "design-arena", **NAMED, "arena": "models", "category": "svg", "elo": 1200, "win_rate": 50}
CLASSIC = {"source": "openrouter", **NAMED, "benchmark_type": "gpqa_diamond", "accuracy": 0.7, "total_tasks": 198}
SEARCH = {
    "source": "openrouter",
    **NAMED,
    "benchmark_type": "search_hle",
    "primary_score": 0.4,
    "total_tasks": 100,
    "search_engine": "lantern",
    "search_surface": "plugin",
    "last_run_timestamp": "2026-08-08T08:08:08.000Z",
}


def read(*rows):
    parsed = parse((page({"data": list(rows)}),))
    assert parsed.rows_read == len(rows) == len(parsed.claims) + len(parsed.rejected)
    return parsed


def test_runs_of_one_search_configuration_are_kept_apart():
    later = {**SEARCH, "last_run_timestamp": "2026-09-09T09:09:09.000Z"}
    parsed = read(SEARCH, later, SEARCH)
    assert len({claim.results[0].variant for claim in parsed.claims}) == len(parsed.claims) == 2
    assert "second row" in parsed.rejected[0].reason


def test_the_four_shapes_go_to_three_scopes():
    assert [claim.scope for claim in read(INDEX, BOARD, CLASSIC, SEARCH).claims] == [INDICES, BOARDS, EVALS, EVALS]
    assert (INDICES.via, BOARDS.via, EVALS.via) == ("openrouter", "openrouter", None)


def test_configurations_that_share_a_permaslug_are_subjects_of_their_own():
    parsed = read(INDEX, {**INDEX, "display_name": "Quill 2 (high)"}, INDEX)
    assert [claim.subject for claim in parsed.claims] == [f"{PERMASLUG}|Quill 2", f"{PERMASLUG}|Quill 2 (high)"]
    assert "second row" in parsed.rejected[0].reason


@pytest.mark.parametrize(
    ("config", "variant"),
    [
        (None, "lantern/plugin///"),
        ({"max_agent_turns": 25, "reasoning_effort": "high", "temperature": None}, "lantern/plugin/high/25/"),
        ({"max_agent_turns": None, "reasoning_effort": None, "temperature": 0.5}, "lantern/plugin///0.5"),
    ],
)
def test_search_configurations_are_variants(config, variant):
    result = read({**SEARCH, "run_config": config}).claims[0].results[0]
    assert result.variant == f"{variant}/{result.details['last_run_timestamp']}"
    assert {name: result.details[name] for name in (config or {}) if config[name] is not None} == {
        name: value for name, value in (config or {}).items() if value is not None
    }


def test_the_arenas_own_ids_are_not_stated_as_the_catalogues():
    labels = read({**BOARD, "model_permaslug": "nightjar"}).claims[0].labels
    assert (labels.stated_id, labels.authority, labels.slug) == (None, None, "nightjar")
    assert read({**INDEX, "model_permaslug": "nightjar"}).rejected[0].reason.startswith("model_permaslug")


def test_prices_of_a_row_are_details():
    pricing = {"prompt": "0.000001", "completion": "-1"}
    assert read({**INDEX, "pricing": pricing}).claims[0].results[0].details == {"prompt_price": "0.000001"}
    assert "per million" in read({**INDEX, "pricing": {"prompt": "3"}}).rejected[0].reason


def test_places_are_whole_numbers_or_unknown():
    stats = {"first_place": 3, "second_place": None, "total": 0}
    measures = read({**BOARD, "tournament_stats": stats}).claims[0].results[0].measures
    assert (measures["first_place"], measures["total"], "second_place" in measures) == (3, 0, False)
    assert "tournament_stats.total" in read({**BOARD, "tournament_stats": {"total": 1.5}}).rejected[0].reason


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({**CLASSIC, "accuracy": 70}, "accuracy is 70"),
        ({**CLASSIC, "accuracy": True}, "accuracy"),
        ({**SEARCH, "primary_score": -0.1}, "primary_score is -0.1"),
        ({**BOARD, "win_rate": 101}, "win_rate is 101"),
        ({**BOARD, "elo": None}, "elo"),
        ({**INDEX, "intelligence_index": 10**30}, "intelligence_index"),
        ({**INDEX, "source": "elsewhere"}, "expected one of artificial-analysis, design-arena, openrouter"),
        ({**INDEX, "display_name": "x" * 10_000}, "10,000 characters"),
        ([], "expected `object`, found `array`"),
    ],
)
def test_bad_rows_say_what_is_wrong(row, words):
    parsed = read(row, CLASSIC)
    assert words in parsed.rejected[0].reason
    assert len(parsed.claims) == 1


def reply(rows, source=None):
    return page({"data": rows, "meta": {"as_of": "2030-01-02T03:04:05Z", "source": source, "task_type": None}})


def test_only_the_three_replies_of_a_fetch_are_complete():
    whole = reply([INDEX, BOARD, CLASSIC])
    builders = reply([{**BOARD, "arena": "builders"}], "design-arena")
    agents = reply([{**BOARD, "arena": "agents"}], "design-arena")
    parsed = parse((whole, builders, agents))
    assert set(parsed.complete) == {INDICES, BOARDS, EVALS}
    assert parsed.observed_at.isoformat() == "2030-01-02T03:04:05+00:00"
    assert parsed.claims[-1].locator == "page 3, data[0]"
    assert parse((whole,)).complete == ()
    assert parse((reply([INDEX, CLASSIC]), reply([]), reply([]))).complete == ()


def test_an_unreadable_row_leaves_its_scope_incomplete():
    whole = reply([INDEX, BOARD, CLASSIC, {**INDEX, "display_name": ""}])
    filtered = reply([], "design-arena")
    assert set(parse((whole, filtered, filtered)).complete) == {BOARDS, EVALS}


def test_fetch_asks_for_all_arenas():
    asked = []
    documents = list(SOURCE.fetch(lambda path, query: asked.append((path, dict(query))) or reply([])))
    assert [len(pages) for pages in documents] == [3]
    assert asked == [
        ("benchmarks", {"include_run_config": "true"}),
        ("benchmarks", {"source": "design-arena", "arena": "builders"}),
        ("benchmarks", {"source": "design-arena", "arena": "agents"}),
    ]


def test_recognises_its_rows():
    assert SOURCE.recognise(Glimpse(format="json", row_keys=frozenset(INDEX)))
    assert not SOURCE.recognise(Glimpse(format="json", row_keys=frozenset({"source", "id"})))
