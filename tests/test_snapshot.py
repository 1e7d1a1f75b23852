"""A snapshot depends on what is published, not on the order in which it came."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from benchbook.api.shapes import ENCODER
from benchbook.model import CatalogModel
from benchbook.publication import ArenaRow, EvalRow, IndexRow, Publication, ScoreRow, SearchRow
from benchbook.snapshot import build_snapshot

NOW = datetime(2026, 10, 3, tzinfo=UTC)

names = st.sampled_from(["acme/falcon", "acme/crane", "acme/ember"])
figures = st.none() | st.integers(0, 3)
moments = st.integers(0, 3).map(lambda hours: NOW - timedelta(hours=hours))
common = {"permaslug": names, "model_id": st.none(), "display_name": st.sampled_from(["a", "b"]), "seen_at": moments}
index_rows = st.builds(IndexRow, **common, intelligence=figures, coding=figures, agentic=figures)
arena_rows = st.builds(
    ArenaRow,
    **common,
    arena=st.sampled_from(["models", "agents"]),
    category=st.sampled_from(["website", "3d"]),
    elo=st.integers(1000, 1002),
    win_rate=st.just(50),
)
eval_rows = st.builds(
    EvalRow,
    **common,
    benchmark=st.sampled_from(["gpqa_diamond", "tau_bench_verified_airline", "later"]),
    accuracy=st.sampled_from([0.5, 0.25]),
    accuracy_stddev=st.none(),
    avg_cost_per_task=st.none(),
    total_tasks=st.just(10),
    last_run=st.just("2026-10-01T00:00:00.000Z"),
)
search_rows = st.builds(
    SearchRow,
    **common,
    benchmark=st.sampled_from(["search_hle", "search_browsecomp"]),
    metric=st.just("accuracy"),
    score=st.sampled_from([0.5, 0.25]),
    total_tasks=st.just(100),
    avg_cost_per_task=st.none(),
    avg_latency_per_task_ms=st.none(),
    engine=st.just("native"),
    surface=st.just("plugin"),
    last_run=st.just("2026-10-01T00:00:00.000Z"),
    max_agent_turns=figures,
    reasoning_effort=st.none(),
    temperature=st.none(),
)
scores = st.builds(
    ScoreRow,
    source=st.sampled_from(["lab", "arena"]),
    board=st.sampled_from(["indices", "hle"]),
    name=st.sampled_from(["a", "b"]),
    status=st.sampled_from(["matched", "unresolved"]),
    model_id=st.none() | names,
    permaslug=st.none() | names,
    measures=st.dictionaries(st.sampled_from(["score", "elo"]), st.integers(0, 2)),
    same_as=st.just(()),
    observed_at=moments,
    last_seen=moments,
    licence=st.just("open"),
    **dict.fromkeys(
        (
            *("via", "variant", "effort", "mode", "thinking_budget", "date", "quantisation", "harness", "provider"),
            *("rule", "doubt", "reason", "method_version", "sample_size", "std_error", "citation"),
        ),
        st.none(),
    ),
)
models = st.builds(
    CatalogModel,
    id=names,
    permaslug=names,
    name=st.just("Acme"),
    created=st.none() | st.integers(1, 2),
)
publications = st.builds(
    Publication,
    models=st.lists(models, max_size=4, unique_by=lambda model: model.id).map(tuple),
    index_rows=st.lists(index_rows, max_size=6).map(tuple),
    arena_rows=st.lists(arena_rows, max_size=6).map(tuple),
    eval_rows=st.lists(eval_rows, max_size=6).map(tuple),
    search_rows=st.lists(search_rows, max_size=6).map(tuple),
    scores=st.lists(scores, max_size=6).map(tuple),
    catalog_seen_at=st.none() | moments,
)


def built(publication):
    return build_snapshot(publication, ENCODER)


@given(publications, st.randoms())
def test_import_order_never_shows(publication, chance):
    def shuffled(rows):
        rows = list(rows)
        chance.shuffle(rows)
        return tuple(rows)

    other = Publication(
        models=shuffled(publication.models),
        index_rows=shuffled(publication.index_rows),
        arena_rows=shuffled(publication.arena_rows),
        eval_rows=shuffled(publication.eval_rows),
        search_rows=shuffled(publication.search_rows),
        scores=shuffled(publication.scores),
        catalog_seen_at=publication.catalog_seen_at,
    )
    one, two = built(publication), built(other)
    assert one.hash == two.hash
    for column in (
        "models",
        "by_index",
        "by_intelligence",
        "by_coding",
        "by_agentic",
        "arenas",
        "evals",
        "searches",
        "scores",
    ):
        assert [getattr(line, "body", line) for line in getattr(one, column)] == [
            getattr(line, "body", line) for line in getattr(two, column)
        ]


@given(publications)
def test_every_row_is_kept_and_unknown_figures_are_not_ranked(publication):
    snapshot = built(publication)
    assert snapshot.rows == sum(
        len(rows)
        for rows in (
            publication.index_rows,
            publication.arena_rows,
            publication.eval_rows,
            publication.search_rows,
        )
    )
    known = [row for row in publication.index_rows if row.coding is not None]
    assert len(snapshot.by_coding) == len(known)
    assert len(snapshot.by_index) == len(publication.index_rows)


@given(publications, publications)
def test_different_bytes_have_different_hashes(one, two):
    left, right = built(one), built(two)
    same = left.hash == right.hash
    columns = ("models", "by_index", "arenas", "evals", "searches", "scores")
    served_alike = one.catalog_seen_at == two.catalog_seen_at and all(
        getattr(left, column) == getattr(right, column) for column in columns
    )
    assert same == served_alike


def row(name, intelligence=None, coding=None, label="x"):
    return IndexRow(
        permaslug=name,
        model_id=None,
        display_name=label,
        seen_at=NOW,
        intelligence=intelligence,
        coding=coding,
    )


def test_ties_break_on_permaslug_then_name_and_unknown_comes_last():
    rows = (
        row("c", None, 90),
        row("b", 0),
        row("b", 5, None, "z"),
        row("b", 5, None, "a"),
        row("a", 5),
        row("z", 5, 1),
    )
    lines = built(Publication(index_rows=rows)).by_index
    assert [line.permaslug for line in lines] == ["z", "a", "b", "b", "b", "c"]
    assert b'"display_name":"a"' in lines[2].body
    assert b'"intelligence_index":0' in lines[4].body


def test_the_newest_observation_counts_the_catalogue():
    later = NOW + timedelta(hours=1)
    assert built(Publication(index_rows=(row("a"),), catalog_seen_at=later)).as_of == later
    assert built(Publication()).as_of is None


def test_search_rows_are_held_with_and_without_their_configuration():
    example = SearchRow(
        permaslug="acme/falcon",
        model_id=None,
        display_name="Falcon",
        seen_at=NOW,
        benchmark="search_hle",
        metric="accuracy",
        score=0.5,
        total_tasks=100,
        avg_cost_per_task=None,
        avg_latency_per_task_ms=None,
        engine="native",
        surface="plugin",
        last_run="2026-10-01T00:00:00.000Z",
        max_agent_turns=None,
        reasoning_effort="high",
        temperature=None,
    )
    (line,) = built(Publication(search_rows=(example,))).searches
    assert b"run_config" not in line.body
    assert line.configured.startswith(line.body[:-1])
    assert b'"reasoning_effort":"high"' in line.configured
