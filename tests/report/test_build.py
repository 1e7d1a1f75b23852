from datetime import UTC, datetime

import pytest
from report_ledger import DAY, SOURCES, joined, model, scored, starter_ledger, unmatched

from benchbook.errors import BadParameter, NothingStored, UnknownThing
from benchbook.model import Result
from benchbook.report import build_report

QUILL, PEN = "inkwell/quill", "inkwell/pen"


def labels(report):
    return [entry.label for entry in report.entries]


def test_the_starter_data_gives_the_known_document():
    report = build_report("coding", *starter_ledger(), sources=SOURCES)
    summary = report.summary
    assert (summary.entries, summary.found, summary.models, summary.not_found) == (15, 15, 15, ())
    assert [(bucket.label, len(bucket.models)) for bucket in summary.contexts] == [
        ("1M and more", 4),
        ("256K-262K", 6),
        ("128K-131K", 4),
        ("40K", 1),
    ]
    assert (len(summary.reasoning), summary.no_reasoning, summary.reasoning_unknown) == (14, ("Devstral 2",), ())
    assert len(summary.free) == 5
    moe = {entry.label: (entry.total_parameters, entry.active_parameters) for entry in summary.moe}
    assert moe["Qwen3 Next 80B A3B"] == ("80B", "3B")
    assert moe["GLM-4.5-Air"] == (None, None)
    assert len(moe) == 6
    assert [join.label for join in summary.questionable] == ["Magistral Small 1.2", "Kimi K2"]
    assert (report.title, report.as_of.date().isoformat()) == ("Artificial Analysis: Coding Index", "2025-12-17")
    assert [citation.source for citation in report.sources] == ["artificial-analysis", "starter"]


def test_best_first_and_ties_by_name():
    results = [scored(name, f"inkwell/{name}", coding_index=score) for name, score in [("b", 5), ("c", 9), ("a", 5)]]
    assert labels(build_report("coding_index", [], results, sources=SOURCES)) == ["c", "a", "b"]


def test_less_is_better_where_facts_say_so():
    results = [
        scored(name, f"inkwell/{name}", avg_cost_per_task=cost) for name, cost in [("dear", 2.5), ("cheap", 0.1)]
    ]
    report = build_report("avg_cost_per_task", [], results, sources=SOURCES)
    assert (labels(report), report.lower_is_better, report.unit) == (["cheap", "dear"], True, "US dollars")


def test_one_entry_a_model_by_the_headline_policy():
    results = [
        scored("Quill (low)", QUILL, intelligence_index=50, coding_index=60),
        scored("Quill (high)", QUILL, intelligence_index=70, coding_index=55),
        scored("Quill (max)", QUILL, intelligence_index=90),
        scored("Pen", PEN, intelligence_index=40, coding_index=58),
    ]
    models = [model(QUILL), model(PEN)]
    assert labels(build_report("coding", models, results, sources=SOURCES)) == ["Pen", "Quill (high)"]
    assert labels(build_report("intelligence", models, results, sources=SOURCES)) == ["Quill (high)", "Pen"]
    every = build_report("coding", models, results, variants=True, sources=SOURCES)
    assert labels(every) == ["Quill (low)", "Pen", "Quill (high)"]
    assert (every.summary.entries, every.summary.models) == (3, 2)


def test_other_metrics_keep_a_models_best_figure():
    results = [scored(f"Quill {score}", QUILL, source="aider", board="aider", pass_rate=score) for score in (3, 8, 5)]
    assert labels(build_report("pass_rate", [model(QUILL)], results, sources={})) == ["Quill 8"]


def test_a_questionable_join_never_stands_for_the_model():
    doubtful = scored("Old Quill", joined(QUILL, doubt="another release"), coding_index=90)
    results = [doubtful, scored("Quill", QUILL, coding_index=40)]
    report = build_report("coding", [model(QUILL, context_length=9000)], results, sources=SOURCES)
    assert labels(report) == ["Old Quill", "Quill"]
    assert report.summary.contexts[0].models == ("Quill",)
    assert [join.reason for join in report.summary.questionable] == ["another release"]


def test_unmatched_names_are_listed_with_score_and_reason():
    results = [scored("Yoda", unmatched(), coding_index=70), scored("Quill", QUILL, coding_index=60)]
    report = build_report("coding", [model(QUILL)], results, sources=SOURCES)
    first = report.entries[0]
    assert (first.label, first.score, first.found, first.model) == ("Yoda", 70, False, None)
    assert first.reason == "no catalogue entry has this name"
    assert first.refused == ("inkwell/quill: pinned",)
    assert (report.summary.found, report.summary.not_found) == (1, ("Yoda",))


def test_a_model_that_the_catalogue_does_not_list_is_not_found():
    report = build_report("coding", [], [scored("Quill", QUILL, coding_index=60)], sources=SOURCES)
    entry = report.entries[0]
    assert (entry.found, entry.model_id) == (False, QUILL)
    assert "inkwell/quill, which the catalogue held here does not list" in (entry.reason or "")


def test_top_cuts_after_ordering():
    results = [scored(f"m{score}", f"inkwell/m{score}", coding_index=score) for score in range(10)]
    report = build_report("coding", [], results, top=3, sources=SOURCES)
    assert (labels(report), report.available, report.summary.entries) == (["m9", "m8", "m7"], 10, 3)
    with pytest.raises(BadParameter, match="at least 1"):
        build_report("coding", [], results, top=0, sources=SOURCES)


def test_as_of_is_the_newest_observation():
    later = datetime(2029, 5, 1, tzinfo=UTC)
    results = [scored("a", QUILL, coding_index=1), scored("b", PEN, coding_index=2, seen=later)]
    assert build_report("coding", [], results, sources=SOURCES).as_of == later


def test_the_standard_error_is_the_main_measures_alone():
    result = Result(board="quiz", measures={"accuracy": 0.5, "avg_cost_per_task": 2}, std_error=0.02)
    results = [scored("Quill", QUILL, result=result)]
    assert build_report("accuracy", [], results, sources=SOURCES).entries[0].std_error == 0.02
    assert build_report("avg_cost_per_task", [], results, sources=SOURCES).entries[0].std_error is None


ELO = [
    scored("Quill", QUILL, source="design-arena", board="models/website", elo=1200, win_rate=55.5),
    scored("Quill", QUILL, source="design-arena", board="models/svg", elo=1100, win_rate=45.5),
    scored("Quill", QUILL, coding_index=40),
    scored("Quill", QUILL, source="aider", board="aider", pass_rate=7),
]


@pytest.mark.parametrize(
    ("metric", "source", "board", "measure"),
    [
        ("coding", "artificial-analysis", "indices", "coding_index"),
        ("coding_index", "artificial-analysis", "indices", "coding_index"),
        ("indices:coding_index", "artificial-analysis", "indices", "coding_index"),
        ("models/website:elo", "design-arena", "models/website", "elo"),
        ("models/svg:win_rate", "design-arena", "models/svg", "win_rate"),
        ("models/svg", "design-arena", "models/svg", "elo"),
        ("pass_rate", "aider", "aider", "pass_rate"),
        ("aider", "aider", "aider", "pass_rate"),
    ],
)
def test_what_a_metrics_name_means(metric, source, board, measure):
    report = build_report(metric, [], ELO, sources=SOURCES)
    assert (report.source, report.board, report.metric) == (source, board, measure)


def test_a_measure_on_several_boards_needs_its_board():
    with pytest.raises(UnknownThing, match=r"no single board .* models/svg:elo, models/website:elo"):
        build_report("elo", [], ELO, sources=SOURCES)


def test_an_unknown_metric_lists_those_there_are():
    with pytest.raises(UnknownThing) as caught:
        build_report("charm", [], ELO, sources=SOURCES)
    assert str(caught.value) == (
        "no metric 'charm' (hint: there is: coding_index, models/svg:elo, models/website:elo, pass_rate, "
        "models/svg:win_rate, models/website:win_rate)"
    )


def test_an_unknown_source_lists_those_there_are():
    with pytest.raises(UnknownThing, match=r"'moon' .*aider, artificial-analysis, design-arena"):
        build_report("elo", [], ELO, source="moon", sources=SOURCES)


def test_of_several_sources_the_preferred_or_none():
    both = [scored("Quill", QUILL, source=name, board="b", coding_index=1) for name in ("aider", "artificial-analysis")]
    assert build_report("coding", [], both, sources=SOURCES).source == "artificial-analysis"
    assert build_report("coding", [], both, source="aider", sources=SOURCES).source == "aider"
    others = [scored("Quill", QUILL, source=name, board="b", charm=1) for name in ("aider", "design-arena")]
    with pytest.raises(UnknownThing, match=r"single source .*aider, design-arena"):
        build_report("charm", [], others, sources=SOURCES)


def test_an_empty_store_is_said_so():
    with pytest.raises(NothingStored, match="the store holds no results yet"):
        build_report("coding", [model(QUILL)], [], sources=SOURCES)


def test_a_free_variant_makes_the_model_free_as_that_id():
    paid = {"prompt": "0.000001", "completion": "0.000002"}
    free = {"prompt": "0", "completion": "0"}
    models = [
        model(f"{QUILL}:free", prices=free),
        model(QUILL, prices=paid),
        model(PEN, prices=paid),
        model(f"{PEN}:free", prices=free, listed=False),
        model("inkwell/blot"),
    ]
    results = [scored(name, f"inkwell/{name}", coding_index=1) for name in ("quill", "pen", "blot")]
    report = build_report("coding", models, results, sources=SOURCES)
    facts = {entry.label: entry.model for entry in report.entries}
    assert (facts["quill"].id, facts["quill"].free_as) == (QUILL, (f"{QUILL}:free",))
    assert (facts["pen"].free, facts["blot"].free) == (False, None)
    assert [(variant.id, variant.listed) for variant in facts["pen"].variants] == [(f"{PEN}:free", False)]
    assert [free.ids for free in report.summary.free] == [(f"{QUILL}:free",)]


def test_an_id_of_which_only_a_variant_is_left_is_found_there():
    report = build_report("coding", [model(f"{QUILL}:free")], [scored("Quill", QUILL, coding_index=1)], sources=SOURCES)
    assert report.entries[0].model is not None
    assert report.entries[0].model.id == f"{QUILL}:free"


def test_reasoning_that_nobody_speaks_of_is_unknown():
    models = [
        model(QUILL),
        model(PEN, supported_parameters=("tools",)),
        model("inkwell/nib", supported_parameters=("reasoning",)),
    ]
    results = [scored(name, f"inkwell/{name}", coding_index=1) for name in ("quill", "pen", "nib")]
    summary = build_report("coding", models, results, sources=SOURCES).summary
    assert (summary.reasoning, summary.no_reasoning, summary.reasoning_unknown) == (("nib",), ("pen",), ("quill",))


def test_a_source_that_is_not_installed_is_named_without_citation():
    report = build_report("aider", [], ELO, sources={})
    assert [(citation.title, citation.citation) for citation in report.sources] == [("aider", None)]
    assert report.entries[0].observed_at == DAY
