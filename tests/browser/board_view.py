"""What the leaderboard shows, read the same way from a page in the browser and from the server's answer."""

import csv
import io
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
from playwright.sync_api import Page
from tests.browser.conftest import Site

_READ = """html => {
  const page = html === null ? document : new DOMParser().parseFromString(html, 'text/html');
  const board = page.querySelector('#board');
  const query = link => {
    const address = new URL(link.getAttribute('href'), location.href);
    const pairs = [...address.searchParams].filter(([name, value]) => name !== 'page' || value !== '1');
    return [address.pathname, ...pairs.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))];
  };
  const bodies = [...page.querySelectorAll('table.board > tbody')].filter(body => !body.hidden);
  const heads = [...page.querySelectorAll('th[data-column]')];
  return {
    count: page.querySelector('.count').textContent,
    caption: page.querySelector('caption').textContent,
    columns: heads.map(head => head.dataset.column),
    sorted: heads.filter(head => head.ariaSort).map(head => [head.dataset.column, head.ariaSort]),
    ranks: bodies.map(body => [body.dataset.id, body.querySelector('.rank').textContent]),
    lines: bodies.flatMap(body => [...body.rows].map(row => ({
      kind: row.className,
      id: row.className === 'offer' ? row.cells[1].textContent : body.dataset.id,
      name: row.cells[1].querySelector('bdi').textContent,
      cells: [...row.cells].slice(2).map(cell => [cell.textContent, cell.title, cell.dataset.o ?? null]),
    }))),
    folds: bodies.map(body => body.querySelector('.fold')?.name ?? null),
    links: [...heads.map(head => head.querySelector('a')), ...board.querySelectorAll('[data-file], [data-server]')]
      .map(query),
    empty: page.querySelector('#none').hidden ? null : page.querySelector('#none').textContent.trim(),
    counts: [...page.querySelectorAll('details.menu')]
      .map(menu => menu.querySelector('.many')?.textContent ?? null),
  };
}"""

_AT_REST = """() => {
  const board = document.querySelector('#board');
  if (document.querySelector('#board[aria-busy], #none[aria-busy]:not([hidden]), .fold[aria-busy]')) return false;
  const shown = [...document.querySelectorAll('table.board > tbody')].filter(body => !body.hidden).length;
  const told = Number(board.querySelector('.count').textContent.replaceAll(',', '').match(/\\d+/)?.[0]);
  return board.dataset.mode === 'remote' || shown === told;
}"""


@dataclass(frozen=True)
class View:
    """A table: its lines as they are seen, the state of its heads and where its links lead."""

    count: str
    caption: str
    columns: list[str]
    sorted: list[list[str]]
    ranks: list[list[str]]
    lines: list[dict[str, Any]]
    folds: list[str | None]
    links: list[list[Any]]
    empty: str | None
    counts: list[str | None]

    @property
    def ids(self) -> list[str]:
        """The models from the top."""
        return [model_id for model_id, _ in self.ranks]


def at_rest(page: Page) -> View:
    """The table as soon as nothing is loading and every row that passes is shown."""
    page.wait_for_function(_AT_REST)
    return View(**page.evaluate(_READ, None))


def served(page: Page, site: Site, address: str | None = None) -> View:
    """What the server answers at an address, or at that of the page."""
    query = urlsplit(page.url if address is None else address).query
    reply = httpx2.get(f"{site.url}/?{query}", headers={"Accept": "text/html"})
    assert reply.status_code == 200, (query, reply.text[-600:])
    return View(**page.evaluate(_READ, reply.text))


def check_shared(page: Page, site: Site) -> View:
    """Fail where the page's address does not give the very same table, with the same links, to somebody else."""
    seen, given = at_rest(page), served(page, site)
    for part in View.__dataclass_fields__:
        assert getattr(seen, part) == getattr(given, part), f"{part} differs for {page.url}"
    return seen


def as_file(site: Site, address: str, form: str = "csv") -> bytes:
    """The download of an address's table."""
    reply = httpx2.get(f"{site.url}/leaderboard/file.{form}?{urlsplit(address).query}")
    assert reply.status_code == 200, reply.text
    return reply.content


def rows_of(raw: bytes) -> list[dict[str, str]]:
    """The lines of a CSV."""
    return list(csv.DictReader(io.StringIO(raw.decode(), newline="")))


def check_file(view: View, rows: list[dict[str, str]]) -> None:
    """Fail where a CSV is not the table, line by line and cell by cell, exact values included."""
    assert [row["model_id"] for row in rows] == [line["id"] for line in view.lines]
    assert [row["rank"] for row in rows if row["rank"]] == [rank for _, rank in view.ranks if rank]
    for line, row in zip(view.lines, rows, strict=True):
        for column, (text, title, order) in zip(view.columns[1:], line["cells"], strict=True):
            _check_cell(column, text, title, order, row[column])


def _check_cell(column: str, text: str, title: str, order: str | None, written: str) -> None:
    told = (column, text, title, order, written)
    if text == "\N{EN DASH}":
        assert (written, order) == ("", None), told
        assert title, told
    elif "/" in column:
        assert title.split(" \N{MIDDLE DOT} ", 1)[0] == written, told
        assert order in {written, None}, told
    elif title.endswith(" per million tokens"):
        assert title == f"${written} per million tokens", told
        assert order is None or float(order) == float(written), told
    elif title.endswith(" tokens"):
        assert title.replace(",", "") == f"{written} tokens", told
    else:
        words = ", ".join(json.loads(written)) if column in {"input", "output"} else written
        assert words.removeprefix("'") == text.removeprefix("'"), told
