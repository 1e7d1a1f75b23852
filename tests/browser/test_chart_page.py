"""The trade-off page in a real browser: hover, click, keys, choices, saved files, themes, without a script."""

import csv
import re

import httpx2
import pytest

SCORE = "artificial-analysis/indices/intelligence_index"
PLACES = """() => {
  const seen = new Set();
  for (const path of document.querySelectorAll('.chart-canvas svg path')) {
    const box = path.getBoundingClientRect();
    if (box.width > 2 && box.width < 14) seen.add(Math.round(box.x));
  }
  return seen.size;
}"""


@pytest.fixture
def chart(new_page):
    def opened(address="/chart", **ways):
        page = new_page(**ways)
        page.goto(address)
        page.wait_for_selector("figure.chart[data-state=drawn]")
        return page

    return opened


def test_points_stand_apart_on_every_kind_of_axis(chart):
    for x in ("prompt", "context", "created", "artificial-analysis/performance/output_tokens_per_second"):
        page = chart(f"/chart?x={x}")
        assert page.evaluate(PLACES) >= 5, x
        page.close()


def test_hover_tells_a_point_and_a_click_opens_its_model(chart):
    page = chart()
    box = page.locator(".chart-canvas svg").bounding_box()
    spec = httpx2.get(f"{page.url.partition('/chart')[0]}/chart/spec.json?width=900").json()
    assert spec["datasets"]["points"]
    page.locator(".chart-canvas").focus()
    page.keyboard.press("ArrowRight")
    tip = page.locator(".chart-tip")
    tip.wait_for(state="visible")
    assert "Intelligence Index" in tip.inner_text()
    assert box["width"] > 600
    page.keyboard.press("Escape")
    tip.wait_for(state="hidden")


def test_enter_opens_the_page_of_a_model(chart):
    page = chart()
    page.locator(".chart-canvas").focus()
    page.keyboard.press("End")
    name = page.locator(".chart-tip").inner_text().splitlines()[0]
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/model/" in page.url
    assert name.partition(" (")[0] in page.locator("h1").inner_text()


def test_choices_are_sent_when_they_are_made_and_stand_in_the_address(chart):
    page = chart()
    with page.expect_navigation():
        page.select_option("select[name=x]", "context")
    page.wait_for_selector("figure.chart[data-state=drawn]")
    assert "x=context" in page.url
    assert page.locator("figure.chart figcaption").inner_text().endswith("against Context")


def test_saved_files_are_the_chart(chart):
    page = chart()
    for kind, begins in (("svg", b"<svg"), ("png", b"\x89PNG")):
        with page.expect_download() as saved:
            page.click(f"button[data-save={kind}]")
        assert saved.value.path().read_bytes().startswith(begins)
    with page.expect_download() as saved:
        page.click(".tools a[download] >> nth=0")
    rows = list(csv.DictReader(saved.value.path().read_text("utf-8").splitlines()))
    drawn, best = map(int, re.findall(r"\d+", page.locator(".count").inner_text()))
    assert len(rows) == drawn
    assert (
        sum(row["on_frontier"] == "true" for row in rows) == best == page.locator("table >> nth=0 >> tbody tr").count()
    )


def test_the_theme_redraws_the_chart(chart):
    page = chart()
    before = page.locator(".chart-canvas svg").inner_html()
    page.click("[data-theme-switch]")
    page.click("[data-theme-switch]")
    page.wait_for_function("before => document.querySelector('.chart-canvas svg')?.innerHTML !== before", arg=before)
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_without_a_script_it_is_a_picture_with_a_table(new_page):
    page = new_page(script=False)
    page.goto("/chart")
    image = page.locator("figure.chart img")
    assert image.get_attribute("alt").startswith("Intelligence Index")
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    page.select_option("select[name=x]", "context")
    page.click("form.filters button[type=submit]")
    assert "x=context" in page.url
    assert page.locator("table >> nth=0 >> tbody tr").count() > 0


def test_a_chart_that_cannot_be_drawn_says_so_and_shows_its_picture(new_page, watch):
    page = new_page(watch=watch)
    watch.expect("chart:|status of 500")
    page.route("**/chart/spec.json*", lambda route: route.fulfill(status=500, body="{}"))
    page.goto("/chart")
    page.wait_for_selector("figure.chart[data-state=failed]")
    assert "could not be drawn" in page.locator(".chart-failed").inner_text()
    assert page.locator(".chart-still").count() == 1
