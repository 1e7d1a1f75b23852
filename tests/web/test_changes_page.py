"""``/changes``: what changed, filtered, in pages, with the feed and the file of the same question."""

import csv
import io
import re
from html import escape, unescape

import pytest
from hostile_labels import HOSTILE
from stored_pages import KEY, TOKEN, claim, listed, pages_on, record

from benchbook.changes.nouns import KINDS
from benchbook.model import Scope
from benchbook.web.pages import changes


def events(html):
    """The sentences as a reader reads them."""
    told = re.findall(r'<span class="told">(.*?)<small>', html, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", each)).strip() for each in told]


def kinds(html):
    return re.findall(r'<span class="badge kind ([\w-]+)">', html)


def link(html, text):
    return unescape(re.search(rf'href="([^"]+)"[^>]*>{text}', html)[1])


def test_changes_stand_by_day_the_newest_first(filled):
    with pages_on(filled) as pages:
        html = pages.get("/changes").text
    days = re.findall(r'<time datetime="([\d-]+)">', html)
    assert days == sorted(days, reverse=True)
    assert "acme/dune came" in events(html)
    assert "acme/cedar is gone" in events(html)
    assert any(each.startswith("acme/atlas: prompt $1 per million tokens -> $2") for each in events(html))
    assert '<a href="/model/acme/dune"><bdi>acme/dune</bdi></a>' in html
    assert "was otherwise on 2026-07-01" in html
    assert "Source: design-arena (invented)" in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=model-*", {"model-came", "model-went"}),
        ("kind=score", {"score"}),
        ("source=design-arena&kind=score*", {"score"}),
        ("board=models/*", {"score", "board-read"}),
        ("model=acme/dune", {"model-came"}),
        ("until=2026-07-10", {"catalogue-read", "board-read"}),
    ],
)
def test_filters_are_those_of_the_api(filled, query, expected):
    with pages_on(filled) as pages:
        html = pages.get(f"/changes?since=2026-06-01&{query}").text
        assert set(kinds(html)) == expected
        told = pages.get(f"/api/benchbook/v1/changes?since=2026-06-01&{query}").json()
        assert [each["summary"] for each in told["data"]] == events(html)


def test_feed_and_file_are_of_the_same_filter(filled):
    with pages_on(filled) as pages:
        html = pages.get("/changes?kind=model-*&source=openrouter").text
        feed = link(html, "Atom feed")
        assert (
            f'<link rel="alternate" type="application/atom+xml" title="Benchbook: what changed" href="{escape(feed)}"'
            in html
        )
        titles = re.findall(r"<title>(.*?)</title>", pages.get(feed).text)[1:]
        assert titles == events(html)
        rows = list(csv.DictReader(io.StringIO(pages.get(link(html, "CSV")).text)))
        assert [row["summary"] for row in rows][::-1] == events(html)
        assert [each["summary"] for each in pages.get(link(html, "JSON")).json()["data"]] == events(html)


def test_many_changes_come_in_pages(filled, monkeypatch):
    monkeypatch.setattr(changes, "ON_A_PAGE", 2)
    with pages_on(filled) as pages:
        whole, html, address = [], "", "/changes?kind=model-*"
        while address:
            html = pages.get(address).text
            whole += events(html)
            more = re.search(r'href="([^"]+)" rel="next"', html)
            address = unescape(more[1]) if more else None
        assert len(whole) == len(set(whole)) > 1
        assert pages.get("/changes?page=99").status_code == 400


def test_nothing_found_offers_each_filter_to_loosen(filled):
    with pages_on(filled) as pages:
        html = pages.get("/changes?kind=re-based&source=openrouter").text
        assert "Nothing changed in this window" in html
        assert link(html, "Without the filter by kind") == "/changes?source=openrouter"
        whole = link(pages.get("/changes?since=2026-07-30").text, "From the beginning")
        assert "catalogue-read" in kinds(pages.get(whole).text)


def test_an_empty_store_and_one_reading_say_so(store):
    with pages_on(store) as pages:
        assert "Nothing is stored yet" in pages.get("/changes").text
    record(store, "openrouter", 1, models=[listed("atlas")])
    with pages_on(store) as pages:
        assert "Only one reading so far" in pages.get("/changes?kind=score").text


def test_times_that_are_none_are_refused_in_a_sentence(filled):
    with pages_on(filled) as pages:
        for query in (
            "since=nix",
            "until=2999-01-01",
            "since=2026-07-20&until=2026-07-10",
            "until=2026-07-20&as_of=2026-07-10",
        ):
            reply = pages.get(f"/changes?{query}")
            assert (reply.status_code, "<h1>Error 400</h1>" in reply.text) == (400, True), query


def test_a_past_moment_stays_in_every_link(filled):
    with pages_on(filled) as pages:
        html = pages.get("/changes?as_of=2026-07-10&kind=board-read").text
    assert "acme/dune" not in html
    assert 'href="/model/acme' not in html or "as_of=2026-07-10" in html
    assert "as_of=2026-07-10" in link(html, "Atom feed")
    assert '<input type="hidden" name="as_of" value="2026-07-10">' in html


def test_each_kind_of_change_has_its_words(filled):
    with pages_on(filled) as pages:
        html = pages.get("/changes?kind=odd*").text
    offered = re.findall(r'<option value="([^"]+)"', html[html.index('name="kind"') : html.index('name="source"')])
    assert set(KINDS) < set(offered)
    assert 'value="odd*" selected' in html


def test_with_public_nothing_internal_is_told_without_a_key(filled):
    with pages_on(filled, public=True) as pages:
        html = pages.get("/changes?since=2026-06-01").text
        assert "coding_index" not in html
        assert "artificial-analysis" not in html
        assert ">indices<" not in html
    with pages_on(filled, public=True, token=TOKEN) as pages:
        assert KEY.id
        assert "Source: artificial-analysis (invented)" in pages.get("/changes?since=2026-06-01").text


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_text(store, name):
    board = Scope(source="design-arena", feed="odd")
    record(store, "openrouter", 1, models=[listed("atlas", name="Atlas")])
    record(store, "openrouter", 2, models=[listed("atlas", name=name)])
    record(store, "design-arena", 3, [claim(board, "atlas", {"elo": 1}, f"models/{name[:100]}")])
    with pages_on(store) as pages:
        html = pages.get("/changes?since=2026-06-01").text
    assert any(name in each for each in events(html))
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_other_filters_of_a_window_ask_the_store_once_until_it_changes(filled, monkeypatch):
    asked = []
    over_time = filled.over_time
    with pages_on(filled) as pages:
        monkeypatch.setattr(filled, "over_time", lambda *given: asked.append(given) or over_time(*given))
        few = events(pages.get("/changes?kind=price").text)
        assert len(events(pages.get("/changes").text)) > len(few) > 0
        assert len(asked) == 1
    record(filled, "openrouter", 25, models=[listed("atlas", "0.000003"), listed("birch"), listed("dune")])
    with pages_on(filled) as pages:
        assert len(events(pages.get("/changes?kind=price").text)) > len(few)
