"""What a document looks like, and which source reads such a one."""

import itertools
import re
from collections.abc import Iterable

import msgspec

from benchbook.errors import Malformed, NothingToImport, NotRecognised
from benchbook.model import Raw
from benchbook.sources import Glimpse, Source

_RECORD_LISTS = ("data", "models", "leaderboards")
_HTML = re.compile(rb"\s*<(?:!doctype html|html|head|body|\?xml|!--)", re.IGNORECASE)
_HTML_TITLE = re.compile(rb"<title[^>]*>([^<]{0,200})", re.IGNORECASE)
_MARKDOWN_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
_HEAD_BYTES = 64 * 1024
_EXPECTED = "JSON, CSV, TSV, a Markdown table or TOML"


def glimpse(raw: Raw) -> Glimpse:
    """Enough of a document to tell its source; raises ``Malformed`` or ``NothingToImport``."""
    head = raw.body[:_HEAD_BYTES].lstrip()
    if not head:
        raise NothingToImport(raw.origin, "it is empty")
    if head[:1] in {b"{", b"["} and not raw.origin.endswith(".toml"):
        return _glimpse_json(raw)
    if _HTML.match(head):
        title = _HTML_TITLE.search(head)
        named = f" ({_clean(title[1])})" if title else ""
        raise Malformed(
            raw.origin,
            "",
            f"{_EXPECTED}; this is an HTML page{named}",
            hint="the download probably failed; open the address in a browser to see why",
        )
    if b"\x00" in head:
        raise Malformed(raw.origin, "", f"{_EXPECTED}; this is a binary file")
    try:
        text = head.decode("utf-8", errors="strict" if len(raw.body) <= _HEAD_BYTES else "ignore")
    except UnicodeDecodeError as error:
        raise Malformed(raw.origin, f"byte {error.start}", "text in UTF-8") from None
    return _glimpse_text(raw, text)


def recognise(raw: Raw, sources: Iterable[Source]) -> Source:
    """The one source that reads such a document; raises ``NotRecognised`` for none or several."""
    seen = glimpse(raw)
    fitting = [source for source in sources if source.recognise(seen)]
    if len(fitting) == 1:
        return fitting[0]
    shown = ", ".join(sorted(seen.row_keys or seen.keys)[:8])
    looks = f"a {seen.format} document with {shown or 'no fields'}"
    raise NotRecognised(raw.origin, _clean(looks.encode()), [source.id for source in fitting])


def _glimpse_json(raw: Raw) -> Glimpse:
    outermost = _decoded(raw, raw.body)
    if isinstance(outermost, list):
        return _glimpse_record(frozenset(), _first_of_list(raw, outermost))
    for name in _RECORD_LISTS:
        if name in outermost:
            return _glimpse_record(frozenset(outermost), _first_below(raw, name, outermost[name]))
    return _glimpse_record(frozenset(outermost), outermost)


def _first_below(raw: Raw, name: str, value: msgspec.Raw) -> dict[str, msgspec.Raw]:
    inner = _decoded(raw, bytes(value))
    if isinstance(inner, list):
        return _first_of_list(raw, inner)
    if name != "leaderboards":
        return inner
    for board in inner.values():
        below = _decoded(raw, bytes(board))
        if isinstance(below, dict) and "data" in below:
            return _first_below(raw, "data", below["data"])
    return {}


def _first_of_list(raw: Raw, values: list[msgspec.Raw]) -> dict[str, msgspec.Raw]:
    if not values:
        return {}
    first = _decoded(raw, bytes(values[0]))
    return first if isinstance(first, dict) else {}


def _decoded(raw: Raw, body: bytes) -> dict[str, msgspec.Raw] | list[msgspec.Raw]:
    try:
        return msgspec.json.decode(body, type=dict[str, msgspec.Raw] | list[msgspec.Raw])
    except msgspec.ValidationError:
        return {}
    except msgspec.DecodeError as error:
        raise Malformed(raw.origin, "", f"whole and valid JSON ({error})") from None
    except RecursionError:
        raise Malformed(raw.origin, "", "JSON that is not nested thousands of levels deep") from None


def _glimpse_record(keys: frozenset[str], record: dict[str, msgspec.Raw]) -> Glimpse:
    first = {}
    for name, value in record.items():
        if bytes(value[:1] if isinstance(value, bytes) else bytes(value)[:1]) == b'"':
            first[name] = msgspec.json.decode(value, type=str)[:200]
    return Glimpse(format="json", keys=keys, row_keys=frozenset(record), first=first)


def _glimpse_text(raw: Raw, text: str) -> Glimpse:
    lines = [line for line in text.splitlines() if line.strip()]
    for above, rule in itertools.pairwise(lines):
        if "|" in above and "-" in rule and _MARKDOWN_RULE.match(rule):
            cells = frozenset(cell.strip() for cell in above.strip().strip("|").split("|"))
            return Glimpse(format="markdown", row_keys=cells)
    if raw.origin.endswith(".toml") or re.match(r"(?:#.*\n|\s)*[\w.-]+\s*=|(?:#.*\n|\s)*\[[\w.\[]", text):
        return _glimpse_toml(raw)
    for form, delimiter in (("tsv", "\t"), ("csv", ","), ("csv", ";")):
        if delimiter in lines[0]:
            cells = frozenset(cell.strip().strip('"') for cell in lines[0].split(delimiter))
            return Glimpse(format="tsv" if form == "tsv" else "csv", row_keys=cells)
    raise Malformed(raw.origin, "", f"{_EXPECTED}; this is other text")


def _glimpse_toml(raw: Raw) -> Glimpse:
    try:
        keys = msgspec.toml.decode(raw.body, type=dict[str, object])
    except (UnicodeDecodeError, RecursionError, msgspec.DecodeError) as error:
        raise Malformed(raw.origin, "", f"valid TOML ({error})") from None
    return Glimpse(format="toml", keys=frozenset(keys))


def _clean(text: bytes) -> str:
    shown = " ".join(text.decode("utf-8", errors="replace").split())
    return "".join(character for character in shown if character.isprintable())[:120]
