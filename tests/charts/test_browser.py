"""The charts' script in a real browser, under the pages' strict policy."""

import pytest
from chart_page import HOSTILE
from chart_window import DRAWN, label_boxes, opened, overlaps

from benchbook.charts import palette_of

KEYS_BY_X = ["Model 1", "Model 2", "Model 7", "Model 4", "Model 3", "Model 5", "Model 6"]


def at(page, number):
    """Where a point is on the screen."""
    return page.evaluate(
        """async (id) => {
          const figure = document.querySelector("figure");
          const url = new URL(figure.dataset.spec, location.href);
          const picture = figure.querySelector("svg").getBoundingClientRect();
          url.searchParams.set("width", Math.round(picture.width));
          url.searchParams.set("theme", "light");
          const spec = await (await fetch(url)).json();
          const point = spec.datasets.points.find((each) => each.id === id);
          return [picture.left + spec.padding.left + point.px, picture.top + spec.padding.top + point.py];
        }""",
        f"p{number}",
    )


def test_hover_shows_the_nearest_point_and_leaving_hides_it(chromium, origin):
    with opened(chromium, origin) as page:
        x, y = at(page, 3)
        page.mouse.move(x + 6, y - 5)
        tip = page.locator(".chart-tip")
        assert tip.inner_text().split() == [
            *("Model", "3", "(high)", "maker"),
            *("Coding", "index", "70", "Price", "in", "$1"),
            *("95", "%", "interval", "66", "…", "74"),
        ]
        assert page.locator(".chart-canvas.chart-leads").count() == 1
        page.mouse.move(x + 150, y + 100)
        assert not tip.is_visible()


def test_click_follows_the_link_and_empty_space_does_not(chromium, origin):
    with opened(chromium, origin) as page:
        x, y = at(page, 2)
        page.mouse.click(x + 100, y + 60)
        assert page.url == f"{origin}/"
        page.mouse.click(x, y)
        page.wait_for_url(f"{origin}/models/maker/model-2")


def test_keys_walk_by_price_enter_follows_escape_closes(chromium, origin):
    with opened(chromium, origin) as page:
        page.focus(".chart-canvas")
        heard = []
        for _ in KEYS_BY_X:
            page.keyboard.press("ArrowRight")
            heard.append(page.inner_text(".chart-live").split(";")[0].split(" (")[0])
        assert sorted(heard[3:5]) == sorted(KEYS_BY_X[3:5])
        assert heard[:3] + heard[5:] == KEYS_BY_X[:3] + KEYS_BY_X[5:]
        page.keyboard.press("Home")
        assert page.inner_text(".chart-live") == "Model 1; maker; Coding index: 20; Price in: $0"
        page.keyboard.press("Escape")
        assert not page.locator(".chart-tip").is_visible()
        assert page.inner_text(".chart-live") == ""
        page.keyboard.press("End")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{origin}/models/maker/model-6")


def test_a_screen_reader_hears_what_the_chart_is(chromium, origin):
    with opened(chromium, origin) as page:
        canvas = page.locator(".chart-canvas")
        assert canvas.get_attribute("role") == "application"
        assert canvas.get_attribute("aria-label") == "Coding index against Price in"
        described = canvas.get_attribute("aria-description")
        assert described.startswith("7 points. Not beaten on both axes: Model 1, Model 2, Model 3 (high).")
        assert described.endswith("Escape closes it.")
        assert page.locator(".chart-canvas svg").get_attribute("aria-hidden") == "true"


def filled(theme):
    return f".chart-canvas svg text[stroke='{palette_of(theme).surface}'] >> nth=0"


def test_the_theme_follows_the_switch_and_the_system(chromium, origin):
    with opened(chromium, origin, color_scheme="dark") as page:
        assert page.locator(filled("dark")).count() == 1
        page.evaluate("document.documentElement.dataset.theme = 'light'")
        page.wait_for_selector(filled("light"))
        page.evaluate("delete document.documentElement.dataset.theme")
        page.wait_for_selector(filled("dark"))
        page.emulate_media(color_scheme="light")
        page.wait_for_selector(filled("light"))


def test_a_telephone_gets_its_own_picture_and_nothing_sticks_out(chromium, origin, site):
    with opened(chromium, origin, width=375) as page:
        assert any("width=340" in address for address in site.asked)
        assert page.evaluate("document.documentElement.scrollWidth") == 375
        page.set_viewport_size({"width": 700, "height": 800})
        page.wait_for_selector(".chart-canvas svg[width='680']")
        assert any("width=680" in address for address in site.asked)


def test_the_room_is_reserved_before_the_chart_comes(chromium, origin):
    for width in (375, 940):
        with opened(chromium, origin, width=width, drawn=None) as page:
            page.wait_for_selector(".chart-canvas", state="attached")
            page.wait_for_selector(DRAWN)
            shifts = page.evaluate(
                """() => new Promise((done) => {
                  new PerformanceObserver((list) => done(list.getEntries().map((each) => each.value)))
                    .observe({type: 'layout-shift', buffered: true});
                  requestAnimationFrame(() => requestAnimationFrame(() => done([])));
                })"""
            )
            assert sum(shifts) < 0.01


def test_svg_and_png_are_saved_as_shown(chromium, origin, tmp_path):
    with opened(chromium, origin, color_scheme="dark") as page:
        with page.expect_download() as waiting:
            page.click("button[data-save=svg]")
        waiting.value.save_as(tmp_path / "chart.svg")
        assert waiting.value.suggested_filename == "coding.svg"
        with page.expect_download() as waiting:
            page.click("button[data-save=png]")
        waiting.value.save_as(tmp_path / "chart.png")
        assert waiting.value.suggested_filename == "coding.png"
    text = (tmp_path / "chart.svg").read_text()
    assert "<title>Coding index against Price in</title>" in text
    assert palette_of("dark").surface in text
    png = (tmp_path / "chart.png").read_bytes()
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") == 1840


@pytest.mark.parametrize("address", ["/?bundle=missing.js", "/?bundle=chart.css"])
def test_without_the_bundle_the_still_picture_stands_there(chromium, origin, address):
    expected = ("Failed to load", "chart:")
    with opened(chromium, origin + address, drawn="figure[data-state=failed]", messages=expected) as page:
        assert page.inner_text(".chart-failed").startswith("The interactive chart could not be loaded")
        image = page.locator(".chart-canvas img")
        assert image.get_attribute("alt") == "Coding index against price"
        assert image.evaluate("async (each) => { await each.decode(); return each.naturalWidth; }") == 900
        assert page.locator("button[data-save=svg]").is_disabled()


def test_a_specification_that_does_not_come_is_told(chromium, origin):
    with chromium.new_context() as window:
        page = window.new_page()
        page.route("**/spec.json*", lambda route: route.abort())
        page.goto(origin)
        page.wait_for_selector("figure[data-state=failed]")
        assert page.locator(".chart-canvas img").count() == 1


def test_without_javascript_the_picture_is_the_servers(chromium, origin):
    with opened(chromium, origin, drawn="noscript img", java_script_enabled=False) as page:
        assert page.locator("noscript img").bounding_box()["width"] == 900


def test_hostile_names_are_only_text(chromium, origin):
    with opened(chromium, f"{origin}/?points=hostile") as page:
        page.on("dialog", lambda dialog: pytest.fail(f"a name was run: {dialog.message}"))
        page.focus(".chart-canvas")
        shown = []
        for _ in HOSTILE:
            page.keyboard.press("ArrowRight")
            shown.append(page.inner_text(".chart-tip-name"))
            assert page.locator(".chart-tip :is(script, img)").count() == 0
        assert shown[0] == "<script>alert(1)</script>"
        assert "n" * 300 in shown
        assert page.locator(".chart-canvas svg :is(script, img, image, a, foreignObject)").count() == 0


@pytest.mark.parametrize("width", [375, 940])
@pytest.mark.parametrize("points", ["plain", "hostile"])
def test_labels_overlap_neither_each_other_nor_the_edge(chromium, origin, width, points):
    with opened(chromium, f"{origin}/?points={points}", width=width) as page:
        boxes = label_boxes(page)
        assert len(boxes) >= 3
        assert overlaps(boxes) == []
        assert all(each["inside"] for each in boxes)
