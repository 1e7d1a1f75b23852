from datetime import UTC, datetime

from benchbook.model import (
    CatalogModel,
    Labels,
    Matched,
    Prices,
    Result,
    Scope,
    StoredModel,
    StoredResult,
    Unmatched,
)
from benchbook.publication import publish

DAY = datetime(2026, 7, 22, tzinfo=UTC)
AA = Scope(source="artificial-analysis", feed="language-models")
AA_RELAY = Scope(source="artificial-analysis", feed="models", via="openrouter")
ARENA = Scope(source="design-arena", feed="models/website")
ARENA_RELAY = Scope(source="design-arena", feed="benchmarks", via="openrouter")
EVALS = Scope(source="openrouter", feed="benchmarks")


def model(model_id="acme/lumen", permaslug=None, listed=True, **prices):
    entry = CatalogModel(
        id=model_id,
        permaslug=permaslug or f"{model_id.partition(':')[0]}-20260101",
        name="Acme: Lumen",
        prices=Prices(by_kind=prices or {"prompt": "0.000001", "completion": "0.000002"}),
    )
    return StoredModel(model=entry, observed_at=DAY, last_seen=DAY, listed=listed)


def result(scope, board, measures, subject="s", name="Lumen (high)", model_id="acme/lumen", doubt=None, **more):
    identity = Matched(model_id=model_id, rule="name", doubt=doubt) if model_id else Unmatched(reason="unknown")
    return StoredResult(
        scope=scope,
        subject=subject,
        labels=Labels(name=name, stated_id=more.pop("stated_id", None)),
        identity=identity,
        result=Result(board=board, measures=measures, **more),
        observed_at=DAY,
        last_seen=DAY,
        standing=True,
    )


def indices(subject, intelligence, coding, name="Lumen (high)", **more):
    measures = {"intelligence_index": intelligence, "coding_index": coding}
    return result(AA, "indices", {k: v for k, v in measures.items() if v is not None}, subject, name, **more)


def test_row_takes_permaslug_and_price_from_the_catalogue_and_the_label_from_the_source():
    (row,) = publish([model()], [indices("u", 40.5, 30)], []).index_rows
    assert (row.permaslug, row.display_name) == ("acme/lumen-20260101", "Lumen (high)")
    assert (row.prompt_price, row.completion_price) == ("0.000001", "0.000002")
    assert (row.intelligence, row.coding, row.agentic) == (40.5, 30, None)


def test_variable_price_and_a_model_that_left_have_no_price():
    (variable,) = publish([model(prompt="-1", completion="-1")], [indices("u", 1, 1)], []).index_rows
    (gone,) = publish([model(listed=False)], [indices("u", 1, 1)], []).index_rows
    assert variable.prompt_price is None
    assert gone.prompt_price is None
    assert gone.permaslug == "acme/lumen-20260101"


def test_free_is_a_price():
    (row,) = publish([model(prompt="0", completion="0")], [indices("u", 1, 1)], []).index_rows
    assert row.prompt_price == "0"


def test_only_variant_in_the_catalogue_lends_its_price():
    (row,) = publish([model("acme/lumen:free", prompt="0", completion="0")], [indices("u", 1, 1)], []).index_rows
    assert (row.permaslug, row.prompt_price) == ("acme/lumen-20260101", "0")


def test_base_entry_lends_its_price_before_a_variant():
    models = [model("acme/lumen:free", prompt="0", completion="0"), model()]
    (row,) = publish(models, [indices("u", 1, 1)], []).index_rows
    assert row.prompt_price == "0.000001"


def test_headline_is_the_highest_intelligence_among_rows_with_coding():
    rows = [
        indices("a", 50, None, "Lumen (max)"),
        indices("b", 45, 30, "Lumen (high)"),
        indices("c", 40, 35, "Lumen (low)"),
    ]
    (row,) = publish([model()], rows, []).index_rows
    assert row.display_name == "Lumen (high)"
    assert len(publish([model()], rows, [], "all").index_rows) == 3


def test_headline_without_any_coding_is_the_highest_intelligence():
    rows = [indices("a", 50, None, "Lumen (max)"), indices("b", 45, None, "Lumen (high)")]
    (row,) = publish([model()], rows, []).index_rows
    assert row.display_name == "Lumen (max)"


def test_row_without_any_of_the_three_indices_is_no_row():
    assert publish([model()], [result(AA, "indices", {"math_index": 3})], []).index_rows == ()


def test_unresolved_and_questionable_index_rows_are_not_published():
    rows = [indices("a", 1, 1, model_id=None), indices("b", 2, 2, doubt="which one?")]
    assert publish([model()], rows, []).index_rows == ()


def test_relay_without_a_label_uses_the_name_without_the_author():
    relayed = result(AA_RELAY, "indices", {"coding_index": 30}, name="Acme: Lumen")
    (row,) = publish([model()], [relayed], []).index_rows
    assert row.display_name == "Lumen"


def test_unmapped_arena_row_stands_under_the_arenas_own_id():
    board = {"elo": 1200, "win_rate": 51.5}
    (row,) = publish([], [result(ARENA, "models/website", board, "codename", "Codename", None)], []).arena_rows
    assert (row.permaslug, row.model_id, row.prompt_price) == ("codename", None, None)
    assert (row.arena, row.category, row.places) == ("models", "website", (None,) * 5)


def test_relayed_arena_row_whose_join_was_refused_is_not_published():
    board = {"elo": 1200, "win_rate": 51.5}
    refused = result(ARENA_RELAY, "models/website", board, model_id=None, stated_id="acme/lumen")
    assert publish([model()], [refused], []).arena_rows == ()


def test_arena_row_without_rating_or_win_rate_is_not_published():
    assert publish([model()], [result(ARENA, "models/website", {"elo": 1200})], []).arena_rows == ()


def test_places_are_whole_numbers_and_zero_is_not_null():
    board = {"elo": 1200, "win_rate": 51.5, "first_place": 0, "second_place": 3.0, "total": 7}
    (row,) = publish([model()], [result(ARENA, "models/website", board)], []).arena_rows
    assert row.places == (0, 3, None, None, 7)


def test_arena_keeps_both_effort_variants_of_one_permaslug():
    rows = [
        result(ARENA, "models/3d", {"elo": 1411, "win_rate": 64}, "a", "Lumen Max"),
        result(ARENA, "models/3d", {"elo": 1372, "win_rate": 59}, "b", "Lumen (xhigh)"),
    ]
    assert len(publish([model()], rows, []).arena_rows) == 2


def classic(subject, accuracy, last_run, tasks=198):
    return result(
        EVALS,
        "gpqa_diamond",
        {"accuracy": accuracy, "total_tasks": tasks},
        subject,
        details={"last_run_timestamp": last_run},
    )


def test_classic_eval_is_one_row_a_model_the_latest_run():
    rows = [classic("a", 0.5, "2026-01-01T00:00:00Z"), classic("b", 0.4, "2026-02-01T00:00:00Z")]
    (row,) = publish([model()], rows, []).eval_rows
    assert (row.accuracy, row.accuracy_stddev, row.total_tasks) == (0.4, None, 198)


def search(subject, score, tasks, engine="exa", cost=0.5, **config):
    return result(
        EVALS,
        "search_hle",
        {"primary_score": score, "total_tasks": tasks, "avg_cost_per_task": cost},
        subject,
        variant=f"{engine}/{subject}",
        details={
            "search_engine": engine,
            "search_surface": "plugin",
            "primary_metric": "accuracy",
            "last_run_timestamp": f"2026-01-0{tasks % 9 + 1}T00:00:00Z",
            **config,
        },
    )


def test_search_publishes_the_best_configuration_with_a_hundred_tasks():
    rows = [search("a", 0.9, 99), search("b", 0.6, 100, "parallel"), search("c", 0.5, 400, "auto")]
    (row,) = publish([model()], rows, []).search_rows
    assert (row.score, row.engine) == (0.6, "parallel")


def test_runs_of_one_search_configuration_merge_by_tasks():
    rows = [search("a", 0.5, 60, cost=1.0), search("b", 0.8, 40, cost=None)]
    (row,) = publish([model()], rows, []).search_rows
    assert row.total_tasks == 100
    assert abs(row.score - 0.62) < 1e-12
    assert row.avg_cost_per_task == 1.0
    assert row.last_run == "2026-01-07T00:00:00Z"


def test_search_runs_of_different_effort_do_not_merge():
    rows = [search("a", 0.5, 60, reasoning_effort="low"), search("b", 0.8, 60, reasoning_effort="high")]
    assert publish([model()], rows, []).search_rows == ()


def test_relay_lends_its_prices_where_the_catalogue_lacks_the_model():
    row = result(
        AA_RELAY,
        "indices",
        {"coding_index": 1},
        details={"prompt_price": "0.1", "completion_price": "0.2"},
    )
    (published,) = publish([], [row], []).index_rows
    assert (published.permaslug, published.prompt_price) == ("acme/lumen", "0.1")


def test_aliases_lend_nothing_and_departed_models_are_not_listed():
    alias = model("~acme/lumen-latest")
    publication = publish([alias, model(listed=False)], [], [])
    assert [entry.id for entry in publication.models] == ["~acme/lumen-latest"]
    assert publication.catalog_seen_at == DAY


def test_run_told_with_and_without_its_configuration_is_one_run():
    told = [search("a", 0.5, 60), search("b", 0.5, 60, reasoning_effort="high")]
    assert publish([model()], told, []).search_rows == ()
    once = [search("a", 0.5, 120), search("b", 0.5, 120, reasoning_effort="high")]
    (row,) = publish([model()], once, []).search_rows
    assert (row.total_tasks, row.reasoning_effort) == (120, "high")


def test_relayed_label_drops_the_variant_of_the_name():
    entry = StoredModel(
        model=CatalogModel(id="acme/lumen:free", permaslug="acme/lumen", name="Acme: Lumen (free)"),
        observed_at=DAY,
        last_seen=DAY,
        listed=True,
    )
    relayed = result(AA_RELAY, "indices", {"coding_index": 30}, name="Acme: Lumen (free)")
    (row,) = publish([entry], [relayed], []).index_rows
    assert row.display_name == "Lumen"
