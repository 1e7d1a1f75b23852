"""Changes as an Atom feed (RFC 4287)."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import quote
from xml.etree import ElementTree as ET

from benchbook.api.xml_text import xml_text
from benchbook.changes import Change

FEED_MEDIA = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
_FEED_ID = uuid.uuid5(uuid.NAMESPACE_URL, "urn:benchbook:changes")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def feed(found: Iterable[Change], as_of: datetime | None, site: str | None = None) -> bytes:
    """Changes as entries, in the order given; ``site`` is the address that readers know this server by.

    An entry's id is that of its change, so that a reader shows each once. Without ``site`` there are
    no links, since a reader could not follow them.
    """
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(_tag("feed"))
    _add(root, "id", _FEED_ID.urn)
    _add(root, "title", "Benchbook: what changed")
    entries = list(found)
    newest = max((change.at for change in entries), default=as_of or _NEVER)
    _add(root, "updated", _time(newest))
    _add(ET.SubElement(root, _tag("author")), "name", "Benchbook")
    cited = sorted({change.citation for change in entries if change.citation})
    if cited:
        _add(root, "rights", " ".join(cited))
    if site is not None:
        _link(root, f"{site.rstrip('/')}/api/benchbook/v1/changes.atom", "self")
    for change in entries:
        _entry(root, change, site)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _entry(root: ET.Element, change: Change, site: str | None) -> None:
    entry = ET.SubElement(root, _tag("entry"))
    _add(entry, "id", uuid.uuid5(_FEED_ID, change.id).urn)
    _add(entry, "title", change.summary)
    _add(entry, "updated", _time(change.at))
    ET.SubElement(entry, _tag("category"), term=change.kind)
    # Content, not a summary: an entry without content must have a link, which there is not always.
    _add(entry, "content", change.summary)
    if change.citation:
        _add(entry, "rights", change.citation)
    if site is not None and change.model_id is not None:
        named = quote(change.model_id, safe="/:~@")
        _link(entry, f"{site.rstrip('/')}/api/benchbook/v1/models/{named}/history", "alternate")


def _link(parent: ET.Element, href: str, relation: str) -> None:
    ET.SubElement(parent, _tag("link"), rel=relation, href=href)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _tag(name)).text = xml_text(text)


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
