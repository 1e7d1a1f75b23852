"""The list of models as RSS 2.0."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from benchbook.api.shapes import details_path
from benchbook.api.xml_text import xml_text
from benchbook.catalogue import ModelLine

FEED_MEDIA = "application/rss+xml"
CATALOGUE_HOME = "https://openrouter.ai"


def feed(lines: Iterable[ModelLine], as_of: datetime | None, site: str | None = None) -> bytes:
    """Models as the items of a feed, in the order given.

    ``site`` is the address under which this server is known to readers, e.g. ``https://benchbook.example``;
    items link to it. Without one they have no link, since RSS knows absolute ones only, and the feed
    links to the home of the catalogue.
    """
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", "Models")
    _add(channel, "link", site or CATALOGUE_HOME)
    _add(channel, "description", "The catalogue of models. Source: OpenRouter (openrouter.ai/models)")
    if as_of is not None:
        _add(channel, "lastBuildDate", format_datetime(as_of.astimezone(UTC)))
    for line in lines:
        _item(channel, line, site)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _item(channel: ET.Element, line: ModelLine, site: str | None) -> None:
    model = line.entry
    item = ET.SubElement(channel, "item")
    _add(item, "title", model.name)
    if site is not None:
        _add(item, "link", site.rstrip("/") + details_path(model))
    if model.description:
        _add(item, "description", model.description)
    if model.created and line.created_on:
        _add(item, "pubDate", format_datetime(datetime.fromtimestamp(model.created, UTC)))
    ET.SubElement(item, "guid", isPermaLink="false").text = xml_text(model.id)


def _add(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = xml_text(text)
