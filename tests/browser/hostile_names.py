"""Names that somebody might give a model, an author or a table so that a page, a script or a spreadsheet runs them."""

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": '"><img src=x onerror=alert(1)>',
    "apostrophe": "' onmouseover='alert(1)' x='",
    "way-out": "</title></textarea></style></script><svg onload=alert(1)>",
    "formula": "=cmd()|' /C calc'!A0",
    "address": "javascript:alert(1)",
    "entity": "&amp; &lt;b&gt; &#x202e;",
    "template": "{{7*7}} ${7*7} <%= 7*7 %> {% raw %}",
    "right-to-left": "\u200fنموذج العربية\u200f \u200eשלום\u200e",  # noqa: RUF001
    "emoji": "\U0001f469\U0001f3fd\u200d\U0001f680 \U0001f3f3\ufe0f\u200d\U0001f308 Voyager",
    "long": "W" * 300,
}
"""Names that an import accepts, by what they try."""

REFUSED = {
    "override": "\u202e\u2067gnp.exe",
    "bell": "ring\x07ring",
    "escape": "\x1b[31mred",
    "blank": "   ",
    "endless": "x" * 600,
}
"""Names that an import rejects, row by row."""

IDS = ('evil"><img/src=x/onerror=alert(1)>', "<script>alert(2)</script>", "evil/a&amp;b'c\"d", "evil/{{7*7}}")
"""Ids of the shape author/slug."""
