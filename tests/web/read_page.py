"""A page as a reader has it: its words, its sections, the lines of its tables."""

import html as markup
import re


def get(client, address, status=200):
    """The HTML of a page, which has this status."""
    reply = client.get(address)
    assert reply.status_code == status, reply.text[:500]
    return reply.text


def words(html):
    """The text without marks, with one space between words and ASCII in place of dashes and signs."""
    text = markup.unescape(re.sub(r"<[^>]*>", " ", html))
    plain = text.replace("\N{EN DASH}", "-").replace("\N{MULTIPLICATION SIGN}", "x")
    return re.sub(r"\s+", " ", plain).strip()


def part(html, name):
    """The section under the heading of this id."""
    return next(piece for piece in html.split("<section")[1:] if f'id="{name}"' in piece)


def line(html, title):
    """A row of a table, by the beginning of its words."""
    rows = re.findall(r"<tr>.*?</tr>", html, re.DOTALL)
    return next(row for row in rows if words(row).startswith(title))
