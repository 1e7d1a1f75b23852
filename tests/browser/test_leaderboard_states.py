"""The leaderboard where something is odd: no script, a silent server, paper, a small window, a past, no data."""

import re
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect
from tests.browser.accessible import check_accessible
from tests.browser.board_view import as_file, at_rest, check_file, rows_of, served
from tests.browser.measuring import layout_shift, watch_layout
from tests.browser.pictures import take_picture
from tests.browser.synthetic_catalogue import FLAGSHIP
from tests.browser.synthetic_store import fill, many_documents, today
from tests.browser.test_every_page import OVERFLOW

INTELLIGENCE = "artificial-analysis/indices/intelligence_index"
STEADY = 0.01


def plain_table(page: Page, site):
    """The table of a page without scripts, which is what the server gave, and its query."""
    query = urlsplit(page.url).query
    return served(page, site), {name: values for name, values in parse_qs(query).items() if values != [""]}


def test_everything_works_by_links_and_the_form_without_a_script(new_page, site):
    page = new_page(script=False)
    page.goto("/")
    page.get_by_role("link", name="Price in").click()
    view, query = plain_table(page, site)
    assert (view.sorted, query) == ([["prompt", "ascending"]], {"sort": ["prompt"]})
    page.get_by_role("searchbox", name="Search").fill("lumen")
    page.get_by_role("searchbox", name="Search").press("Enter")
    page.locator("details[data-menu=author] summary").click()
    page.locator("#filters input[name=author][value=acme]").check()
    page.get_by_label("Reasoning", exact=True).check()
    page.get_by_role("button", name="Show", exact=True).last.click()
    view, query = plain_table(page, site)
    assert FLAGSHIP in view.ids
    assert view.columns == served(page, site, "/").columns
    assert {name: query[name] for name in ("q", "author", "reasoning", "sort")} == {
        "q": ["lumen"],
        "author": ["acme"],
        "reasoning": ["1"],
        "sort": ["prompt"],
    }
    page.locator(f"tbody[data-id='{FLAGSHIP}'] .fold").click()
    opened, query = plain_table(page, site)
    assert query["open"] == [FLAGSHIP]
    assert urlsplit(page.url).fragment == f"m-{FLAGSHIP}"
    assert len(opened.lines) > len(view.lines) + 8
    check_file(opened, rows_of(as_file(site, page.url)))
    page.locator(f"tbody[data-id='{FLAGSHIP}'] .fold").click()
    assert plain_table(page, site)[0].lines == view.lines


def test_columns_are_chosen_without_a_script(new_page, site):
    page = new_page(script=False)
    page.goto("/?q=lumen")
    page.locator("details[data-menu=columns] summary").click()
    page.locator("#filters input[name=columns][value=context]").uncheck()
    page.locator(".panel-end button").click()
    view, query = plain_table(page, site)
    assert "context" not in view.columns
    assert query["q"] == ["lumen"]
    page.get_by_role("link", name="Unfold all").click()
    view, query = plain_table(page, site)
    assert (query["all_open"], "context" in view.columns) == (["1"], False)
    page.get_by_role("link", name="Reset").click()
    assert urlsplit(page.url).query == ""


def test_no_result_is_loosened_without_a_script(new_page, site):
    page = new_page(script=False)
    page.goto("/?author=acme&q=skerry")
    page.get_by_role("link", name="Without Author").click()
    assert plain_table(page, site)[1] == {"q": ["skerry"]}


@pytest.fixture
def held(page):
    """Holds back what the script asks for: a list of routes that a test lets go."""
    routes: list[Route] = []

    def hold(of: Page = page) -> list[Route]:
        of.route(lambda url: "/static/" not in url, lambda route: routes.append(route))  # noqa: PLW0108 - it is marked
        return routes

    return hold


def wait_for(page: Page, routes: list[Route], count: int) -> None:
    while len(routes) < count:
        page.evaluate("() => new Promise(requestAnimationFrame)")


def asked_for_more(page: Page, held) -> list[Route]:
    """Asks for models that left, which the server alone knows; the route of that question, held back."""
    routes = held()
    page.get_by_label("Also models that left").check()
    wait_for(page, routes, 1)
    return routes


def test_a_slow_answer_is_waited_for_in_sight(page, held):
    page.goto("/")
    routes = held()
    page.get_by_label("Also models that left").check()
    expect(page.locator("#board")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#told")).to_have_text("Loading …")
    wait_for(page, routes, 1)
    page.locator("tbody a").first.hover()
    routes[0].continue_()
    expect(page.locator("#board")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator("#told")).to_contain_text("Models")


def test_a_late_answer_does_not_overwrite_a_newer_one(page, site, held):
    page.goto("/")
    routes = asked_for_more(page, held)
    page.locator("#filters input[name=effort][value=low]").evaluate("box => box.click()")
    wait_for(page, routes, 2)
    routes[1].continue_()
    expect(page.locator("#told")).to_have_text(re.compile("^Models: 1 of"))
    routes[0].continue_()
    assert at_rest(page) == served(page, site, "/?gone=1&effort=low")
    assert parse_qs(urlsplit(page.url).query) == {"gone": ["1"], "effort": ["low"]}


def test_what_is_typed_while_an_answer_is_awaited_counts(page, site, held):
    page.goto("/")
    routes = asked_for_more(page, held)
    page.locator("#filters input[name=q]").press_sequentially("tine")
    wait_for(page, routes, 2)
    for route in routes:
        route.continue_()
    expect(page.locator("#told")).to_have_text(re.compile(r"^Models: \d of"))
    assert at_rest(page) == served(page, site, "/?q=tine&gone=1")
    expect(page.locator("#filters input[name=q]")).to_be_focused()


def test_a_failure_says_so_and_the_link_tries_again(page, site, watch, held):
    page.goto("/")
    watch.expect("net::ERR_CONNECTION_REFUSED")
    routes = held()
    page.get_by_label("Also models that left").check()
    wait_for(page, routes, 1)
    routes[0].abort("connectionrefused")
    expect(page.locator(".count")).to_have_text("That could not be loaded. Try again")
    assert page.locator("#board").get_attribute("aria-busy") is None
    page.unroute_all()
    page.get_by_role("link", name="Try again").click()
    expect(page.locator("#told")).to_contain_text("Models")
    assert at_rest(page) == served(page, site, "/?gone=1")


def test_after_a_failure_the_next_thing_done_catches_up(page, site, watch, held):
    page.goto("/")
    watch.expect("net::ERR_FAILED")
    routes = held()
    page.get_by_label("Also models that left").check()
    wait_for(page, routes, 1)
    routes[0].abort()
    expect(page.get_by_role("link", name="Try again")).to_be_visible()
    page.unroute_all()
    page.locator("#filters input[name=q]").fill("tine")
    expect(page.locator("#told")).to_have_text(re.compile(r"^Models: \d of"))
    assert at_rest(page) == served(page, site, "/?q=tine&gone=1")


def test_a_server_that_never_answers_is_given_up(page, held):
    page.clock.install()
    page.goto("/")
    routes = held()
    page.get_by_label("Also models that left").check()
    page.clock.run_for(500)
    wait_for(page, routes, 1)
    page.clock.run_for(25_000)
    expect(page.locator(".count")).to_have_text("That could not be loaded. Try again")


def test_what_the_server_refuses_it_says_why(page, watch):
    watch.expect("status of 400")
    page.goto("/")
    page.evaluate("""() => {
      const box = document.querySelector('#filters input[name=author]');
      for (let at = 0; at < 61; at++) {
        const one = box.cloneNode();
        Object.assign(one, {value: `nobody-${at}`, checked: true});
        box.after(one);
      }
    }""")
    page.get_by_label("Also models that left").check()
    expect(page.locator(".count .fault")).to_contain_text("at most 60 values")
    expect(page.get_by_role("link", name="Try again")).to_be_visible()


def test_lines_that_do_not_come_leave_the_table_as_it_is(page, site, watch, held):
    page.goto("/")
    before = at_rest(page)
    watch.expect("net::ERR_FAILED")
    routes = held()
    page.locator(f"tbody[data-id='{FLAGSHIP}'] .fold").click()
    wait_for(page, routes, 1)
    routes[0].abort()
    expect(page.get_by_role("link", name="Try again")).to_be_visible()
    assert at_rest_lines(page) == len(before.lines)
    page.unroute_all()
    page.locator(f"tbody[data-id='{FLAGSHIP}'] .fold").click()
    expect(page.locator("tr.run")).not_to_have_count(0)
    assert at_rest_lines(page) == len(served(page, site).lines)


def at_rest_lines(page: Page) -> int:
    return page.locator("table.board > tbody:not([hidden]) > tr").count()


def test_a_store_that_changes_between_two_answers_breaks_nothing(page, site):
    page.goto("/")
    columns = at_rest(page).columns
    asked = []
    gone = {"body": "<table></table>", "content_type": "text/html"}
    page.route("**/leaderboard/lines*", lambda route: (asked.append(route.request.url), route.fulfill(**gone)))
    page.locator(f"tbody[data-id='{FLAGSHIP}'] .fold").click()
    expect(page.get_by_role("link", name="Try again")).to_be_visible()
    assert parse_qs(urlsplit(asked[0]).query)["columns"] == columns[1:]
    page.route("**/*gone=1*", lambda route: route.fulfill(**gone))
    page.get_by_label("Also models that left").check()
    expect(page.get_by_role("link", name="Try again")).to_be_visible()
    page.unroute_all()
    page.get_by_label("Also models that left").uncheck()
    expect(page.locator("#told")).to_contain_text("Models")
    assert at_rest(page) == served(page, site, "/")


THEME = "document.documentElement.dataset.theme ?? 'auto'"
PAPER = "getComputedStyle(document.body).backgroundColor"
FIRST_FRAME = """requestAnimationFrame(function look() {
  if (document.body) window.first = document.documentElement.dataset.theme ?? 'auto';
  else requestAnimationFrame(look);
});"""


def test_the_theme_is_switched_and_kept_without_a_flash(new_page):
    page = new_page(theme="dark")
    page.add_init_script(FIRST_FRAME)
    page.goto("/")
    dark = page.evaluate(PAPER)
    seen = []
    for _ in range(3):
        page.locator("[data-theme-switch]").click()
        seen.append((page.evaluate(THEME), page.evaluate(PAPER) == dark))
    assert seen == [("light", False), ("dark", True), ("auto", True)]
    page.locator("[data-theme-switch]").click()
    page.reload()
    page.wait_for_function("window.first")
    assert page.evaluate("window.first") == page.evaluate(THEME) == "light"
    assert page.get_by_role("button", name="Theme: light").count() == 1


def test_the_theme_is_switched_where_nothing_may_be_kept(page):
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
    )
    page.goto("/")
    page.locator("[data-theme-switch]").click()
    assert page.evaluate(THEME) == "light"
    page.locator("[data-theme-switch]").click()
    assert page.evaluate(THEME) == "dark"


def test_paper_shows_the_whole_table_and_no_controls(page):
    page.goto("/")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1040, "height": 720})
    for control in ("#filters", ".tools", "header nav", ".fold", "[data-theme-switch]"):
        expect(page.locator(control).first).to_be_hidden()
    assert page.locator(".scroll").evaluate("region => region.scrollWidth <= region.clientWidth")
    assert page.evaluate("getComputedStyle(document.querySelector('.scroll')).maxHeight") == "none"
    assert page.evaluate(OVERFLOW) == []
    take_picture(page, "front", "light", 1040, "print")
    assert len(page.pdf(format="A4", landscape=True)) > 10_000


def test_forced_colours_keep_what_is_chosen_in_sight(page):
    page.emulate_media(forced_colors="active")
    page.goto("/?author=acme")
    border = "getComputedStyle(document.querySelector('.many')).borderTopStyle"
    assert page.evaluate(border) == "solid"
    take_picture(page, "front", "light", 1280, "forced")


@pytest.mark.parametrize("width", [375, 640])
def test_a_small_window_shows_names_and_figures_side_by_side(new_page, width):
    page = new_page(width=width)
    page.goto("/?all_open=1&q=lumen")
    at_rest(page)
    names = page.locator("tbody:not([hidden]) th[scope=row]")
    scroll, name = page.locator(".scroll").bounding_box(), names.first.bounding_box()
    assert name["width"] <= scroll["width"] / 2
    page.locator(".scroll").evaluate("region => region.scrollTo(10000, 0)")
    assert names.first.bounding_box()["x"] >= scroll["x"]
    for menu in ("author", "limits", "columns"):
        page.locator(f"details[data-menu={menu}] summary").click()
        assert page.evaluate(OVERFLOW) == []
        take_picture(page, "front", "light", width, menu)
        page.keyboard.press("Escape")
    check_accessible(page)


@pytest.mark.parametrize("width", [375, 1280])
def test_a_long_name_takes_four_lines_and_its_figures_stand_beside_the_first(new_page, width):
    page = new_page(width=width)
    page.goto("/?q=WWWWWW")
    name = page.locator("tbody:not([hidden]) th[scope=row] a")
    assert name.bounding_box()["height"] <= 100
    figure = page.locator("tbody:not([hidden]) td.number").first
    row = page.locator("tbody:not([hidden]) tr").bounding_box()
    top = figure.evaluate(
        "cell => { const range = document.createRange(); range.selectNodeContents(cell); "
        "return range.getBoundingClientRect().top; }"
    )
    assert top - row["y"] < 20
    take_picture(page, "front", "light", width, "long")


def test_nothing_moves_while_the_page_loads(page):
    watch_layout(page)
    for address in ("/", "/?q=nothing-like-it", "/?all_open=1"):
        page.goto(address, wait_until="networkidle")
        assert layout_shift(page) < STEADY


@pytest.mark.slow
def test_nothing_moves_while_the_real_page_loads(new_page, real_site):
    page = new_page(real_site)
    watch_layout(page)
    page.goto("/", wait_until="networkidle")
    assert layout_shift(page) < STEADY
    take_picture(page, "real", "light", 1280)
    assert page.locator(".scroll").evaluate("region => region.scrollWidth <= region.clientWidth")


def test_ticked_models_are_compared(page):
    page.goto("/?sort=name")
    page.locator("#filters input[name=q]").fill("lumen")
    at_rest(page)
    for at in (0, 1):
        page.locator(".board tbody:not([hidden]) .pick").nth(at).check()
    with page.expect_navigation():
        page.get_by_role("button", name="Compare the ticked ones").click()
    assert urlsplit(page.url).path == "/compare"
    assert len(parse_qsl(urlsplit(page.url).query)) == 2


PAST = f"{today():%Y-%m-%d}"


def test_the_past_says_so_and_every_link_stays_there(page, site):
    page.goto("/?" + urlencode({"as_of": PAST, "q": "lumen"}))
    expect(page.locator(".banner")).to_contain_text(f"as of {PAST}")
    page.locator("th[data-column=prompt] a").click()
    page.locator("#filters input[name=reasoning]").check()
    page.get_by_label("Also models that left").check()
    at_rest(page)
    links = page.locator("a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    present = page.locator("[data-present]").get_attribute("href")
    assert {link for link in links if f"as_of={PAST}" not in link} == {present, "#content"}
    assert dict(parse_qsl(present.partition("?")[2])) == {
        name: value for name, value in parse_qsl(urlsplit(page.url).query) if name != "as_of"
    }
    assert at_rest(page) == served(page, site)
    expect(page.locator(".banner")).to_be_visible()


def test_stale_data_say_their_age(new_page, serve, tmp_path):
    old = today().replace(year=today().year - 1, day=1)
    page = new_page(serve(fill(tmp_path, many_documents(old, 3))[0]))
    page.goto("/")
    expect(page.locator(".banner.warning")).to_contain_text("days old")
    check_accessible(page)
    take_picture(page, "stale", "light", 1280)


@pytest.mark.parametrize(
    ("name", "said"),
    [("empty_site", "Nothing is stored yet."), ("single_site", "Models: 1 of 1"), ("starter_site", "Models: 15 of 15")],
)
def test_little_data_make_a_sound_page(new_page, request, name, said):
    page = new_page(request.getfixturevalue(name))
    page.goto("/", wait_until="networkidle")
    expect(page.locator("main")).to_contain_text(said)
    page.keyboard.press("/")
    assert page.evaluate(OVERFLOW) == []
    check_accessible(page)
    take_picture(page, name.replace("_", "-"), "light", 1280)


def test_strangers_can_choose_no_internal_column(new_page, public_site):
    page = new_page(public_site)
    page.goto("/")
    values = page.locator("input[name=columns]").evaluate_all("boxes => boxes.map(box => box.value)")
    assert INTELLIGENCE not in values
    assert at_rest(page) == served(page, public_site)
