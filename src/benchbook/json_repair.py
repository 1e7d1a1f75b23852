"""JSON that strict decoders refuse as a whole for the sake of one value, made acceptable.

Python and JavaScript programs write ``NaN`` and ``Infinity`` where a figure is missing, and cut texts between the two
halves of a surrogate pair. The former become texts with a control character, which a row refuses wherever they stand,
be it for a figure or a name; the latter the replacement character.
"""

import re
from collections.abc import Callable

MOST_REPAIRED_BYTES = 64 * 1024 * 1024
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|-?\bInfinity\b|-?\bNaN\b', re.DOTALL)
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u(?P<half>[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def repaired(body: bytes) -> bytes | None:
    """The document with such values replaced, or None if it has none or is larger than 64 MiB.

    Nothing is decoded, so this takes linear time and memory for a few copies.
    """
    if len(body) > MOST_REPAIRED_BYTES or not _needs_repair(body):
        return None
    return _replaced(body, _TOKEN, _token)


def _needs_repair(body: bytes) -> bool:
    return b"NaN" in body or b"Infinity" in body or _SURROGATE.search(body) is not None


def _replaced(
    body: bytes, pattern: re.Pattern[bytes], write: Callable[[re.Match[bytes]], bytes | None]
) -> bytes | None:
    """The body with what ``write`` gives in the places of the matches, None leaving one; None if none is replaced.

    Unlike ``re.sub`` it keeps no list of the parts, of which there may be millions.
    """
    view = memoryview(body)
    found = bytearray()
    copied = 0
    for match in pattern.finditer(body):
        written = write(match)
        if written is not None:
            found += view[copied : match.start()]
            found += written
            copied = match.end()
    if not copied:
        return None
    found += view[copied:]
    return bytes(found)


def _token(match: re.Match[bytes]) -> bytes | None:
    token = match[0]
    if not token.startswith(b'"'):
        return b'"\\u0000' + token + b'"'
    return _replaced(token, _ESCAPE, _escape) if _SURROGATE.search(token) else None


def _escape(match: re.Match[bytes]) -> bytes | None:
    return b"\\ufffd" if match["half"] else None
