"""Names that would break out of a page, a file or a line of text."""

HOSTILE = [
    "<script>alert(1)</script>",
    "=cmd()|' /C calc'!A0",
    "\N{RIGHT-TO-LEFT OVERRIDE}evil\N{ARABIC LETTER SEEN}",
    "x" * 300,
    '"><img src=x onerror=alert(1)>',
    "{{7*7}} &amp; \N{FAMILY}",
]
