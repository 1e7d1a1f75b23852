"""Text that XML can hold."""

import re

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Text without what XML cannot hold, even escaped."""
    return _NOT_XML.sub("", text)
