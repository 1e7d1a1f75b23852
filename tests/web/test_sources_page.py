"""``/sources``: whose figures, on what terms, what came of each document."""

import re
from html import escape

import pytest
from hostile_labels import HOSTILE
from stored_pages import SECRET_FILE, TOKEN, claim, listed, pages_on, record

from benchbook.model import Scope
from benchbook.sources import all_sources
from benchbook.web.pages import sources


def card(html, anchor):
    return re.search(rf'<article class="card" id="{anchor}">.*?</article>', html, re.DOTALL)[0]


def documents(html):
    return re.findall(r'<th scope="row" class="origin"><bdi>(.*?)</bdi>', html)


def test_every_source_says_what_it_is_and_how_to_get_more(filled):
    with pages_on(filled) as pages:
        html = pages.get("/sources").text
    for source in all_sources().values():
        told = card(html, f"s-{source.id}")
        assert str(escape(source.title)) in told
        assert str(escape(source.citation)) in told
        assert (f"benchbook sync {source.id}" in told) is (source.fetch is not None)
        assert source.key_variable is None or source.key_variable in told
    for link in re.findall(r'<a href="https?:[^>]*>', html):
        assert 'rel="noreferrer noopener external"' in link


def test_what_is_held_adds_up(filled):
    with pages_on(filled) as pages:
        html = pages.get("/sources").text
    assert "1 result joined to a model, 0 that wait; the newest of 2026-07-21" in card(html, "s-design-arena")
    assert "2 rows = 2 scores + 0 unresolved + 0 rejected" in card(html, "s-design-arena")
    assert "3 rows = 1 score + 0 unresolved + 2 rejected" in card(html, "s-table")
    assert "2026-07-22, 10 days old" in card(html, "s-artificial-analysis")
    assert "2 documents" in card(html, "s-openrouter")
    assert "None was read in" in card(html, "s-openrouter-benchmarks")
    assert "1 result joined" in card(html, "own-1")


def test_documents_come_newest_first_with_the_reasons_of_rejections(filled):
    with pages_on(filled) as pages:
        html = pages.get("/sources").text
        assert documents(html) == [
            "table-23.json",
            SECRET_FILE,
            "design-arena-21.json",
            "openrouter-20.json",
            "design-arena-2.json",
            "openrouter-1.json",
        ]
        assert "no figure" in html
        assert "&lt;b&gt;bad&lt;/b&gt;" in html
        assert documents(pages.get("/sources?source=design-arena").text) == [
            "design-arena-21.json",
            "design-arena-2.json",
        ]


def test_documents_and_reasons_are_bounded(filled, monkeypatch):
    monkeypatch.setattr(sources, "ON_A_PAGE", 2)
    monkeypatch.setattr(sources, "MOST_REASONS", 1)
    with pages_on(filled) as pages:
        html = pages.get("/sources").text
        assert len(documents(html)) == 2
        assert "and 1 more: <code>benchbook status --rejected</code>" in html
        assert documents(pages.get("/sources?page=3").text) == ["design-arena-2.json", "openrouter-1.json"]
        assert pages.get("/sources?page=4").status_code == 400


def test_a_past_moment_knows_no_later_document(filled):
    with pages_on(filled) as pages:
        html = pages.get("/sources?as_of=2026-07-10").text
    assert documents(html) == ["design-arena-2.json", "openrouter-1.json"]
    assert "as_of=2026-07-10" in card(html, "s-design-arena")


def test_with_public_nothing_of_internal_documents_shows_without_a_key(filled):
    with pages_on(filled, public=True) as pages:
        html = pages.get("/sources").text
        assert SECRET_FILE not in html
        assert "a secret reason" not in html
        assert "artificialanalysis.ai" not in html.replace(card(html, "s-openrouter-benchmarks"), "").replace(
            card(html, "s-starter"), ""
        )
        assert 'id="s-artificial-analysis"' not in html
        assert "the archive keeps" not in html
        assert "5 documents" in html
        assert pages.get("/sources?source=artificial-analysis").text.count(SECRET_FILE) == 0
    with pages_on(filled, public=True, token=TOKEN) as pages:
        html = pages.get("/sources").text
        assert SECRET_FILE in html
        assert "the archive keeps 6 documents" in html


def test_what_is_relayed_of_an_internal_source_is_said_to_be(filled):
    relayed = Scope(source="artificial-analysis", feed="indices", via="openrouter")
    record(filled, "openrouter", 24, [claim(relayed, "atlas", {"coding_index": 1}, "indices")], [listed("atlas")])
    with pages_on(filled, public=True) as pages:
        told = card(pages.get("/sources").text, "s-artificial-analysis")
    assert "relayed by another source" in told
    assert "1 result joined" in told
    assert "documents" not in re.sub(r"Its own documents", "", told)


def test_no_value_of_a_key_is_told(filled, monkeypatch):
    monkeypatch.setenv("AA_API_KEY", "sk-invented-secret")
    with pages_on(filled) as pages:
        html = pages.get("/sources").text
    assert "AA_API_KEY" in html
    assert "sk-invented-secret" not in html


def test_an_empty_store_still_lists_the_sources(store):
    with pages_on(store) as pages:
        html = pages.get("/sources").text
    assert "Nothing is stored yet" in html
    assert "benchbook sync openrouter" in card(html, "s-openrouter")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_text(store, name):
    own = Scope(source=name[:100], feed="x")
    record(store, "table", 3, [claim(own, "atlas", {"rate": 1}, "x")], origin=f"{name}.csv", rejected=(name,))
    with pages_on(store) as pages:
        reply = pages.get("/sources")
    assert reply.status_code == 200
    shown = escape(name[:100]).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    assert f"<bdi>{shown}" in reply.text
    assert "<script>alert" not in reply.text
    assert "<img src=x" not in reply.text
