"""``/arena`` and its boards: what stands there, how it is sorted, searched, linked and written to files."""

import csv
import io
import re
from html import escape

import pytest
from hostile_labels import HOSTILE
from msgspec.structs import replace
from published import arena, model, publication
from stored_pages import TOKEN, claim, fill, listed, pages_on, record

from benchbook.model import Scope
from benchbook.store import open_store
from benchbook.web.pages import arena_board

DASH = "\N{EN DASH}"


def rated(model_id, elo, **fields):
    measures = fields.pop("measures", {})
    row = arena(model_id, elo, **({"permaslug": model_id} | fields))
    return replace(row, measures=row.measures | measures)


ROWS = (
    rated("acme/atlas", 1300, std_error=10.0, measures={"battles": 40}, name="atlas-arena"),
    rated("acme/birch", 1250, measures={"battles": 900, "avg_generation_time_ms": 12_345}),
    rated("zeta/comet", 1250, effort="high"),
    rated(None, 1400, name="yoda", reason="no such name", measures={"total": 9, "first_place": 5, "second_place": 0}),
    rated("acme/atlas", 1000, board="agents/slides(html)"),
)
MODELS = (model("acme/atlas"), model("acme/birch"), model("zeta/comet"))


@pytest.fixture
def pages(open_pages):
    return open_pages(publication(MODELS, ROWS))


def names(html):
    body = html[html.index("<tbody") : html.index("</tbody>")]
    return re.findall(r'<th scope="row">(?:<a[^>]*>)?<bdi[^>]*>(.*?)</bdi>', body)


def row_of(html, name):
    return re.search(rf"<tr[^>]*>(?:(?!</tr>).)*>{name}</bdi>.*?</tr>", html, re.DOTALL)[0]


def test_every_board_stands_with_its_link_and_its_age(pages):
    html = pages.get("/arena").text
    assert 'href="/arena/models/website"' in html
    assert 'href="/arena/agents/slides%28html%29"' in html
    assert "2 boards, 3 models" in html
    assert "2026-07-22 <small>10 days old</small>" in html
    for address in re.findall(r'href="(/arena/[^"]+)"', html):
        assert pages.get(address).status_code == 200


def test_a_board_ranks_by_rating_and_says_what_is_known(pages):
    html = pages.get("/arena/models/website").text
    assert names(html) == ["yoda", "Atlas", "Birch", "Comet"]
    assert re.findall(r'<td class="rank">(\d+)</td>', html) == ["1", "2", "3", "3"]
    atlas = row_of(html, "Atlas")
    assert 'href="/model/acme/atlas"' in atlas
    assert f"1280{DASH}1320" in atlas
    assert ">preliminary</span>" in atlas
    assert "atlas-arena" in atlas
    assert "12.35 s" in row_of(html, "Birch")
    assert "1 of 4 ratings come with a standard error" in html
    assert f"Bradley{DASH}Terry" in html
    assert "Arena</bdi>" in html


def test_what_is_unknown_is_a_dash_with_its_reason(pages):
    comet = row_of(pages.get("/arena/models/website").text, "Comet")
    assert f'title="Unknown: no standard error was given.">{DASH}' in comet
    assert ">0<" not in comet


def test_a_codename_is_no_link_and_marked(pages):
    yoda = row_of(pages.get("/arena/models/website").text, "yoda")
    assert 'href="/model' not in yoda
    assert ">not joined</span>" in yoda
    assert "no such name" in yoda
    assert f"5 / 0 / {DASH} / {DASH}" in yoda


def test_no_interval_is_said_where_none_is_known(pages):
    html = pages.get("/arena/agents/slides(html)").text
    assert "no interval is known" in html
    assert "Interval</a>" not in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sort=name", ["Atlas", "Birch", "Comet", "yoda"]),
        ("sort=name&order=desc", ["yoda", "Comet", "Birch", "Atlas"]),
        ("sort=battles", ["Birch", "Atlas", "yoda", "Comet"]),
        ("order=asc", ["Birch", "Comet", "Atlas", "yoda"]),
    ],
)
def test_the_address_sorts_and_each_head_leads_on(pages, query, expected):
    html = pages.get(f"/arena/models/website?{query}").text
    assert names(html) == expected
    assert html.count("aria-sort=") == 1
    for address in re.findall(r'<th scope="col"[^>]*><a href="([^"]+)"', html):
        assert pages.get(address.replace("&amp;", "&")).status_code == 200


def test_a_search_hides_the_others_and_the_file_leaves_them_out(pages):
    html = pages.get("/arena/models/website?q=ACME").text
    assert "Models: 2 of 4" in html
    assert html.count("<tr data-q") == 4
    assert len(re.findall(r"<tr data-q=[^>]* hidden>", html)) == 2
    address = re.search(r'href="(/arena/models/website/file.csv[^"]*)"', html)[1]
    rows = list(csv.DictReader(io.StringIO(pages.get(address.replace("&amp;", "&")).text)))
    assert [row["model"] for row in rows] == ["Atlas", "Birch"]
    assert "Nothing here matches" in pages.get("/arena/models/website?q=nowhere").text


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_files_have_their_types_and_names(pages, form):
    reply = pages.get(f"/arena/agents/slides(html)/file.{form}")
    assert reply.status_code == 200
    assert f"arena.{form}" in reply.headers["content-disposition"]
    assert pages.get("/arena/models/website/file.doc").status_code == 400


def test_long_boards_come_in_pages(open_pages, monkeypatch):
    monkeypatch.setattr(arena_board, "ON_A_PAGE", 2)
    pages = open_pages(publication(MODELS, ROWS))
    assert names(pages.get("/arena/models/website").text) == ["yoda", "Atlas"]
    assert names(pages.get("/arena/models/website?page=2").text) == ["Birch", "Comet"]
    assert names(pages.get("/arena/models/website?q=acme").text) == ["Atlas", "Birch"]
    reply = pages.get("/arena/models/website?page=3")
    assert (reply.status_code, "at most 2" in reply.text) == (400, True)


def test_an_unknown_board_suggests_those_that_are_near(pages):
    reply = pages.get("/arena/builders/website?as_of=")
    assert reply.status_code == 404
    assert 'href="/arena/models/website"' in reply.text
    assert pages.get("/arena/models/website?sort=price").status_code == 400


def test_an_empty_store_says_how_to_fill_it(open_pages):
    html = open_pages(publication()).get("/arena").text
    assert "benchbook sync design-arena" in html


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_text(open_pages, name):
    rows = [
        rated(None, 1200, name=name, reason=name, board=f"models/{name[:150]}"),
        rated("acme/x", 1, doubt=name, name=name),
    ]
    pages = open_pages(publication([model("acme/x")], rows))
    front = pages.get("/arena")
    assert front.status_code == 200
    for html in (front.text, pages.get("/arena/models/website").text):
        assert str(escape(name)).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in html
        assert "<script>alert" not in html
        assert "<img src=x" not in html
    for address in re.findall(r'href="(/arena/[^"]+)"', front.text):
        assert pages.get(address).status_code == 200


def test_a_board_is_a_picture_too(open_pages):
    rows = [*ROWS, rated(None, 1100, name="<script>alert(1)</script>")]
    pages = open_pages(publication(MODELS, rows))
    html = pages.get("/arena/models/website").text
    for address in re.findall(r'<img class="on-\w+" src="([^"]+)"', html):
        reply = pages.get(address.replace("&amp;", "&"))
        assert reply.headers["content-type"] == "image/svg+xml"
        assert "Atlas" in reply.text
        assert "<script" not in reply.text
    assert pages.get("/arena/models/nothing/chart.svg").status_code == 404
    assert pages.get("/arena/models/website/chart.svg?width=9999").status_code == 400


def test_with_public_internal_boards_are_for_holders_of_a_key(tmp_path):
    boards = Scope(source="design-arena", feed="models/website")
    with open_store(str(tmp_path / "book.db")) as store:
        record(store, "openrouter", 1, models=[listed("atlas")])
        row = claim(boards, "atlas", {"elo": 1200, "win_rate": 50}, "models/website")
        record(store, "design-arena", 2, [row], licence="internal")
        with pages_on(store, public=True) as pages:
            assert "models/website" not in pages.get("/arena").text
            for address in ("", "/file.csv", "/chart.svg"):
                assert pages.get(f"/arena/models/website{address}").status_code == 404
        with pages_on(store, public=True, token=TOKEN) as pages:
            assert "Source: design-arena (invented)" in pages.get("/arena/models/website").text


def test_a_past_moment_has_the_ratings_of_then_and_keeps_it_in_its_links(tmp_path):
    with open_store(str(tmp_path / "book.db")) as store:
        fill(store)
        with pages_on(store) as pages:
            html = pages.get("/arena/models/website?as_of=2026-07-10").text
            assert ">1200<" in html
            assert ">1210<" in pages.get("/arena/models/website").text
            assert ">1210<" not in html
    assert 'href="/arena/models/website" data-present>' in html
    for address in re.findall(r'href="(/(?:arena|model)/[^"]+)"(?! data-present)', html):
        assert "as_of=2026-07-10" in address
