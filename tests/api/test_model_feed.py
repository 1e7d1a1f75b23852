"""The list as RSS 2.0: well-formed whatever the texts, stable, with the list's own filters and pages."""

from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from benchbook.api.catalogue import ModelsQuery, asked_for
from benchbook.api.catalogue.feed import feed
from benchbook.api.shapes import ENCODER
from benchbook.model import CatalogModel
from benchbook.publication import Publication
from benchbook.snapshot import build_snapshot

MODELS = "/api/v1/models"
NOW = datetime(2026, 10, 3, 0, 15, 4, tzinfo=UTC)


def items(body):
    root = ET.fromstring(body)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (channel,) = root
    assert [channel.findtext(tag) for tag in ("title", "link")] == ["Models", "https://openrouter.ai"]
    assert channel.findtext("description")
    return channel.findall("item")


def test_the_feed_has_the_list_of_the_same_question(offered):
    for query in ("", "sort=pricing-low-to-high", "q=atlas&limit=2", "output_modalities=all&offset=3"):
        answer = offered.get(f"{MODELS}?{query}&use_rss=true")
        assert answer.headers["content-type"] == "application/rss+xml"
        listed = offered.get(f"{MODELS}?{query}")
        assert listed.headers["content-type"] == "application/json"
        assert [item.findtext("guid") for item in items(answer.content)] == [one["id"] for one in listed.json()["data"]]
    assert offered.get(f"{MODELS}/count?use_rss=true").headers["content-type"] == "application/json"


def test_an_item_says_what_is_known(offered):
    found = {item.findtext("guid"): item for item in items(offered.get(f"{MODELS}?use_rss=1").content)}
    atlas, fog = found["acme/atlas-3"], found["cedar/fog"]
    assert atlas.findtext("title") == "Acme: Atlas 3"
    assert atlas.findtext("description") == "Carries <much> & more."
    assert parsedate_to_datetime(atlas.findtext("pubDate")) == datetime(2026, 9, 1, 12, tzinfo=UTC)
    assert atlas.find("guid").get("isPermaLink") == "false"
    assert [child.tag for child in fog] == ["title", "guid"]


def test_links_need_an_address_that_was_told():
    snapshot = build_snapshot(Publication(models=(CatalogModel(id="a/b", permaslug="a/b-2", name="B"),)), ENCODER)
    body = feed(asked_for(snapshot, ModelsQuery(), date(2026, 10, 3)), NOW, "https://bench.example/")
    (channel,) = ET.fromstring(body)
    assert channel.findtext("link") == "https://bench.example/"
    assert channel.findtext("lastBuildDate") == "Sat, 03 Oct 2026 00:15:04 +0000"
    assert channel.findtext("item/link") == "https://bench.example/api/v1/models/a/b-2/endpoints"


def test_chat_links_are_taken(offered):
    plain = offered.get(f"{MODELS}?use_rss=true").content
    assert offered.get(f"{MODELS}?use_rss=true&use_rss_chat_links=true").content == plain


def test_a_feed_is_cached_by_its_tag(offered):
    first = offered.get(f"{MODELS}?use_rss=true")
    again = offered.get(f"{MODELS}?use_rss=true", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert offered.get(MODELS).headers["etag"] != first.headers["etag"]


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=40), st.integers(0, 2**53))
def test_any_text_and_any_date_make_a_well_formed_feed(text, created):
    entry = CatalogModel(id="a/b", permaslug="a/b", name=text, description=text, created=created)
    snapshot = build_snapshot(Publication(models=(entry,)), ENCODER)
    body = feed(snapshot.models, None)
    assert body == feed(snapshot.models, None)
    (item,) = items(body)
    assert item.findtext("guid") == "a/b"
