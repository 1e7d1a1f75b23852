"""Models with their runs, the columns, and which figure speaks for a model."""

from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace
from published import DAY, INDICES, arena, entry_of, model, publication, score

from benchbook.leaderboard import build_leaderboard, default_columns
from benchbook.model import Configuration, Origin
from benchbook.publication import EvalRow, SearchRow


def test_variants_are_offers_of_their_model_and_aliases_are_no_models(board):
    found = board(
        [
            model("acme/lumen:free", prices={"prompt": "0", "completion": "0"}),
            model("acme/lumen"),
            model("~acme/latest"),
        ]
    )
    (entry,) = found.entries
    assert entry.model.id == "acme/lumen"
    assert [offer.id for offer in entry.offers] == ["acme/lumen:free"]
    assert (entry.free, entry.free_offer) == (False, "acme/lumen:free")


def test_a_model_of_which_only_a_variant_is_listed_is_that_variant(board):
    (entry,) = board([model("acme/lumen:free", prices={"prompt": "0", "completion": "0"})]).entries
    assert entry.model.id == "acme/lumen:free"
    assert entry.free


def test_what_left_is_there_unless_something_of_it_stayed(board):
    found = board([model("acme/lumen")], departed=(model("acme/lumen:free"), model("acme/ember")))
    assert [(entry.model.id, entry.listed) for entry in found.entries] == [("acme/ember", False), ("acme/lumen", True)]
    assert entry_of(found, "acme/lumen").offers == ()


def test_runs_stay_apart_and_the_headline_is_that_of_the_wire(board):
    scores = [
        score("acme/lumen", {"intelligence_index": 50, "coding_index": 40}, effort="high"),
        score("acme/lumen", {"intelligence_index": 60}, effort="max"),
        score("acme/lumen", {"intelligence_index": 30, "coding_index": 45}, effort="low"),
    ]
    (entry,) = board([model("acme/lumen")], scores).entries
    assert entry.headline == Configuration(effort="high")
    assert entry.figures[f"{INDICES}/intelligence_index"].value == 50
    assert entry.figures[f"{INDICES}/coding_index"].value == 40
    assert [run.configuration.effort for run in entry.runs] == ["high", "max", "low"]
    assert entry.efforts == {"high", "max", "low"}


def test_figures_of_a_board_come_from_one_run_and_prefer_the_headline_then_an_unstated_run(board):
    scores = [
        score("acme/lumen", {"intelligence_index": 50, "coding_index": 40}, effort="high"),
        arena("acme/lumen", 1200, effort="high"),
        arena("acme/lumen", 1300, effort="low"),
        arena("acme/lumen", 1250, board="models/svg"),
        arena("acme/lumen", 1400, board="models/svg", effort="low"),
        arena("acme/lumen", 1100, board="models/logo", effort="low"),
        arena("acme/lumen", 1150, board="models/logo", effort="medium"),
    ]
    (entry,) = board([model("acme/lumen")], scores).entries
    spoken = {column: figure.value for column, figure in entry.figures.items() if column.endswith("/elo")}
    assert spoken == {
        "design-arena/models/website/elo": 1200,
        "design-arena/models/svg/elo": 1250,
        "design-arena/models/logo/elo": 1150,
    }
    assert entry.figures["design-arena/models/logo/elo"].configuration.effort == "medium"


def test_a_doubtful_join_and_a_waiting_name_are_in_no_column(board):
    scores = [score("acme/lumen", {"intelligence_index": 50}, doubt="another release"), score(None, {"hle": 0.5})]
    found = board([model("acme/lumen")], scores)
    assert found.columns == {}
    assert found.waiting == 1
    assert entry_of(found, "acme/lumen").figures == {}


def test_of_two_rows_of_one_run_the_newer_speaks(board):
    later = datetime(2026, 7, 23, tzinfo=UTC)
    scores = [
        score("acme/lumen", {"hle": 0.9}, board="evaluations"),
        score("acme/lumen", {"hle": 0.3}, board="evaluations", last_seen=later),
    ]
    (entry,) = board([model("acme/lumen")], scores).entries
    assert entry.figures["artificial-analysis/evaluations/hle"].value == 0.3


def test_relayed_prices_are_no_column(board):
    found = board([model("acme/lumen")], [score("acme/lumen", {"price_1m_input_tokens": 3}, board="prices")])
    assert found.columns == {}


def test_figures_of_another_method_than_most_say_so(board):
    scores = [
        *(score(f"acme/m{at}", {"intelligence_index": 50 + at}, method_version="4.1") for at in range(3)),
        score(
            "acme/new", {"intelligence_index": 70}, method_version="4.3", last_seen=datetime(2026, 10, 3, tzinfo=UTC)
        ),
    ]
    found = board([*(model(f"acme/m{at}") for at in range(3)), model("acme/new")], scores)
    column = found.columns[f"{INDICES}/intelligence_index"]
    assert (column.method, column.others, column.models, column.newest) == ("4.1", 1, 4, DAY)
    assert entry_of(found, "acme/new").figures[column.id].other_method == "4.3"
    assert entry_of(found, "acme/m0").figures[column.id].other_method is None


def test_of_two_methods_of_equal_weight_the_newer_is_the_column_s(board):
    scores = [
        score("acme/old", {"intelligence_index": 50}, method_version="4.1"),
        score(
            "acme/new", {"intelligence_index": 70}, method_version="4.3", last_seen=datetime(2026, 10, 3, tzinfo=UTC)
        ),
    ]
    found = board([model("acme/old"), model("acme/new")], scores)
    assert found.columns[f"{INDICES}/intelligence_index"].method == "4.3"


def test_evals_are_those_that_are_published():
    seen = {"permaslug": "acme/lumen", "model_id": "acme/lumen", "display_name": "Lumen", "seen_at": DAY}
    run = EvalRow(
        **seen,
        benchmark="gpqa_diamond",
        accuracy=0.8,
        accuracy_stddev=0.1,
        avg_cost_per_task=None,
        total_tasks=198,
        last_run="2026-07-20T10:00:00Z",
    )
    search = SearchRow(
        **seen,
        benchmark="search_hle",
        metric="accuracy",
        score=0.4,
        total_tasks=100,
        avg_cost_per_task=0.5,
        avg_latency_per_task_ms=900,
        engine="native",
        surface="plugin",
        last_run="no date",
        max_agent_turns=None,
        reasoning_effort=None,
        temperature=None,
    )
    unpublished = score("acme/lumen", {"accuracy": 0.1}, source="openrouter", board="gpqa_diamond")
    found = build_leaderboard(
        publication([model("acme/lumen")], [unpublished], eval_rows=(run,), search_rows=(search,))
    )
    (entry,) = found.entries
    accuracy = entry.figures["openrouter/gpqa_diamond/accuracy"]
    assert (accuracy.value, accuracy.sample_size) == (0.8, 198)
    assert accuracy.observed_at == datetime(2026, 7, 20, 10, tzinfo=UTC)
    assert entry.figures["openrouter/search_hle/primary_score"].observed_at == DAY
    assert "openrouter/gpqa_diamond/avg_cost_per_task" not in found.columns


def test_columns_are_named_for_what_they_are(board):
    scores = [
        score("acme/lumen", {"coding_index": 50}),
        arena("acme/lumen", 1200),
        score("acme/lumen", {"pass": 0.5, "cost": 2}, source="aider", board="aider"),
    ]
    columns = board([model("acme/lumen")], scores).columns
    told = {column.id: (column.title, column.place) for column in columns.values()}
    assert told[f"{INDICES}/coding_index"] == ("Coding Index", "Artificial Analysis")
    assert told["design-arena/models/website/elo"] == ("website", "Design Arena, models, Elo rating")
    assert told["design-arena/models/website/win_rate"] == ("website: Win rate", "Design Arena, models")
    assert told["aider/aider/pass"] == ("pass", "aider")
    assert [column.source for column in columns.values()] == [
        "artificial-analysis",
        *["design-arena"] * 2,
        *["aider"] * 2,
    ]


def test_badges_rest_on_the_catalogue_s_own_day(board):
    march = int(datetime(2026, 3, 1, tzinfo=UTC).timestamp())
    july = int(datetime(2026, 7, 1, tzinfo=UTC).timestamp())
    found = board(
        [
            model("acme/new", created=july, hugging_face_id="acme/new", expiration_date="2026-12-01"),
            model("acme/old", created=march, hugging_face_id="", supported_parameters=("reasoning",)),
        ]
    )
    new, old = found.entries
    assert (new.is_new, new.weights, new.reasons, new.leaves_on) == (True, True, False, "2026-12-01")
    assert (old.is_new, old.weights, old.reasons, old.leaves_on) == (False, False, True, None)
    assert old.created_on == date(2026, 3, 1)


def test_usual_columns_are_the_indices_or_else_the_fullest_scores(board):
    usual = default_columns(board([model("acme/lumen")], [score("acme/lumen", {"coding_index": 50, "hle": 0.2})]))
    assert usual == (
        "author",
        f"{INDICES}/coding_index",
        f"{INDICES}/hle",
        "prompt",
        "completion",
        "context",
        "input",
    )
    assert default_columns(board()) == ("author", "prompt", "completion", "context", "input")


def test_an_empty_publication_is_an_empty_leaderboard():
    found = build_leaderboard(publication(catalog_seen_at=None))
    assert (found.entries, found.as_of, found.waiting) == ((), None, 0)


EARLIER = datetime(2026, 6, 16, tzinfo=UTC)


def test_figures_of_models_that_no_catalogue_lists_are_no_entries_and_count_in_no_column():
    rows = [score("acme/atlas", {"coding_index": 50}), score("acme/unlisted", {"coding_index": 90, "gpqa": 0.5})]
    board = build_leaderboard(publication([model("acme/atlas")], rows))
    assert board.absent == ("acme/unlisted",)
    assert [entry.model.id for entry in board.entries] == ["acme/atlas"]
    assert {column.id: column.models for column in board.columns.values()} == {f"{INDICES}/coding_index": 1}


def test_a_figure_that_completes_a_row_says_its_own_origin():
    origin = Origin(via="openrouter", observed_at=DAY, last_seen=EARLIER, licence="attribution", citation="Relay")
    row = score("acme/atlas", {"coding_index": 50, "agentic_index": 20}, completed={"agentic_index": origin})
    (entry,) = build_leaderboard(publication([model("acme/atlas")], [row])).entries
    own, relayed = entry.figures[f"{INDICES}/coding_index"], entry.figures[f"{INDICES}/agentic_index"]
    assert (own.via, own.last_seen, own.licence) == (None, DAY, "internal")
    assert (relayed.via, relayed.last_seen, relayed.licence, relayed.citation) == (
        "openrouter",
        EARLIER,
        "attribution",
        "Relay",
    )


def test_a_date_far_off_is_no_leaving():
    days = {"acme/soon": "2026-08-10", "acme/never": "2098-12-31", "acme/odd": "in spring", "acme/stays": None}
    board = build_leaderboard(publication([model(name, expiration_date=day) for name, day in days.items()]))
    found = {entry.model.id: entry.leaves_on for entry in board.entries}
    assert found == days | {"acme/never": None}


def test_tournaments_that_were_not_counted_are_unknown():
    places = {"first_place": 0, "second_place": 0, "third_place": 0, "fourth_place": 0, "total": 0}
    counted = {"first_place": 0, "second_place": 3, "third_place": 0, "fourth_place": 1, "total": 4}
    rows = [arena("acme/none", 1200), arena("acme/some", 1300)]
    rows = [replace(row, measures=row.measures | told) for row, told in zip(rows, (places, counted), strict=True)]
    board = build_leaderboard(publication([model("acme/none"), model("acme/some")], rows))
    figures = {entry.model.id: {column.rpartition("/")[2] for column in entry.figures} for entry in board.entries}
    assert figures == {"acme/none": {"elo", "win_rate"}, "acme/some": {"elo", "win_rate", *counted}}


def test_figures_of_the_days_on_which_a_method_changed_still_make_a_column(board):
    within = datetime(2026, 6, 5, tzinfo=UTC)
    rows = [
        score("acme/lumen", {"intelligence_index": 50}, via="openrouter", last_seen=within),
        score("acme/quill", {"intelligence_index": 40}, via="openrouter", last_seen=within + timedelta(days=2)),
    ]
    found = board([model("acme/lumen"), model("acme/quill")], rows)
    column = f"{INDICES}/intelligence_index"
    assert entry_of(found, "acme/quill").figures[column].other_method is None
    assert entry_of(found, "acme/lumen").figures[column].other_method == "?"
    assert found.columns[column].newest == within + timedelta(days=2)
    (alone,) = board([model("acme/lumen")], rows[:1]).entries
    assert alone.figures[column].other_method is None
