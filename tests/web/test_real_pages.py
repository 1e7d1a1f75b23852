"""What the pages show of the real dumps is what stands in the files, read by nothing of ours."""

import csv
import html as markup
import io
import json
import random
import re
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from page_tables import board_lines
from read_page import part
from read_page import words as read_words
from real_store import DATA, DOCUMENTS, missing
from stored_pages import pages_on

from benchbook.charts import look_for
from benchbook.leaderboard import Wanted, build_leaderboard, show
from benchbook.model import Moment
from benchbook.moments import read_moment
from benchbook.pipeline import Reading, import_files
from benchbook.publication import publication_of
from benchbook.store import open_store
from benchbook.web.tradeoffs import Asking, drawing, words

pytestmark = pytest.mark.skipif(any(missing()), reason="the real dumps are not here")

CATALOGUES = ("2026-01-29", "2026-06-16", "2026-07-22")
INDICES = "artificial-analysis/indices"
ARENA = "design-arena/models/codecategories"
SPEED = "artificial-analysis/performance/output_tokens_per_second"
STOPS = {
    "2026-02-01": DOCUMENTS[:1],
    "2026-06-20": (*DOCUMENTS[:2], DOCUMENTS[3], DOCUMENTS[8]),
    "2026-07-25": tuple(name for name in DOCUMENTS if "benchmarks-sample" not in name),
}
SORTS = ("prompt", "completion", "context", "created", f"{INDICES}/coding_index", f"{ARENA}/elo", SPEED)


def load(store, names=DOCUMENTS):
    for _, outcome in import_files(store, [str(DATA / name) for name in names], Reading(now=datetime.now(UTC))):
        assert not isinstance(outcome, Exception), outcome


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_store(str(tmp_path_factory.mktemp("real") / "book.db")) as opened:
        load(opened)
        yield opened


@pytest.fixture(scope="module")
def published(store):
    return publication_of(store.state(Moment()))


@pytest.fixture(scope="module")
def board(published):
    return build_leaderboard(published)


@pytest.fixture(scope="module")
def pages(store):
    with pages_on(store) as client:
        yield client


def read(name):
    document = json.loads((DATA / name).read_text())
    return document if isinstance(document, list) else document.get("data") or document["models"]


@pytest.fixture(scope="module")
def catalogue():
    """The last entry of each id, and the ids that the last dump lists; pointers are none."""
    last, now = {}, set()
    for day in CATALOGUES:
        entries = {model["id"]: model for model in read(f"openrouter/models-{day}.json")}
        last, now = last | entries, set(entries)
    return {name: model for name, model in last.items() if name[0] != "~"}, {name for name in now if name[0] != "~"}


@pytest.fixture(scope="module")
def measured():
    """The rows of Artificial Analysis by any name of theirs and day; a row may be called otherwise the next month."""
    days = {"language-models-free-page1-2026-06": "2026-06-30", "llms-models-2026-07-22": "2026-07-22"}
    rows = {day: {row["id"]: row for row in read(f"artificial-analysis/{name}.json")} for name, day in days.items()}
    named = {(row["name"], row["id"]) for by_id in rows.values() for row in by_id.values()}
    return {(name, day): by_id[each] for day, by_id in rows.items() for name, each in named if each in by_id}


def base(model_id):
    return model_id.partition(":")[0]


def per_million(price):
    return None if price is None or price.startswith("-") else Decimal(price) * 1_000_000


def is_free(model):
    return all(Decimal(model["pricing"][kind]) == 0 for kind in ("prompt", "completion"))


def test_every_model_of_the_dumps_stands_there_once(board, catalogue):
    known, now = catalogue
    families = {base(name): base(name) in now for name in now}
    expected = {name if plain else next(each for each in now if base(each) == name) for name, plain in families.items()}
    assert {entry.model.id for entry in board.entries if entry.listed} == expected
    left = {base(name) for name in known} - set(families)
    assert {base(entry.model.id) for entry in board.entries if not entry.listed} == left
    assert len(board.entries) == len(expected) + len(left)


def test_facts_are_those_of_the_newest_entry(board, catalogue):
    known, now = catalogue
    for entry in board.entries:
        raw = known[entry.model.id]
        prices = {kind: per_million(price) for kind, price in raw["pricing"].items() if kind != "overrides"}
        assert dict(entry.prices) == {kind: price for kind, price in prices.items() if price is not None}
        assert entry.model.context_length == raw["context_length"]
        assert list(entry.model.input_modalities) == raw["architecture"]["input_modalities"]
        assert list(entry.model.output_modalities) == raw["architecture"]["output_modalities"]
        assert entry.free == is_free(raw)
        assert entry.weights == bool(raw["hugging_face_id"])
        assert entry.reasons == ("reasoning" in raw["supported_parameters"] or bool(raw.get("reasoning")))
        assert entry.created_on == datetime.fromtimestamp(raw["created"], UTC).date()
        near = entry.listed and (raw.get("expiration_date") or "2098") < "2027-07-23"
        assert entry.leaves_on == (raw["expiration_date"] if near else None)
        if entry.listed:
            offers = {name for name in now if base(name) == base(entry.model.id)} - {entry.model.id}
            assert {offer.id for offer in entry.offers} == offers
            assert (entry.free_offer in offers) == any(is_free(known[name]) for name in offers)


def figure_in(row, metric):
    """What a row of Artificial Analysis says of a metric."""
    cost = row.get("artificial_analysis_intelligence_index_cost") or {}
    if metric.startswith("index_cost"):
        return cost.get("total_cost") if metric == "index_cost_usd" else (cost.get("cost_per_task") or {})["total_cost"]
    places = (row["evaluations"], row.get("performance") or {}, row)
    spellings = (
        metric,
        f"artificial_analysis_{metric}",
        f"median_{metric}",
        f"median_{metric}".removesuffix("_seconds"),
    )
    return next((place[name] for place in places for name in spellings if place.get(name) is not None), None)


def direct_figures(board):
    for entry in board.entries:
        for run in entry.runs:
            for column, figure in run.figures.items():
                if figure.source == "artificial-analysis" and figure.via is None:
                    yield column.rpartition("/")[2], figure


def test_each_direct_figure_is_that_of_the_row_of_its_name_and_day(board, measured):
    figures = list(direct_figures(board))
    assert len(figures) > 4500
    for metric, figure in figures:
        assert figure.value == figure_in(measured[figure.name, figure.last_seen.date().isoformat()], metric), figure


def test_a_figure_that_completes_a_row_says_whose_it_is(board, measured):
    """The July dump has no agentic index: whoever has one has it from OpenRouter's catalogue, or from June."""
    relayed = [
        run.figures[f"{INDICES}/agentic_index"]
        for entry in board.entries
        for run in entry.runs
        if f"{INDICES}/agentic_index" in run.figures
    ]
    completing = [figure for figure in relayed if (figure.name, "2026-07-22") in measured]
    assert len(completing) > 80
    older = [figure for figure in completing if figure.via is None]
    assert {figure.last_seen.date().isoformat() for figure in older} == {"2026-06-30"}
    assert {figure.via for figure in completing if figure not in older} == {"openrouter"}
    assert all("openrouter.ai" in figure.citation for figure in completing if figure not in older)


def test_nothing_unknown_is_zero(board):
    for entry in board.entries:
        for run in entry.runs:
            for column, figure in run.figures.items():
                if board.columns[column].board in {"performance", "index_cost"} or column.endswith(("/elo", "/total")):
                    assert figure.value > 0
        for kind, price in entry.prices.items():
            assert price > 0 or entry.model.prices.by_kind[kind] == "0"


def test_joins_are_those_of_the_names_known(board):
    known = {}
    for row in csv.DictReader(io.StringIO((DATA / "names" / "dev.csv").read_text())):
        if row["source"] in {"artificial-analysis-name", "design-arena-display"}:
            known.setdefault(row["name"], set()).add(base(row["model_id"]))
    found = {
        (figure.name, base(entry.model.id))
        for entry in board.entries
        for run in entry.runs
        for figure in run.figures.values()
        if figure.name in known and figure.source in {"artificial-analysis", "design-arena"}
    }
    apart = {(name, model_id) for name, model_id in found if model_id not in known[name]}
    assert len(found) > 120
    assert apart == {("Gemini 2.5 Pro", "google/gemini-2.5-pro")}  # the row's own statement names its preview


def test_the_headline_is_the_row_on_the_wire(board, published):
    wire = {row.model_id: row for row in published.index_rows}
    columns = [f"{INDICES}/{name}_index" for name in ("intelligence", "coding", "agentic")]
    compared = 0
    for entry in board.entries:
        row = wire.get(base(entry.model.id))
        shown = tuple(getattr(entry.figures.get(column), "value", None) for column in columns)
        if row is None:
            assert shown == (None, None, None)
        else:
            compared += 1
            assert shown == (row.intelligence, row.coding, row.agentic)
    assert compared > 250


def test_evals_are_those_on_the_wire(board, published):
    rows = [*published.eval_rows, *published.search_rows]
    values = {
        (row.model_id, row.benchmark): getattr(row, "accuracy", None) if hasattr(row, "accuracy") else row.score
        for row in rows
    }
    shown = {
        (entry.model.id, column.split("/")[1]): figure.value
        for entry in board.entries
        for column, figure in entry.figures.items()
        if column.startswith("openrouter/") and column.endswith(("/accuracy", "/primary_score"))
    }
    assert shown
    assert shown == {
        key: value for key, value in values.items() if key[0] in {entry.model.id for entry in board.entries}
    }


def test_doubtful_joins_are_no_figures(board, published):
    doubtful = {(row.name, row.model_id) for row in published.scores if row.doubt}
    beyond = {(row.name, row.model_id) for row in published.scores if not row.doubt}
    shown = {
        (figure.name, entry.model.id)
        for entry in board.entries
        for run in entry.runs
        for figure in run.figures.values()
    }
    assert not shown & (doubtful - beyond)


def test_columns_count_models_and_other_methods(board):
    for column in board.columns.values():
        found = [
            (entry.model.id, run.figures[column.id])
            for entry in board.entries
            for run in entry.runs
            if column.id in run.figures
        ]
        in_the_catalogue = {model_id for model_id, _ in found}
        assert len(in_the_catalogue) == column.models
        assert len({model_id for model_id, figure in found if figure.other_method}) == column.others


def value_of(entry, column):
    if column in {"prompt", "completion"}:
        return entry.prices.get(column)
    if column == "context":
        return entry.model.context_length
    if column == "created":
        return entry.created_on
    figure = entry.figures.get(column)
    return None if figure is None or figure.other_method else figure.value


@pytest.mark.parametrize("column", SORTS)
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_order_and_ranks_by_hand(board, column, order):
    shown = show(board, Wanted(sort=column, order=order))
    values = [value_of(entry, column) for entry in shown.entries]
    known = [value for value in values if value is not None]
    assert values[: len(known)] == sorted(known, reverse=order == "desc")
    best_is_low = column in {"prompt", "completion"}
    for entry in shown.entries:
        mine = value_of(entry, column)
        if mine is None:
            assert entry.model.id not in shown.ranks
        else:
            better = sum(value < mine if best_is_low else value > mine for value in known)
            assert shown.ranks[entry.model.id] == better + 1


def costs_at_most(raw, kind, dollars):
    price = per_million(raw["pricing"][kind])
    return price is not None and price <= Decimal(dollars)


def holds_words(raw, *words):
    return all(word in f"{raw['id']} {raw['name']}".lower() for word in words)


FILTERS = {
    "q=opus anthropic": lambda raw, _: holds_words(raw, "opus", "anthropic"),
    "author=qwen&author=openai": lambda raw, _: raw["id"].split("/")[0] in {"qwen", "openai"},
    "input=image&input=audio": lambda raw, _: {"image", "audio"} <= set(raw["architecture"]["input_modalities"]),
    "output=image": lambda raw, _: "image" in raw["architecture"]["output_modalities"],
    "context=1000000": lambda raw, _: (raw["context_length"] or 0) >= 1_000_000,
    "max_price=0.3": lambda raw, _: costs_at_most(raw, "prompt", "0.3"),
    "max_output_price=2": lambda raw, _: costs_at_most(raw, "completion", "2"),
    "weights=1": lambda raw, _: bool(raw["hugging_face_id"]),
    "reasoning=1": lambda raw, _: "reasoning" in raw["supported_parameters"] or bool(raw.get("reasoning")),
    "free=1": lambda raw, offers: any(is_free(each) for each in (raw, *offers)),
}


@pytest.mark.parametrize("asked", FILTERS)
def test_each_filter_by_its_own_definition(pages, catalogue, asked):
    known, now = catalogue
    passes = FILTERS[asked]
    plain = {name for name in now if base(name) == name or base(name) not in now}
    expected = {
        name
        for name in plain
        if passes(known[name], [known[each] for each in now if base(each) == base(name) and each != name])
    }
    lines = board_lines(pages.get(f"/?{asked.replace(' ', '+')}").text)
    assert {line.model_id for line in lines} == expected
    assert 0 < len(expected) < len(plain)


@pytest.mark.parametrize(
    ("x", "y", "filters"),
    [
        ("prompt", f"{INDICES}/intelligence_index", {}),
        ("completion", f"{ARENA}/elo", {"reasoning": True}),
        ("context", f"{INDICES}/coding_index", {"gone": True}),
        ("created", f"{INDICES}/agentic_index", {"effort": ("high", "xhigh")}),
        (SPEED, f"{INDICES}/intelligence_index", {}),
        (f"{ARENA}/elo", f"{INDICES}/intelligence_index", {"max_price": Decimal(1)}),
        ("artificial-analysis/index_cost/index_cost_per_task_usd", f"{INDICES}/intelligence_index", {}),
    ],
)
@pytest.mark.parametrize("runs", ["all", "headline"])
def test_the_chart_draws_or_counts_every_model(board, x, y, filters, runs):
    wanted = Wanted(**filters)
    found = drawing(Asking(board=board, wanted=wanted, x=x, y=y, today=date(2026, 10, 10), runs=runs))
    drawn = {dot.entry.model.id for dot in found.dots}
    assert len(drawn) + sum(found.missing.values()) == len(show(board, wanted).entries)
    chart = found.chart(look_for("tradeoff", 900, "light", words()))
    assert chart.drawn == len(found.dots)
    places = {dot.point.id: (number(dot.x.at), dot.y.at) for dot in found.dots}
    low = x in {"prompt", "completion", "created"} or (x in board.columns and not board.columns[x].higher_is_better)
    assert set(chart.frontier) == {name for name, place in places.items() if not beaten(place, places.values(), low)}


def number(place):
    return place.toordinal() if isinstance(place, date) else place


def beaten(place, others, low):
    sign = -1 if low else 1
    x, y = sign * place[0], place[1]
    return any(sign * a >= x and b >= y and (sign * a > x or b > y) for a, b in others)


def addresses():
    """Twenty addresses of the leaderboard, always the same."""
    dice = random.Random(20261003)
    columns = ("author", *SORTS, "cache_read", "input", "output", "max_output", "knowledge_cutoff", "gpqa")
    spelled = {"gpqa": "openrouter/gpqa_diamond/accuracy"}
    filters = [*(each.replace(" ", "+") for each in FILTERS), "effort=high", "source=design-arena", "gone=1", ""]
    for _ in range(20):
        chosen = [spelled.get(each, each) for each in dice.sample(columns, 5)]
        asked = urlencode([*(("columns", each) for each in chosen), ("sort", dice.choice(chosen))])
        opened = dice.choice(["&all_open=1", ""])
        yield f"{asked}&order={dice.choice(['asc', 'desc'])}&{dice.choice(filters)}{opened}".rstrip("&"), chosen


@pytest.mark.parametrize(("asked", "columns"), list(addresses()))
def test_the_file_is_the_table_cell_by_cell(pages, asked, columns):
    lines = board_lines(pages.get(f"/?{asked}").text)
    rows = list(csv.DictReader(io.StringIO(pages.get(f"/leaderboard/file.csv?{asked}").text)))
    assert len(rows) == len(lines)
    for line, row in zip(lines, rows, strict=True):
        assert line.cells[0].text == row["rank"]
        if line.kind == "model":
            assert (line.model_id, line.cells[1].text.startswith(row["model"])) == (row["model_id"], True)
        for cell, column in zip(line.cells[2:], columns, strict=True):
            assert same(cell, row[column]), (line.model_id, column, cell, row[column])


def same(cell, written):
    """Whether a cell's words on hover, which are exact, and a file's cell are the same value."""
    if written == "":
        return cell.text == "\N{EN DASH}" and cell.title != ""
    if cell.title.startswith(("$", written)):
        return cell.title.startswith((f"${written} per million tokens", written))
    exact = cell.title.partition(" ")[0].replace(",", "")
    listed = re.sub(r"[\[\]\"]", "", written).replace(";", ",").replace(" ", "")
    return exact == written or cell.title.replace(" ", "") == listed


@pytest.mark.parametrize("day", STOPS)
def test_the_past_is_the_page_of_a_store_that_stopped_then(store, pages, tmp_path, day):
    with open_store(str(tmp_path / "stopped.db")) as stopped:
        load(stopped, STOPS[day])
        expected = build_leaderboard(publication_of(stopped.state(Moment())))
        with pages_on(stopped) as others:
            then = board_lines(others.get("/").text)
    found = build_leaderboard(publication_of(store.state(read_moment(day))))
    assert [entry.model for entry in found.entries] == [entry.model for entry in expected.entries]
    assert found.entries == expected.entries
    assert found.columns == expected.columns
    assert board_lines(pages.get(f"/?as_of={day}").text) == then


def figures_shown(section):
    """How many results a section of scores has, and the exact figures in it."""
    lines = [line for table in re.findall(r"<tbody.*?</table>", section, re.DOTALL) for line in table.split("<tr")[1:]]
    exact = [re.findall(r'<td class="number"[^>]*title="([-0-9.e]+)"', line) for line in lines]
    return len(lines), Counter(float(value) for values in exact for value in values)


MODELS = (
    "openai/gpt-5.5",
    "anthropic/claude-opus-4.8",
    "google/gemini-2.5-pro",
    "moonshotai/kimi-k2-thinking",
    "qwen/qwen3-4b:free",
    "google/gemini-2.0-flash-exp:free",
)


@pytest.mark.parametrize("model_id", MODELS)
def test_a_model_page_has_every_result_once_and_every_name(store, published, pages, model_id):
    html = pages.get(f"/model/{model_id}").text
    rows = [row for row in published.scores if row.model_id and base(row.model_id) == base(model_id)]
    assert rows
    figures = Counter(float(value) for row in rows for value in row.measures.values())
    assert figures_shown(part(html, "scores")) == (len(rows), figures)
    told = read_words(part(html, "names"))
    identities = ((result.labels.name, result.identity) for result in store.state(Moment()).results)
    names = {name for name, identity in identities if base(getattr(identity, "model_id", "")) == base(model_id)}
    assert {name for name in names if read_words(markup.escape(name)) not in told} == set()


@pytest.mark.parametrize("board", ["models/website", "agents/fullstack"])
def test_an_arena_ranks_by_rating(published, pages, board):
    lines = csv.DictReader(io.StringIO(pages.get(f"/arena/{board}/file.csv").text))
    shown = [(int(line["rank"]), float(line["rating"]), line["model_id"]) for line in lines]
    ratings = [rating for _, rating, _ in shown]
    assert len(ratings) > 30
    assert [rank for rank, _, _ in shown] == [1 + sum(other > rating for other in ratings) for rating in ratings]
    known = {(row.model_id, row.elo) for row in published.arena_rows if f"{row.arena}/{row.category}" == board}
    assert {(model_id or None, rating) for _, rating, model_id in shown} <= known


def test_costs_of_models_with_conditions_are_those_by_hand(pages, catalogue):
    known, now = catalogue
    conditional = [name for name in sorted(now) if known[name]["pricing"].get("overrides")]
    assert len(conditional) > 30
    for at in range(0, len(conditional), 6):
        six = conditional[at : at + 6]
        asked = urlencode([*(("model", name) for name in six), ("prompt", 260_000), ("completion", 3_000)])
        html = pages.get(f"/compare?{asked}&cached=0&requests=7").text
        shown = [Decimal(text.replace(",", "")) for text in re.findall(r'title="\$([0-9.,]+): ', html)]
        assert shown == [cost_by_hand(known[name]["pricing"], 260_000, 3_000, 7) for name in six]


def cost_by_hand(prices, prompt, completion, requests):
    steps = [step for step in prices["overrides"] if step["min_prompt_tokens"] <= prompt]
    holding = prices | (max(steps, key=lambda step: step["min_prompt_tokens"]) if steps else {})
    return requests * (Decimal(holding["prompt"]) * prompt + Decimal(holding["completion"]) * completion)
