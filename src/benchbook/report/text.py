"""Words from outside, made safe for Markdown, and figures made readable."""

import re
import unicodedata
from collections.abc import Iterable

_ALWAYS = re.compile(r"([\\`*\[\]|~#])")
_EDGE_UNDERSCORE = re.compile(r"(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])")
_AUTOLINK = re.compile(r"(?i)(?<=https)(?=://)|(?<=http)(?=://)|(?<=ftp)(?=://)|(?<=www)(?=\.)|(?<=mailto)(?=:)")
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def plain(text: str) -> str:
    """One line without control, direction or unassigned characters; spaces run together."""
    if text.isprintable():
        return " ".join(text.split())
    kept = (char for char in text if unicodedata.category(char) != "Cf")
    spaced = (" " if unicodedata.category(char) in _UNPRINTABLE else char for char in kept)
    return " ".join("".join(spaced).split())


def escaped(text: str, *, links: bool = False) -> str:
    """Text that Markdown shows as it is: no markup, HTML or (unless ``links``) web address comes alive."""
    safe = _ALWAYS.sub(r"\\\1", plain(text))
    safe = _EDGE_UNDERSCORE.sub(r"\\_", safe)
    safe = safe.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe if links else _AUTOLINK.sub(r"\\", safe)


def bullet(text: str, *, links: bool = False) -> str:
    """Escaped text that is a bullet's whole content: its own beginning makes no list within."""
    safe = escaped(text, links=links)
    return re.sub(r"^(\d+)(?=[.)])", r"\1\\", safe) if safe[:1].isdigit() else re.sub(r"^([-+])", r"\\\1", safe)


def listed(words: Iterable[str], *, links: bool = False) -> str:
    """Escaped words between commas."""
    return ", ".join(escaped(word, links=links) for word in words)


def models(count: int) -> str:
    """``1 model`` or ``4 models``."""
    return f"{count:,} model{'' if count == 1 else 's'}"


def share(part: int, whole: int) -> str:
    """``14/15 (93.3%)``; without a percentage where there is no whole."""
    if not whole:
        return f"{part}/{whole}"
    percent = f"{100 * part / whole:.1f}".removesuffix(".0")
    return f"{part:,}/{whole:,} ({percent}%)"
