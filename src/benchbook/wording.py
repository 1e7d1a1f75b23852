"""Words of messages: text from outside made fit for them, and numbers of things."""

import re

_SHOWN_TEXT = 80
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def cleaned(text: str) -> str:
    """Text from outside, fit for a message: control characters, turned direction and lone surrogates are replaced."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def shortened(text: str) -> str:
    """The beginning of a text, cleaned."""
    text = cleaned(text)
    return text if len(text) <= _SHOWN_TEXT else f"{text[:_SHOWN_TEXT]}…"


def lowered(sentence: str) -> str:
    """A sentence as the end of another; an acronym at its beginning stays one."""
    return sentence if sentence[:2].isupper() else sentence[:1].lower() + sentence[1:]


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """``1 model``, ``1,085 models``."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
