"""Boards, changes, sources and the reference under a reader's hands: search, sort, downloads, details."""

import csv
import io

import pytest

BOARD = "/arena/models/website"
NAMES = "#ratings tr:not([hidden]) th bdi"


def names(page):
    return page.locator(NAMES).all_inner_texts()


def test_search_as_you_type_keeps_address_and_download_in_step(page):
    page.goto(BOARD)
    whole = names(page)
    page.get_by_role("searchbox").fill("savin")
    shown = names(page)
    assert 0 < len(shown) < len(whole)
    assert all("Savin" in name for name in shown)
    assert page.locator(".count").inner_text() == f"Models: {len(shown)} of {len(whole)}"
    assert page.url.endswith(f"{BOARD}?q=savin")
    body = page.request.get(
        page.url.split("/arena")[0] + page.locator("a[data-file]").first.get_attribute("href")
    ).text()
    assert [row["model"] for row in csv.DictReader(io.StringIO(body))] == shown
    page.reload()
    assert names(page) == shown
    page.get_by_role("searchbox").fill("")
    assert names(page) == whole


def test_a_search_for_nothing_says_so(page):
    page.goto(BOARD)
    page.get_by_role("searchbox").fill("nobody is called so")
    assert page.locator("[data-none]").is_visible()
    assert names(page) == []


def test_heads_sort_and_keep_the_search(page):
    page.goto(BOARD)
    page.get_by_role("searchbox").fill("skerry")
    page.get_by_role("link", name="Battles").click()
    page.wait_for_url("**sort=battles**")
    assert "q=skerry" in page.url
    battles = page.locator("#ratings tr:not([hidden]) td:nth-of-type(5)").all_inner_texts()
    figures = [int(text.replace(",", "")) for text in battles]
    assert figures == sorted(figures, reverse=True)
    assert len(figures) > 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chart_is_loaded_when_it_is_opened_in_the_theme_that_is_seen(new_page, theme):
    page = new_page(theme=theme)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(BOARD)
    assert not any("chart.svg" in url for url in asked)
    with page.expect_response("**/chart.svg**") as reply:
        page.locator("details.picture > summary").click()
    assert reply.value.status == 200
    assert ("theme=dark" in reply.value.url) is (theme == "dark")


def test_without_scripts_the_form_asks_the_server(new_page):
    page = new_page(script=False)
    page.goto(BOARD)
    page.get_by_role("searchbox").fill("savin")
    page.get_by_role("button", name="Show", exact=True).click()
    assert all("Savin" in name for name in names(page))
    assert "q=savin" in page.url


def test_changes_are_filtered_by_the_form(page):
    page.goto("/changes")
    page.get_by_label("Kind").select_option("price")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**kind=price**")
    assert set(page.locator(".badge.kind").all_inner_texts()) == {"price"}


def test_the_reference_shows_what_is_searched_for(page):
    page.goto("/reference")
    whole = page.locator("article.operation:visible").count()
    page.get_by_role("searchbox").fill("max_results")
    shown = page.locator("article.operation:visible")
    assert 0 < shown.count() < whole
    assert "max_results" in shown.first.inner_text()
    assert page.url.endswith("/reference")


def test_rejections_unfold(page):
    page.goto("/sources")
    page.locator(".origin details > summary").first.click()
    assert page.locator(".origin details[open] li").first.is_visible()
