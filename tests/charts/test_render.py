"""Pictures without a browser: described, harmless, bounded, and the same from any thread."""

from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree as ET

import pytest
from chart_page import PRICE, SCORE, STATIC, hostile_points, plain_points

from benchbook.charts import Axis, Look, Rating, palette_of, png, ratings, render, svg, tradeoff
from benchbook.errors import NotDrawable

SVG = "{http://www.w3.org/2000/svg}"


def small():
    return tradeoff(plain_points(), PRICE, SCORE, Look(width=400, height=300)).spec


def test_a_picture_has_a_title_and_a_description():
    root = ET.fromstring(svg(small()))
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "Coding index against Price in"
    assert root.find(f"{SVG}desc").text.startswith("7 points.")


def test_hostile_names_stay_text():
    drawn = svg(tradeoff(hostile_points(), PRICE, SCORE, Look()).spec)
    root = ET.fromstring(drawn)
    kinds = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert kinds <= {"svg", "title", "desc", "g", "path", "rect", "line", "text", "tspan", "defs", "clipPath"}
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name]
    assert "<script>alert(1)</script>" in {element.text for element in root.iter(f"{SVG}text")}


def test_every_text_of_hostile_ratings_is_harmless():
    rows = [Rating(id=each.id, label=each.label, value=float(each.y)) for each in hostile_points()]
    root = ET.fromstring(svg(ratings(rows, Axis(title="<b>Elo</b> & more"), Look(width=375)).spec))
    assert root.find(f"{SVG}title").text == "<b>Elo</b> & more"
    assert not list(root.iter(f"{SVG}script"))


@pytest.mark.parametrize(("asked", "factor"), [(1, 1), (2, 2), (99, 4)])
def test_a_png_has_the_asked_size_within_bounds(asked, factor):
    picture = png(small(), asked)
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") == 400 * factor


def test_threads_draw_the_same():
    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(svg, [small()] * 8))) == 1


def test_nothing_is_fetched():
    mark = {"mark": "point", "encoding": {"x": {"field": "a", "type": "quantitative"}}}
    with pytest.raises(NotDrawable, match="not allowed"):
        svg({"width": 100, "height": 100, "data": {"url": "https://example.org/x.csv"}, **mark})


@pytest.mark.parametrize("size", [0, 1e9, float("nan"), None, "100"])
def test_a_picture_beyond_all_bounds_is_refused_before_it_takes_the_memory(size):
    with pytest.raises(NotDrawable, match="its width must be a number of pixels"):
        svg({**small(), "width": size})


def test_a_specification_beyond_all_bounds_is_refused(monkeypatch):
    monkeypatch.setattr(render, "MOST_SPEC_BYTES", 1000)
    with pytest.raises(NotDrawable, match="at most 1,000 are drawn"):
        svg(small())


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_and_marks_stand_out(theme):
    colours = palette_of(theme)
    assert min(contrast(each, colours.surface) for each in (colours.text, colours.muted, colours.warning)) >= 4.5
    assert min(contrast(each, colours.surface) for each in (colours.point, colours.accent, *colours.series)) >= 3


def test_the_colours_are_those_of_the_pages():
    style = (STATIC / "site.css").read_text()
    for name, field in (
        ("surface", "surface"),
        ("text", "text"),
        ("muted", "muted"),
        ("accent", "accent"),
        ("bad", "warning"),
    ):
        light, dark = (getattr(palette_of(theme), field) for theme in ("light", "dark"))
        assert f"--{name}: light-dark({light}, {dark});" in style
