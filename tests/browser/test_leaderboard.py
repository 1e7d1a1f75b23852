"""The leaderboard in a browser: whatever is done there, its address gives the same table, and so do its files."""

import io
import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from urllib.parse import parse_qs, urlencode, urlsplit

import pyarrow.parquet
import pytest
from playwright.sync_api import Page, expect
from tests.browser.board_view import as_file, at_rest, check_file, check_shared, rows_of, served
from tests.browser.hostile_names import HOSTILE
from tests.browser.synthetic_catalogue import DEPARTED, EFFORTS, FLAGSHIP, entry, numbered, reply
from tests.browser.synthetic_store import OWN_TABLE, Document, fill, many_documents, today
from tests.browser.watched_page import Watch, watched_page

INTELLIGENCE = "artificial-analysis/indices/intelligence_index"
COST = "artificial-analysis/index_cost/index_cost_per_task_usd"
KINDS = ("name", "author", INTELLIGENCE, "prompt", "context", "input", "created", "knowledge_cutoff")
EVERY_KIND = "/?" + urlencode([("columns", column) for column in KINDS[1:]])
WORDS = ("lumen", "ACME", "a 3", "4", "hostile", "script", "zzz", "'", "&", "W", "\u0646\u0645\u0648\u0630\u062c")
RUNS = len(EFFORTS) + 2
"""Of the flagship: one an effort, the one without reasoning, and what a search measured."""
FOCUSED = "document.activeElement.outerHTML.slice(0, 300)"


@pytest.fixture(scope="module")
def shared(browser, site) -> Iterator[Page]:
    """One page for every test that leaves it as it found it; each goes where it begins."""
    with watched_page(browser, site.url) as page:
        yield page


def head(page: Page, column: str):
    return page.locator(f"th[data-column='{column}'] a")


def tick(page: Page, name: str, value: str = "1") -> None:
    """Change a checkbox, also one in a menu that is closed."""
    box = page.locator(f"#filters input[name='{name}']")
    at = box.evaluate_all("(boxes, value) => boxes.findIndex(box => box.value === value)", value)
    box.nth(at).evaluate("box => box.click()")


def asked_for(watch: Watch) -> list[str]:
    """Every request but those for files that are kept; the browser asks again for the icon of a new address."""
    return [url for url in watch.requests if "/static/" not in url]


def counted(page: Page) -> str:
    return page.locator(".count").text_content()


def query_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.evaluate("location.href")).query)


@pytest.mark.parametrize("column", KINDS)
def test_each_kind_of_column_sorts_by_click_and_by_key(shared, site, column):
    shared.goto(EVERY_KIND)
    first = served(shared, site)
    head(shared, column).click()
    once = check_shared(shared, site)
    head(shared, column).press("Enter")
    twice = check_shared(shared, site)
    assert {way for _, way in once.sorted + twice.sorted} == {"ascending", "descending"}
    assert [name for name, _ in once.sorted + twice.sorted] == [column, column]
    assert once.ids != twice.ids
    assert sorted(once.ids) == sorted(first.ids)
    assert f'data-column="{column}"' in shared.evaluate("document.activeElement.parentElement.outerHTML")


def test_a_table_of_only_equal_figures_keeps_the_order_of_names(shared, site):
    shared.goto("/?columns=author&sort=author&author=hostile")
    head(shared, "author").click()
    assert check_shared(shared, site).ids == served(shared, site, "/?columns=author&sort=author&author=hostile").ids


def starts(chance: random.Random) -> str:
    """An address with some filters, as somebody might send it."""
    pairs = [
        ("q", chance.choice(WORDS)),
        ("author", chance.choice(("acme", "fjord", "hostile"))),
        ("max_price", chance.choice(("0", "1", "20.5"))),
        ("context", chance.choice(("0", "65536", "131072"))),
        ("reasoning", "1"),
        ("gone", "1"),
        ("effort", "low"),
        ("source", OWN_TABLE),
        ("all_open", "1"),
        ("sort", chance.choice(KINDS)),
        ("order", chance.choice(("asc", "desc"))),
    ]
    return "/?" + urlencode(chance.sample(pairs, chance.randint(0, 3)))


def act(page: Page, chance: random.Random) -> str:
    """Do one thing at random; what it was."""
    what = chance.choice(("search", "menu", "menu", "flag", "limit", "sort", "sort", "fold"))
    if what == "search":
        page.locator("#filters input[name=q]").fill(chance.choice((*WORDS, "", "")))
    elif what == "menu":
        boxes = page.locator("#filters .menu input[type=checkbox]:not([name=columns])")
        boxes.nth(chance.randrange(boxes.count())).evaluate("box => box.click()")
    elif what == "flag":
        tick(page, chance.choice(("free", "weights", "reasoning", "gone")))
    elif what == "limit":
        field = page.locator(f"#filters input[name={chance.choice(('context', 'max_price', 'max_output_price'))}]")
        field.evaluate(
            "(field, value) => { field.value = value; field.dispatchEvent(new InputEvent('input', {bubbles: true})); }",
            chance.choice(("", "", "0", "2", "1e2", ".5", "131072")),
        )
    elif what == "sort":
        heads = page.locator("th[data-column] a")
        heads.nth(chance.randrange(heads.count())).evaluate("link => link.click()")
    else:
        folds = page.locator("tbody:not([hidden]) .fold")
        if count := folds.count():
            folds.nth(chance.randrange(min(count, 5))).evaluate("button => button.click()")
    return what


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_asked_in_the_browser_the_server_and_the_file_answer_the_same(shared, site, seed):
    chance = random.Random(seed)
    shared.goto(starts(chance))
    for _ in range(7):
        act(shared, chance)
        view = check_shared(shared, site)
        check_file(view, rows_of(as_file(site, shared.url)))
    shared.reload()
    assert at_rest(shared) == view


def test_a_filtered_address_is_loosened_without_a_request(page, site, watch):
    page.goto("/?author=acme&q=lumen", wait_until="networkidle")
    asked = asked_for(watch)
    page.locator("#filters input[name=q]").fill("")
    tick(page, "author", "acme")
    view = check_shared(page, site)
    assert len(view.ids) > 60
    assert asked_for(watch) == asked
    assert page.url == f"{site.url}/"


def test_search_as_you_type_is_counted_and_announced(shared, site):
    shared.goto("/")
    total = len(at_rest(shared).ids)
    shared.keyboard.press("/")
    shared.keyboard.type("lumen 4")
    view = check_shared(shared, site)
    assert FLAGSHIP in view.ids
    assert view.count == f"Models: {len(view.ids)} of {total}"
    announced = shared.get_by_role("status").filter(has_text=view.count)
    expect(announced).to_have_count(1)
    assert query_of(shared) == {"q": ["lumen 4"]}
    shared.keyboard.type("/")
    assert shared.locator("#filters input[name=q]").input_value() == "lumen 4/"


def test_no_result_names_the_one_filter_to_loosen(shared, site):
    shared.goto("/")
    tick(shared, "author", "acme")
    shared.locator("#filters input[name=q]").fill("skerry")
    link = shared.locator("#none a")
    expect(link).to_contain_text("Without Author there are")
    assert check_shared(shared, site).ids == []
    link.click()
    expect(shared.locator("#none")).to_be_hidden()
    assert all("skerry" in model_id for model_id in check_shared(shared, site).ids)
    assert query_of(shared) == {"q": ["skerry"]}


def test_what_left_is_offered_where_only_that_is_found(shared, site):
    shared.goto("/")
    shared.locator("#filters input[name=q]").fill("tine-1")
    shared.locator("#none a", has_text="left the catalogue").click()
    expect(shared.locator("tbody:not([hidden])")).to_have_count(1)
    assert check_shared(shared, site).ids == [DEPARTED]


def test_escape_closes_a_menu_and_a_click_elsewhere_does(shared):
    shared.goto("/")
    author = shared.locator("details[data-menu=author]")
    author.locator("summary").press("Enter")
    assert author.get_attribute("open") == ""
    shared.keyboard.press("Tab")
    shared.keyboard.press("Space")
    assert query_of(shared).keys() == {"author"}
    assert author.locator(".many").text_content() == "1"
    shared.keyboard.press("Escape")
    assert author.get_attribute("open") is None
    assert "summary" in shared.evaluate(FOCUSED)
    author.locator("summary").click()
    shared.locator("h1").click()
    assert author.get_attribute("open") is None


def test_limits_are_typed_and_those_that_are_wrong_are_not_taken(shared, site):
    shared.goto("/")
    shared.locator("details[data-menu=limits] summary").click()
    shared.get_by_label("Price in up to").press_sequentially("0.5")
    shared.get_by_label("Context from").press_sequentially("1e5")
    view = check_shared(shared, site)
    assert query_of(shared) == {"max_price": ["0.5"], "context": ["100000"]}
    assert 0 < len(view.ids) < 60
    shared.get_by_label("Context from").fill("-5")
    shared.get_by_label("Price in up to").fill("2000000")
    assert check_shared(shared, site).ids != view.ids
    assert urlsplit(shared.url).query == ""


def test_a_wrong_limit_in_a_closed_menu_is_shown_when_the_form_is_sent(shared):
    shared.goto("/")
    limits = shared.locator("details[data-menu=limits]")
    limits.locator("summary").click()
    shared.get_by_label("Context from").fill("-5")
    shared.locator("h1").click()
    assert limits.get_attribute("open") is None
    shared.locator("#filters input[name=q]").press("Enter")
    assert limits.get_attribute("open") == ""
    assert "context" in shared.evaluate(FOCUSED)


def choose(page: Page, *columns: str) -> None:
    """Tick or untick columns in their menu and show them."""
    menu = page.locator("details[data-menu=columns]")
    menu.locator("summary").click()
    for column in columns:
        menu.locator(f"input[value='{column}']").click()
    menu.get_by_role("button", name="Show").click()


def test_columns_are_chosen_and_put_back(shared, site):
    shared.goto("/?sort=prompt")
    usual = at_rest(shared).columns
    choose(shared, "context", COST)
    expect(head(shared, COST)).to_be_visible()
    view = check_shared(shared, site)
    assert sorted(view.columns) == sorted({*usual, COST} - {"context"})
    assert query_of(shared)["sort"] == ["prompt"]
    choose(shared, "context", COST)
    expect(head(shared, "context")).to_be_visible()
    assert check_shared(shared, site).columns == usual
    assert query_of(shared) == {"sort": ["prompt"]}


def test_columns_in_an_order_of_ones_own_keep_it(shared, site):
    shared.goto(f"/?columns=context&columns={INTELLIGENCE}&columns=author")
    shared.locator("#filters input[name=q]").fill("lumen")
    head(shared, "context").click()
    tick(shared, "gone")
    assert check_shared(shared, site).columns == ["name", "context", INTELLIGENCE, "author"]


def test_columns_that_are_ticked_but_not_yet_shown_are_in_no_file(shared, site):
    shared.goto("/")
    shared.locator("details[data-menu=columns] summary").click()
    shared.locator(f"#filters input[name=columns][value='{COST}']").click()
    shared.keyboard.press("Escape")
    shared.locator("#filters input[name=q]").fill("lumen")
    check_shared(shared, site)
    assert query_of(shared) == {"q": ["lumen"]}
    shared.locator("#filters input[name=q]").press("Enter")
    expect(head(shared, COST)).to_be_visible()
    assert COST in check_shared(shared, site).columns


def test_every_column_there_is_can_be_shown(shared, site):
    shared.goto("/")
    values = shared.locator("#filters input[name=columns]").evaluate_all("boxes => boxes.map(box => box.value)")
    assert any(value.startswith(HOSTILE["script"]) and HOSTILE["attribute"] in value for value in values)
    shared.goto("/?" + urlencode([("columns", value) for value in values[:60]]))
    view = check_shared(shared, site)
    assert view.columns[1:] == values[:60]
    check_file(view, rows_of(as_file(site, shared.url)))


def fold_of(page: Page, model_id: str):
    return page.locator(f"tbody[data-id='{model_id}'] .fold")


def test_a_model_unfolds_and_folds(shared, site):
    shared.goto("/?q=lumen")
    before = at_rest(shared)
    fold_of(shared, FLAGSHIP).press("Enter")
    expect(shared.locator("tr.run")).to_have_count(RUNS)
    expect(fold_of(shared, FLAGSHIP)).to_be_focused()
    expect(fold_of(shared, FLAGSHIP)).to_have_attribute("aria-expanded", "true")
    opened = check_shared(shared, site)
    assert query_of(shared)["open"] == [FLAGSHIP]
    check_file(opened, rows_of(as_file(site, shared.url)))
    head(shared, "prompt").click()
    assert len(check_shared(shared, site).lines) == len(opened.lines)
    head(shared, before.sorted[0][0]).click()
    fold_of(shared, FLAGSHIP).press("Enter")
    expect(fold_of(shared, FLAGSHIP)).to_be_focused()
    assert check_shared(shared, site).lines == before.lines


def test_all_unfold_and_one_folds_again(shared, site):
    shared.goto("/")
    shared.locator("#filters input[name=q]").fill("4")
    shared.get_by_role("link", name="Unfold all").click()
    expect(shared.get_by_role("link", name="Fold all")).to_be_focused()
    opened = check_shared(shared, site)
    assert query_of(shared) == {"q": ["4"], "all_open": ["1"]}
    fold_of(shared, FLAGSHIP).click()
    folded = check_shared(shared, site)
    assert len(folded.lines) == len(opened.lines) - RUNS - 2
    assert query_of(shared)["fold"] == [FLAGSHIP]
    fold_of(shared, FLAGSHIP).click()
    expect(shared.locator("tr.run")).not_to_have_count(0)
    assert check_shared(shared, site).lines == opened.lines
    shared.get_by_role("link", name="Fold all").click()
    expect(shared.locator("tr.run")).to_have_count(0)
    assert query_of(shared) == {"q": ["4"]}


def test_a_double_click_unfolds_once(page, site, watch):
    page.goto("/?q=lumen")
    fold_of(page, FLAGSHIP).evaluate("button => { button.click(); button.click(); }")
    expect(page.locator("tr.run")).to_have_count(RUNS)
    assert sum("/leaderboard/lines" in url for url in watch.requests) == 1
    check_shared(page, site)


def test_an_effort_limits_which_runs_speak_and_focus_stays(shared, site):
    shared.goto("/")
    shared.locator("details[data-menu=effort] summary").click()
    box = shared.locator("#filters input[name=effort][value=low]")
    box.press("Space")
    expect(shared.locator("#told")).to_contain_text(re.compile(r"^Models: 1 of"))
    expect(shared.locator("#filters input[name=effort][value=low]")).to_be_focused()
    view = check_shared(shared, site)
    assert view.ids == [FLAGSHIP]
    head(shared, "prompt").click()
    assert check_shared(shared, site).ids == [FLAGSHIP]
    assert shared.locator("details[data-menu=effort]").get_attribute("open") is None


def test_back_and_forward_lead_through_what_the_server_was_asked(page, site):
    page.goto("/?q=lumen")
    tick(page, "gone")
    expect(page.locator("#board")).not_to_have_attribute("aria-busy", "true")
    choose(page, "context")
    expect(head(page, "context")).to_have_count(0)
    last = check_shared(page, site)
    page.go_back()
    expect(head(page, "context")).to_be_visible()
    assert query_of(page) == {"q": ["lumen"], "gone": ["1"]}
    check_shared(page, site)
    page.go_back()
    expect(page.locator("#filters input[name=gone]")).not_to_be_checked()
    assert query_of(page) == {"q": ["lumen"]}
    check_shared(page, site)
    page.go_forward()
    expect(page.locator("#filters input[name=gone]")).to_be_checked()
    page.go_forward()
    expect(head(page, "context")).to_have_count(0)
    assert check_shared(page, site) == last


def test_a_jump_within_the_page_loads_nothing(page, watch):
    page.goto("/", wait_until="networkidle")
    asked = asked_for(watch)
    page.locator(".skip").press("Enter")
    at_rest(page)
    assert asked_for(watch) == asked


def downloaded(page: Page, form: str) -> bytes:
    with page.expect_download() as started:
        page.locator(f"a[data-file={form}]").click()
    assert started.value.suggested_filename == f"benchbook-leaderboard.{form}"
    return started.value.path().read_bytes()


@pytest.mark.parametrize("acted", [False, True])
def test_the_saved_file_is_the_table_on_the_screen(page, site, acted):
    page.goto("/" if acted else f"/?sort=prompt&order=desc&q=a&all_open=1&columns=input&columns={INTELLIGENCE}")
    if acted:
        page.locator("#filters input[name=q]").fill("a")
        head(page, "context").click()
        head(page, "context").click()
        fold_of(page, FLAGSHIP).click()
        expect(page.locator("tr.run")).to_have_count(RUNS)
    view = check_shared(page, site)
    rows = rows_of(downloaded(page, "csv"))
    assert len(rows) > 20
    check_file(view, rows)
    told = json.loads(downloaded(page, "json"))
    table = pyarrow.parquet.read_table(io.BytesIO(downloaded(page, "parquet")))
    named = next(value for value in told.values() if isinstance(value, list) and value and "model_id" in value[0])
    for form in (named, table.to_pylist()):
        assert [row["model_id"] for row in form] == [row["model_id"] for row in rows]
        scores = [None if row[INTELLIGENCE] is None else float(row[INTELLIGENCE]) for row in form]
        assert scores == [float(row[INTELLIGENCE]) if row[INTELLIGENCE] else None for row in rows]


def test_a_link_that_is_opened_in_another_tab_gives_what_a_click_would(shared, site):
    shared.goto("/")
    shared.locator("#filters input[name=q]").fill("hostile")
    head(shared, "context").click()
    for column in ("context", "prompt"):
        address = head(shared, column).get_attribute("href")
        expected = served(shared, site, address)
        head(shared, column).click()
        assert at_rest(shared) == expected


@pytest.fixture(scope="module")
def paged_site(serve, tmp_path_factory):
    """Just more models than one page holds: the server sorts and filters."""
    return serve(fill(tmp_path_factory.mktemp("paged"), many_documents(today(), 501))[0])


def test_where_there_are_many_the_server_sorts_filters_and_pages(new_page, paged_site):
    page = new_page(paged_site)
    page.goto("/")
    assert page.locator("#board").get_attribute("data-mode") == "remote"
    page.get_by_role("navigation", name="Pages of the table").get_by_role("link", name="3").click()
    expect(page.locator("[aria-current=page]").last).to_have_text("3")
    view = check_shared(page, paged_site)
    assert query_of(page) == {"page": ["3"]}
    head(page, "prompt").press("Enter")
    expect(head(page, "prompt")).to_be_focused()
    view = check_shared(page, paged_site)
    assert view.sorted == [["prompt", "ascending"]]
    assert query_of(page) == {"sort": ["prompt"]}
    page.locator("#filters input[name=q]").press_sequentially("house-7/")
    expect(page.locator("#told")).to_have_text("Models: 10 of 501")
    assert check_shared(page, paged_site).count == "Models: 10 of 501"
    assert page.locator("#filters input[name=q]").input_value() == "house-7/"
    expect(page.locator("#filters input[name=q]")).to_be_focused()
    check_file(at_rest(page), rows_of(as_file(paged_site, page.url)))


def test_a_heading_that_is_clicked_at_once_does_not_lose_what_was_typed(new_page, paged_site):
    page = new_page(paged_site)
    page.goto("/")
    page.evaluate("""() => {
      const field = document.querySelector('input[name=q]');
      field.value = 'house-7/';
      field.dispatchEvent(new InputEvent('input', {bubbles: true}));
      document.querySelector("th[data-column='prompt'] a").click();
    }""")
    expect(page.locator("#told")).to_have_text("Models: 10 of 501")
    view = check_shared(page, paged_site)
    assert (view.sorted, query_of(page)) == ([["prompt", "ascending"]], {"q": ["house-7/"], "sort": ["prompt"]})


def test_every_keystroke_of_a_fast_typist_arrives(new_page, paged_site):
    page = new_page(paged_site)
    page.goto("/")
    page.locator("#filters input[name=q]").press_sequentially("serial-49", delay=70)
    expect(page.locator("#told")).to_have_text("Models: 11 of 501")
    view = check_shared(page, paged_site)
    assert page.locator("#filters input[name=q]").input_value() == "serial-49"
    assert all("serial-49" in model_id for model_id in view.ids)


def test_ranks_fall_never_where_the_best_comes_first(shared):
    shared.goto(f"/?sort={INTELLIGENCE}")
    ranks = [int(rank) for _, rank in at_rest(shared).ranks if rank]
    assert ranks[0] == 1
    assert all(one <= other for one, other in pairwise(ranks))


ODD = "a b&c#d%e+f/g?h='i'\"j\";k~l"


@pytest.fixture(scope="module")
def odd_site(serve, tmp_path_factory):
    """Own tables whose names mean something in addresses, and models that share a name or have hardly one."""
    models = numbered(8)
    twins = [replace(models[0], name="House 1: Twin"), replace(models[1], name="House 1: Twin")]
    bare = [replace(models[2], name=": "), replace(models[3], name="-"), replace(models[4], name="\N{EN DASH}")]
    listed = [*twins, *bare, *models[5:]]
    rows = "model,score\n" + "".join(f"{model.id},{10 + at // 2}\n" for at, model in enumerate(listed[:6]))
    declared = {"date": f"{today():%Y-%m-%d}", "citation": ODD, "licence": "open"}
    tables = [
        Document("odd.csv", rows, {"id": ODD, "metric": ODD, **declared}),
        Document("spaced.csv", rows, {"id": "my own evals", "metric": "pass rate", **declared}),
    ]
    catalogue = Document("models.json", json.dumps(reply(today(), [entry(model, today()) for model in listed])))
    return serve(fill(tmp_path_factory.mktemp("odd"), iter([catalogue, *tables]))[0])


def test_names_that_mean_something_in_addresses_are_names(new_page, odd_site):
    page = new_page(odd_site)
    page.goto("/")
    odd = f"{ODD}/{ODD}/{ODD}"
    for _ in range(2):
        page.locator("th[data-column] a", has_text="k~l").click()
        assert check_shared(page, odd_site).sorted[0][0] == odd
    for source, count in ((ODD, 6), ("my own evals", 6)):
        tick(page, "source", source)
        view = check_shared(page, odd_site)
        assert len(view.ids) == count
    choose(page, "author")
    expect(head(page, "author")).to_have_count(0)
    view = check_shared(page, odd_site)
    assert odd in view.columns
    assert query_of(page)["source"] == [ODD, "my own evals"]
    check_file(view, rows_of(as_file(odd_site, page.url)))


@pytest.mark.parametrize("column", ["name", "author", "prompt"])
def test_models_of_one_name_or_of_hardly_any_have_one_order(new_page, odd_site, column):
    page = new_page(odd_site)
    page.goto("/")
    for _ in range(2):
        head(page, column).click()
        view = check_shared(page, odd_site)
        assert len(view.ids) == 8
        assert all(line["name"].strip() for line in view.lines)


@pytest.mark.slow
def test_many_thousands_are_paged(new_page, large_site):
    page = new_page(large_site)
    page.goto("/")
    assert counted(page) == "Models: 5,000 of 5,000"
    page.locator("#filters input[name=q]").fill("serial-4999")
    expect(page.locator("#told")).to_have_text("Models: 1 of 5,000")
    check_shared(page, large_site)
    page.goto("/?page=50&sort=name")
    check_shared(page, large_site)


@pytest.mark.slow
def test_real_figures_are_the_same_in_the_browser_the_server_and_the_file(new_page, real_site):
    page = new_page(real_site)
    chance = random.Random(1)
    page.goto("/")
    for _ in range(20):
        act(page, chance)
        check_file(check_shared(page, real_site), rows_of(as_file(real_site, page.url)))
